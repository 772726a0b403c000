"""The example of a config loads, and leaves nothing out."""

import re
import tomllib
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

import pytest

from bot import config, platforms
from bot.config import CitySettings, NeighbourhoodSettings, StoreSettings, WebSettings
from bot.rules import RULES

EXAMPLE = Path(__file__).parents[2] / "config.example.toml"
TABLES: dict[str, type[Any]] = {
    "store": StoreSettings,
    "web": WebSettings,
    "cities.dortmund": CitySettings,
    "neighbourhoods.hafen": NeighbourhoodSettings,
    **{f"cities.dortmund.{name}": kind for name, kind in RULES.items()},
    **platforms.SETTINGS,
}


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BUDE_STORE_URL", raising=False)


def written() -> str:
    return EXAMPLE.read_text("utf-8")


def uncommented(text: str) -> str:
    """With every key that stands there as a comment: `# url = "..."`, `# [terminal]`."""
    return re.sub(r"^# (?=[\w.-]+ = |\[[\w.-]+\]$)", "", text, flags=re.MULTILINE)


def keys(table: dict[str, Any], of: str) -> set[str]:
    for name in of.split("."):
        table = table.get(name, {})
    return set(table)


def test_the_example_loads() -> None:
    settings = config.read(EXAMPLE, platforms.SETTINGS, RULES)
    assert settings.admins
    assert settings.neighbourhoods


def test_every_key_is_explained_in_it_and_can_be_used() -> None:
    text = uncommented(written())
    everything = tomllib.loads(text)
    for name, kind in TABLES.items():
        wanted = {field.name for field in fields(kind)}
        other = set(RULES) if name == "cities.dortmund" else set()
        there = set().union(*(keys(everything, each) for each in _alike(name, everything)))
        assert there - other == wanted, name
    assert config.parse(text, "example", platforms.SETTINGS, RULES)


def _alike(name: str, everything: dict[str, Any]) -> list[str]:
    """All cities, all neighbourhoods: each shows some of the keys."""
    head, _, rest = name.partition(".")
    if not rest:
        return [name]
    _, _, room = rest.partition(".")
    return [f"{head}.{slug}" + (f".{room}" if room else "") for slug in everything[head]]


def test_what_stands_as_a_comment_is_the_default() -> None:
    given = tomllib.loads(written())
    everything = tomllib.loads(uncommented(written()))
    for name, kind in TABLES.items():
        for field in fields(kind):
            if field.default is MISSING or field.default is None:
                continue
            for each in _alike(name, everything):
                if field.name in keys(everything, each) - keys(given, each):
                    shown = _value(everything, f"{each}.{field.name}")
                    shown = tuple(shown) if isinstance(shown, list) else shown
                    assert shown == field.default, f"{each}.{field.name}"


def _value(table: Any, path: str) -> Any:
    for name in path.split("."):
        table = table[name]
    return table


def test_no_secret_is_in_it() -> None:
    assert "syt_" not in written()
    assert "password" not in re.sub(r"#.*", "", written())
