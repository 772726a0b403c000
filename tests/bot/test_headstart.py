"""What is fetched before it is known to be needed, and what is not."""

import sys
import threading
from pathlib import Path

import pytest

from bot import headstart

RARE = "colorsys"
MATRIX = '[matrix]\nuser = "@bude:example.org"\n'
TERMINAL = '[terminal]\nneighbourhood = "hafen"\n'


@pytest.fixture(autouse=True)
def _another_library(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(headstart, "LIBRARY", RARE)
    monkeypatch.delitem(sys.modules, RARE, raising=False)
    monkeypatch.chdir(tmp_path)


def is_fetched(*arguments: str) -> bool:
    headstart.begin(arguments)
    for thread in threading.enumerate():
        if thread.name == "headstart":
            thread.join()
    return RARE in sys.modules


@pytest.mark.parametrize(("config", "expected"), [(MATRIX, True), (TERMINAL, False)])
def test_it_is_fetched_for_a_platform_on_the_network(
    tmp_path: Path, config: str, expected: bool
) -> None:
    (tmp_path / "config.toml").write_text(config)
    assert is_fetched() is expected


def test_another_config_can_be_named(tmp_path: Path) -> None:
    (tmp_path / "other.toml").write_text(MATRIX)
    assert not is_fetched("--config", "config.toml")
    assert is_fetched("--config", "other.toml")


def test_what_cannot_be_read_is_for_others_to_complain_about(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_bytes(b"\xff[matrix")
    assert not is_fetched("--config")
    assert not is_fetched("--config", str(tmp_path))
    assert not is_fetched("--verbose")


def test_a_library_that_is_not_there_is_missed_by_who_needs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(headstart, "LIBRARY", "no_such_library")
    (tmp_path / "config.toml").write_text(MATRIX)
    assert not is_fetched()
