"""The file is locked: nothing counts, everybody hears so, and later it goes on."""

import logging
import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from bot.adapter import Cursor, NotSaved
from bot.app import App
from bot.config import Settings
from bot.incoming import Call, Incoming, Text
from bot.posts import Reply
from tests.bot.scene import rows, words
from tests.conftest import SUNDAY
from tests.fakes import Clock, FakePlatform

BENCH = 'poll "Where should the bench go?" "Park" "Square"'


@pytest.fixture
def file(sqlite_template: Path, tmp_path: Path) -> Path:
    shutil.copyfile(sqlite_template, tmp_path / "bude.db")
    return tmp_path / "bude.db"


@pytest.fixture
def store_url(file: Path) -> str:
    """Does not wait long for whoever has locked it."""
    return f"sqlite:///{file}?timeout=0.02"


@pytest.fixture
async def bude(settings: Settings, clock: Clock, matrix: FakePlatform) -> AsyncIterator[App]:
    app = App(settings, [matrix], clock)
    app.prepare()
    matrix.inbox = app.router
    await matrix.says("anna", BENCH)
    yield app
    await app.close()


@pytest.fixture
def said(matrix: FakePlatform) -> list[Incoming]:
    german = matrix.incoming("anna", "abstimmen 1 1")
    return [
        german,
        matrix.incoming("mehmet", Call("vote", {"poll": 1, "choices": (2,)}), locale="en"),
        matrix.incoming("charlie", Text("Nice weather", addressed=False)),
        replace(german, message_id="$reply", said=Text("2", addressed=False), replies_to="$1"),
    ]


async def away(
    file: Path, matrix: FakePlatform, said: list[Incoming], cursor: Cursor
) -> list[Reply | None]:
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(NotSaved) as lost:
            await matrix.hears(said, cursor)
    return lost.value.replies


async def test_whoever_spoke_to_us_is_told_in_their_language(
    bude: App, file: Path, matrix: FakePlatform, said: list[Incoming]
) -> None:
    german, english, *talk = await away(file, matrix, said, Cursor("matrix", "s1", SUNDAY))
    assert words(german).startswith("Ich kann gerade nichts aufschreiben")
    assert words(english).startswith("I cannot write anything down at the moment")
    assert german
    assert german.private
    assert talk == [None, None]


async def test_nothing_counts_until_it_is_heard_again(
    bude: App, file: Path, matrix: FakePlatform, said: list[Incoming]
) -> None:
    before = rows(bude.store)
    await away(file, matrix, said, Cursor("matrix", "s1", SUNDAY))
    assert rows(bude.store) == before
    assert await bude.router.cursor("matrix") is None
    replies = await matrix.hears(said, Cursor("matrix", "s1", SUNDAY))
    assert "Park" in words(replies[0])
    assert "Square" in words(replies[1])
    assert rows(bude.store)["ballot"] == 2
    assert await bude.router.cursor("matrix") == "s1"


async def test_what_only_looks_finds_nothing_and_does_not_fail(
    bude: App,
    file: Path,
    matrix: FakePlatform,
    said: list[Incoming],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.CRITICAL, "bot")
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert await bude.router.suggest(said[0], "vote", "poll", "") == []
        await bude.router.settled("matrix")
        assert await bude.router.cursor("matrix") is None
    assert len(await bude.router.suggest(said[0], "vote", "poll", "")) == 1
