"""What goes wrong at the start is told, and no secret with it."""

import re
from pathlib import Path

import pytest

from bot import config, platforms
from bot.__main__ import main
from bot.config import ConfigError


def test_a_file_that_is_no_database_ends_with_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "bude.db").write_text("Dear diary, " * 1000)
    assert main([]) == 2
    told = capsys.readouterr().err
    assert told == "bude: the database cannot be used: file is not a database\n"


def test_a_secret_in_a_wrong_address_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BUDE_STORE_URL", "postgresql+psycopg://bude:Secr3t@host:port/bude")
    with pytest.raises(ConfigError) as wrong:
        config.parse('[cities.d]\nname = "D"\n', "c", {}, {})
    assert "BUDE_STORE_URL in the environment: expected" in str(wrong.value)
    assert "Secr3t" not in str(wrong.value)


def test_a_secret_that_is_no_text_is_not_told(tmp_path: Path) -> None:
    (tmp_path / "token").write_bytes(b"Secr3t\xff")
    with pytest.raises(ConfigError, match="cannot be read") as wrong:
        config.secret("MATRIX_ACCESS_TOKEN", str(tmp_path / "token"))
    assert "Secr3t" not in str(wrong.value)


@pytest.mark.parametrize(
    ("table", "key"),
    [
        (
            '[matrix]\nhomeserver = "https://hs.test"\nuser = "@bude:hs.test"\n',
            "access_token_file",
        ),
        ("[discord]\n\n\n", "token_file"),
    ],
)
def test_a_file_that_is_not_there_is_named_with_its_key_and_line(table: str, key: str) -> None:
    settings = config.parse(f'{table}{key} = "/nowhere/token"\n', "c", platforms.SETTINGS, {})
    where = re.escape(f"line 4: {table[1:].partition(']')[0]}.{key}: the file /nowhere/token")
    with pytest.raises(ConfigError, match=where):
        platforms.build(settings)
