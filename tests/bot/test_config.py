"""What is wrong with a config is named, with its key and its line."""

import logging
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import pytest

from bot import config, platforms
from bot.__main__ import main
from bot.config import CitySettings, ConfigError, Settings
from bot.rules import RULES
from bot.toml import Reader

GOOD = """\
admins = ["matrix:@mo:example.org"]

[store]
url = "sqlite:///var/bude.db"

[matrix]
homeserver = "https://matrix.example.org"
user = "@bude:example.org"

[cities.dortmund]
name = "Dortmund"

[cities.dortmund.polls]
open_for_days = 3

[neighbourhoods.hafen]
name = "Hafen"
city = "dortmund"
rooms = ["matrix:!a:example.org"]
"""


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("BUDE_STORE_URL", "BUDE_MATRIX_ACCESS_TOKEN"):
        monkeypatch.delenv(name, raising=False)


def parse(text: str) -> Settings:
    return config.parse(text, "config.toml", platforms.SETTINGS, RULES)


def wrong(text: str) -> str:
    with pytest.raises(ConfigError) as error:
        parse(text)
    return str(error.value)


def line_of(text: str, part: str) -> int:
    [number] = [n for n, line in enumerate(text.splitlines(), 1) if part in line]
    return number


def test_a_good_config_is_read() -> None:
    settings = parse(GOOD)
    assert settings.admins == ("matrix:@mo:example.org",)
    assert settings.cities == {"dortmund": CitySettings("Dortmund")}
    assert settings.neighbourhoods["hafen"].rooms == ("matrix:!a:example.org",)
    assert settings.rules == {"dortmund": {"polls": {"open_for_days": 3}}}
    assert list(settings.platforms) == ["matrix"]


def test_an_empty_config_has_our_defaults() -> None:
    assert parse("") == Settings()


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("admins = ", "admin = ", "admin: there is no such key; did you mean 'admins'?"),
        ("url = ", "urll = ", "store.urll: there is no such key; did you mean 'url'?"),
        ("[store]", "[storage]", "storage: there is no such key; did you mean 'store'?"),
        ("user = ", "usr = ", "matrix.usr: there is no such key; did you mean 'user'?"),
        ("city = ", "town = ", "neighbourhoods.hafen.town: there is no such key"),
        ("open_for_days", "open_days", "cities.dortmund.polls.open_days: there is no such key"),
        ("open_for_days = 3", 'open_for_days = "3"', "expected a whole number, not '3'"),
        ("open_for_days = 3", "open_for_days = true", "expected a whole number, not True"),
        ("open_for_days = 3", "decides = 3", "expected a text or a text for each language"),
        ("open_for_days = 3", "decides = { de = 3 }", "cities.dortmund.polls.decides"),
        ('name = "Dortmund"', "name = 3", "cities.dortmund.name: expected a text, not 3"),
        ('city = "dortmund"', 'city = "bochum"', "no [cities.bochum]; known: dortmund"),
        ('["matrix:!a:example.org"]', '["a"]', "'a' is not written platform:room"),
        ('["matrix:!a:example.org"]', '"a"', 'expected a list of texts, such as ["one'),
        ('["matrix:!a:example.org"]', "[1]", "neighbourhoods.hafen.rooms: expected a list"),
        ('["matrix:@mo:example.org"]', '["mo"]', 'admins: expected accounts, such as ["'),
        ('["matrix:@mo:example.org"]', '"mo"', "admins: expected accounts"),
        ('"sqlite:///var/bude.db"', '"mysql://x/y"', "store.url: expected sqlite:///FILE or"),
        ('"sqlite:///var/bude.db"', '"postgresql://x/y"', "or postgresql+psycopg://USER@HOST"),
        ('"sqlite:///var/bude.db"', '"sqlite://"', "store.url: expected sqlite:///FILE"),
        ('"sqlite:///var/bude.db"', '"sqlite:///:memory:"', "store.url: expected sqlite:///FILE"),
        ('url = "sqlite:///var/bude.db"', "backups_kept_days = -1", "store.backups_kept_days"),
        ('name = "Dortmund"', 'name = "D"\ntimezone = "Europe/Dortmund"',
         "cities.dortmund.timezone: 'Europe/Dortmund' is no time zone; write Europe/Berlin"),
        ('name = "Dortmund"', 'name = "D"\ntimezone = "../etc/passwd"', "is no time zone"),
        ('name = "Dortmund"', 'name = "D"\naddress = "Ihr"', 'address: expected "du" or "Sie"'),
    ],
)  # fmt: skip
def test_a_wrong_key_is_named_with_its_line(before: str, after: str, said: str) -> None:
    assert before in GOOD
    text = GOOD.replace(before, after)
    error = wrong(text)
    assert said in error
    assert error.startswith(f"config.toml, line {line_of(text, after.splitlines()[-1])}: ")


