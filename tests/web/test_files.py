"""How feeds come into their folder: whole, only when something changed, and tried again."""

import logging
import os
import re
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from bot.app import App
from bot.config import Settings
from bot.writer import StoreAway
from tests.fakes import Clock, FakePlatform
from tests.web.conftest import (
    HAFEN,
    entries,
    names,
    text,
    tick,
    titles,
    written,
)

BENCH = "idea A bench at the harbour."


def inodes(folder: Path) -> dict[str, int]:
    """Another number means that it was written anew."""
    return {file.name: file.stat().st_ino for file in folder.iterdir()}


class TestIsWrittenOnly:
    async def test_when_something_changed(
        self, app: App, matrix: FakePlatform, clock: Clock, folder: Path
    ) -> None:
        await matrix.says("anna", BENCH)
        await written(app)
        before = inodes(folder)
        clock.forward(minutes=1)
        await written(app)
        assert inodes(folder) == before
        await matrix.says("emre", "idea A fountain.", where="#holzen")
        await written(app)
        after = inodes(folder)
        assert {name for name in after if after[name] != before[name]} == {
            f"{place}.{language}.atom"
            for place in ("neighbourhood-holzen", "city-schwerte")
            for language in ("de", "en")
        }

    async def test_where_the_config_says_so(self, settings: Settings, clock: Clock) -> None:
        app = App(replace(settings, web=None), [], clock)
        assert "feeds" not in [tick.name for tick in app.ticks()]
        await app.close()


async def test_ids_are_the_same_after_a_restart_and_another_budes_differ(
    app: App, settings: Settings, matrix: FakePlatform, clock: Clock, folder: Path
) -> None:
    await matrix.says("anna", BENCH)
    await written(app)
    before = (folder / HAFEN).read_bytes()
    (folder / HAFEN).unlink()
    again = App(settings, [], clock)
    await written(again)
    assert (folder / HAFEN).read_bytes() == before
    (again.store.keys.folder / "feeds.lasting").unlink()
    await written(again)
    await again.close()
    assert text(entries(folder)[0], "id") not in before.decode()


class TestWhenTheFolder:
    async def test_cannot_be_written_one_line_says_so_and_the_next_tick_tries_again(
        self, app: App, matrix: FakePlatform, folder: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.INFO, "web")
        put(folder)
        await matrix.says("anna", BENCH)
        feeds = tick(app)
        await feeds.look()
        await feeds.look()
        [line] = [each.getMessage() for each in caplog.records if each.name == "web.feeds"]
        assert line.startswith("feeds cannot be written; Bude tries again every minute: ")
        assert str(folder) in line
        remove(folder)
        await feeds.look()
        assert len(titles(folder)) == 1
        assert caplog.records[-1].getMessage() == "feeds are written again"

    async def test_is_full_the_old_ones_stay_as_they_are(
        self, app: App, matrix: FakePlatform, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await matrix.says("anna", BENCH)
        await written(app)
        before = (folder / HAFEN).read_bytes()
        await matrix.says("anna", "idea A lamp.")
        monkeypatch.setattr("os.fsync", no_space)
        await written(app)
        assert (folder / HAFEN).read_bytes() == before
        assert not any(name.startswith(".") for name in names(folder))
        monkeypatch.undo()
        await written(app)
        assert len(titles(folder)) == 2


async def test_while_the_database_is_away_they_stay_as_they_are(
    app: App, matrix: FakePlatform, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise OperationalError(None, None, Exception("away"))

    await matrix.says("anna", BENCH)
    await written(app)
    monkeypatch.setattr(app.store, "look", away)
    with pytest.raises(StoreAway):  # Of which the schedule says one line.
        await written(app)
    assert len(titles(folder)) == 1


def put(file: Path) -> None:
    file.write_text("Something else")


def remove(file: Path) -> None:
    file.unlink()


def no_space(handle: int) -> None:
    raise OSError(28, "No space left on device")


async def test_names_of_places_lead_nowhere_else(
    settings: Settings, clock: Clock, folder: Path
) -> None:
    """They come from the config, where somebody may write anything."""
    odd = ("../../über/uns", "../../über uns", "hafen", "ü" * 300, "ü" * 301)
    hafen = replace(settings.neighbourhoods["hafen"], rooms=())
    app = App(replace(settings, neighbourhoods=dict.fromkeys(odd, hafen)), [], clock)
    app.prepare()
    await written(app)
    await app.close()
    german = sorted(name for name in names(folder) if re.match(r"neigh.*\.de\.atom", name))
    assert len(german) == len(odd), "nor to each other's file"
    first, last = german[0], german[-1]
    assert first.startswith("neighbourhood-______über_uns-")
    assert last.startswith("neighbourhood-üüüü")
    assert "neighbourhood-hafen.de.atom" in names(folder)


async def test_feeds_of_places_that_are_no_more_are_gone(app: App, folder: Path) -> None:
    await written(app)
    there = names(folder)
    for name in ("neighbourhood-old.de.atom", ".city-x.de.atom.77.part", "index.html"):
        put(folder / name)
    await written(app)
    assert names(folder) == {*there, "index.html"}


async def test_whoever_serves_them_can_read_them(app: App, folder: Path) -> None:
    usual = os.umask(0o077)  # As Bude itself runs.
    try:
        await written(app)
    finally:
        os.umask(usual)
    assert modes(folder) == {0o755, 0o644}


def modes(folder: Path) -> set[int]:
    return {each.stat().st_mode & 0o777 for each in (folder, *folder.iterdir())}


async def test_a_kill_between_writing_and_replacing_leaves_the_old_one_whole(
    app: App, matrix: FakePlatform, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await matrix.says("anna", BENCH)
    await written(app)
    before = (folder / HAFEN).read_bytes()
    await matrix.says("anna", "idea A lamp below the bridge.")

    class Killed(BaseException):
        """Nothing of ours runs any more."""

    def kill(*_: object, **__: object) -> None:
        raise Killed

    monkeypatch.setattr("pathlib.Path.replace", kill)
    monkeypatch.setattr("pathlib.Path.unlink", kill)
    with pytest.raises(Killed):
        await written(app)
    assert (folder / HAFEN).read_bytes() == before
    monkeypatch.undo()
    await written(app)
    assert len(entries(folder)) == 2
    assert not any(name.startswith(".") for name in names(folder))
