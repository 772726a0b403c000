"""From the config's table to an adapter, or a sentence that says what is wrong."""

import subprocess
import sys
from dataclasses import replace
from typing import Any

import pytest

from adapters.matrix.adapter import MatrixAdapter
from adapters.matrix.settings import MatrixSettings
from adapters.matrix.start import build
from bot.adapter import WrongSettings

SETTINGS = MatrixSettings("https://hs.org", "@bude:hs.org", access_token_file="token")


def secret(name: str, file: str | None) -> str | None:
    return {"MATRIX_ACCESS_TOKEN": file, "MATRIX_STORE_KEY": file}.get(name)


def test_an_adapter_is_built() -> None:
    adapter = build(SETTINGS, ["@mo:hs.test"], secret)
    assert isinstance(adapter, MatrixAdapter)
    assert (adapter.platform, adapter.account) == ("matrix", "@bude:hs.org")


def account_of(user: str, homeserver: str) -> str | None:
    return build(replace(SETTINGS, user=user, homeserver=homeserver), [], secret).account


@pytest.mark.parametrize("server", ["localhost", "localhost:8448", "hs.localhost", "hs.test"])
def test_servers_of_two_machines_may_have_one_name(server: str) -> None:
    """As those of two who say `make homeserver`."""
    user = f"@bude:{server}"
    assert account_of(user, "http://127.0.0.1:1") != account_of(user, "http://127.0.0.1:2")


@pytest.mark.parametrize(
    "homeserver",
    [
        "http://127.0.0.1:80",
        "http://localhost:80",
        "http://LocalHost",
        "http://localhost/",
        "http://[::1]:80/",
        "http://127.0.1.1",
    ],
)
def test_one_account_is_one_however_its_address_is_written(homeserver: str) -> None:
    assert account_of("@bude:hs.test", homeserver) == "@bude:hs.test of localhost:80"


@pytest.mark.parametrize("server", ["hs.org", "test.org", "contest", "hs.org:8448"])
def test_any_other_name_is_one_server_whatever_its_address(server: str) -> None:
    user = f"@bude:{server}"
    assert account_of(user, "http://127.0.0.1:1") == account_of(user, "https://hs.org") == user


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"user": "bude"}, "user: .*@bude:example.org"),
        ({"homeserver": "hs.test"}, "homeserver: .*https://"),
        ({"homeserver": "http://hs.test:80o8"}, "homeserver: .*https://"),
        ({"homeserver": "http://"}, "homeserver: .*https://"),
        ({"prefix": " "}, "prefix: "),
        ({"access_token_file": None}, "BUDE_MATRIX_ACCESS_TOKEN"),
        ({"encryption": True}, "BUDE_MATRIX_STORE_KEY"),
        ({"encryption": True, "store_key_file": "short"}, "only 5 characters"),
    ],
)
def test_what_is_wrong_is_named(wrong: dict[str, Any], words: str) -> None:
    with pytest.raises(WrongSettings, match=words):
        build(replace(SETTINGS, **wrong), [], secret)


@pytest.mark.process
def test_nio_is_imported_only_for_encryption() -> None:
    script = "import sys, adapters.matrix.start; sys.exit('nio' in sys.modules)"
    subprocess.run([sys.executable, "-c", script], check=True)


@pytest.mark.process
def test_what_a_vote_does_not_need_is_not_imported() -> None:
    """People wait for it at every start, and all of it stays in memory."""
    script = (
        "import sys, bot.__main__, bot.app, adapters.matrix.start\n"
        "spared = 'nio discord PIL Crypto alembic langdetect prompt_toolkit psycopg'.split()\n"
        "spared += ['web.feeds']\n"
        "sys.exit(' '.join(set(spared) & set(sys.modules)) or 0)"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


def test_an_encrypting_adapter_is_built() -> None:
    encrypting = replace(SETTINGS, encryption=True, store_key_file="a long secret text")
    assert isinstance(build(encrypting, [], secret), MatrixAdapter)


def test_settings_and_token_are_not_shown_together() -> None:
    adapter = build(SETTINGS, [], lambda name, file: "syt_secret")
    assert "syt_secret" not in repr(adapter)