@pytest.mark.parametrize(
    ("line", "table", "said"),
    [
        ('homeserver = "https://matrix.example.org"\n', "[matrix]", "matrix.homeserver"),
        ('name = "Dortmund"\n', "[cities.dortmund]", "cities.dortmund.name"),
        ('city = "dortmund"\n', "[neighbourhoods.hafen]", "neighbourhoods.hafen.city"),
    ],
)
def test_a_missing_key_is_named_with_its_table(line: str, table: str, said: str) -> None:
    text = GOOD.replace(line, "")
    assert wrong(text) == (
        f"config.toml, line {line_of(text, table)}: {said}: this key is missing"
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("store = 3", "config.toml, line 1: store: expected a table, such as [store]"),
        ("matrix = 3", "config.toml, line 1: matrix: expected a table, such as [matrix]"),
        ("cities = 3", "config.toml, line 1: cities: expected tables"),
        ("neighbourhoods = []", "config.toml, line 1: neighbourhoods: expected tables"),
        ("[cities]\ndortmund = 3", "config.toml, line 2: cities.dortmund: expected a table"),
        ("[neighbourhoods]\nhafen = 3", "line 2: neighbourhoods.hafen: expected a table"),
        ('[cities.d]\nname="D"\npolls=3', "config.toml, line 3: cities.d.polls: expected a"),
    ],
)
def test_what_should_be_a_table_is_named(text: str, said: str) -> None:
    assert wrong(text).startswith(said) or said in wrong(text)


def test_what_is_not_toml_is_named_with_its_line() -> None:
    error = wrong(GOOD.replace("[store]", "[store"))
    assert error.startswith("config.toml: this is not TOML: ")
    assert "line 3" in error


def test_a_comment_or_another_table_is_not_taken_for_the_key() -> None:
    text = "# url = 1\n[cities.a]\nname = 'A'\n[store]\n# url = 2\nbackups_kept_days = 'x'"
    assert wrong(text).startswith("config.toml, line 6: store.backups_kept_days:")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nowhere\.toml: cannot be read"):
        config.read(tmp_path / "nowhere.toml", platforms.SETTINGS, RULES)
    (tmp_path / "latin.toml").write_bytes(b"# f\xfcr alle")
    with pytest.raises(ConfigError, match=r"latin\.toml: cannot be read"):
        config.read(tmp_path / "latin.toml", platforms.SETTINGS, RULES)


# Secrets

PASSWORDS = [
    "postgresql+psycopg://bude:geheim@db/bude",
    "postgresql+psycopg://bude:ge/heim@db/bude",
    "postgresql+psycopg://bude:ge@heim@db/bude",
    "postgresql+psycopg://db/bude?user=bude&password=geheim",
]


@pytest.mark.parametrize("url", PASSWORDS)
def test_a_password_in_the_config_is_refused_and_not_repeated(url: str) -> None:
    error = wrong(GOOD.replace("sqlite:///var/bude.db", url))
    assert error.startswith("config.toml, line 4: store.url: a password does not belong here")
    assert "BUDE_STORE_URL" in error
    assert "heim" not in error


@pytest.mark.parametrize("url", PASSWORDS)
def test_the_environment_may_hold_one(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("BUDE_STORE_URL", url)
    assert parse(GOOD).store.url == url


def test_a_wrong_address_in_the_environment_is_not_repeated(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("BUDE_STORE_URL", "mysql://bude:geheim@db/bude")
    error = wrong(GOOD)
    assert error.startswith("BUDE_STORE_URL in the environment: expected sqlite:///FILE")
    assert "geheim" not in error


def test_a_secret_comes_from_the_environment_or_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "token"
    file.write_text("from the file\n")
    assert config.secret("TOKEN", None) is None
    assert config.secret("TOKEN", str(file)) == "from the file"
    monkeypatch.setenv("BUDE_TOKEN", " from the environment ")
    assert config.secret("TOKEN", str(file)) == "from the environment"


def test_a_secret_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"the file .*/none cannot be read"):
        config.secret("TOKEN", str(tmp_path / "none"))


def test_secrets_are_in_no_log_and_no_settings(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("BUDE_MATRIX_ACCESS_TOKEN", "syt_geheim")
    with caplog.at_level(logging.DEBUG):
        settings = parse(GOOD)
        [adapter] = platforms.build(settings)
    assert "geheim" not in caplog.text
    assert "geheim" not in repr(settings)
    assert "geheim" not in repr(adapter)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('"@bude:example.org"', '"bude"', "matrix.user: expected an account such as"),
        ('"https://matrix.example.org"', '"matrix"', "matrix.homeserver: expected an address"),
        ('homeserver = "h', 'prefix = " "\nhomeserver = "h', "matrix.prefix: expected a sign"),
    ],
)
def test_a_platform_names_its_keys_too(
    monkeypatch: pytest.MonkeyPatch, before: str, after: str, said: str
) -> None:
    monkeypatch.setenv("BUDE_MATRIX_ACCESS_TOKEN", "t")
    settings = parse(GOOD.replace(before, after))
    with pytest.raises(ConfigError, match=said):
        platforms.build(settings)


def test_a_missing_token_is_a_sentence() -> None:
    settings = parse(GOOD)
    with pytest.raises(ConfigError, match="set BUDE_MATRIX_ACCESS_TOKEN, or access_token_file"):
        platforms.build(settings)


# From the outside


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GOOD.replace("[matrix]", "[matirx]"), "line 6: matirx: there is no such key; did you"),
        ('[cities.d]\nname = "D"\n', "no platform is configured"),
        ("[terminal]\n", "no neighbourhood is named"),
    ],
)
def test_bude_ends_with_a_sentence_and_status_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, said: str
) -> None:
    file = tmp_path / "config.toml"
    file.write_text(text)
    assert main(["--config", str(file)]) == 2
    told = capsys.readouterr().err
    assert told.startswith("bude: ")
    assert said in told
    assert len(told.splitlines()) == 1


# The reader, with a table of everything


@dataclass(frozen=True, slots=True)
class Everything:
    text: str
    number: int = 1
    yes: bool = False
    some: str | None = None
    several: tuple[str, ...] = ()


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ('text = "a"', "a"), ("number = 2", 2), ("yes = true", True), ('some = "b"', "b"),
        ('several = ["a", "b"]', ("a", "b")), ("several = []", ()),
    ],
)  # fmt: skip
def test_every_type_is_read(line: str, value: Any) -> None:
    text = line if line.startswith("text") else f'text = "x"\n{line}'
    reader = Reader(text, "c")
    read = reader.typed(Everything, reader.table)
    assert getattr(read, line.partition(" ")[0]) == value
    assert {each.name for each in fields(read)} > {line.partition(" ")[0]}
