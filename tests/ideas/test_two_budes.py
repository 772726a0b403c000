"""Two Budes on one database: one hears an author, while with the other a moderator decides."""

import asyncio
import threading

import pytest

from bot.app import App
from bot.context import Context
from ideas import finding
from ideas.models import Idea
from tests.fakes import Clock, FakePlatform
from tests.ideas.conftest import later
from tests.scenes import told

pytestmark = pytest.mark.postgres


@pytest.fixture
def store_url(empty_postgresql: str) -> str:
    return empty_postgresql


@pytest.fixture
async def waiting(app: App, other: App, discord: FakePlatform, clock: Clock) -> None:
    """The other Bude hears Anna on Discord, whose idea waits as case 1."""
    await discord.says("anna", "idea A bench and a bin at https://bench.example")
    await later(app, clock, seconds=1)
    clock.forward(minutes=10)


async def while_heard(
    matrix: FakePlatform, discord: FakePlatform, patch: pytest.MonkeyPatch, line: str
) -> str:
    """What Anna is answered; she was heard before Mo published her idea, and is answered
    after it."""
    find, heard, go_on = finding.find, threading.Event(), threading.Event()

    def slowly(context: Context, number: int) -> Idea:
        found = find(context, number)
        if context.who.platform == "discord" and not heard.is_set():
            heard.set()
            go_on.wait(10)
        return found

    patch.setattr("ideas.finding.find", slowly)
    answer = asyncio.create_task(discord.says("anna", line, locale="en"))
    await asyncio.to_thread(heard.wait, 10)
    await matrix.says("mo", "approve 1", where="#desk")
    go_on.set()
    return told(await answer)


@pytest.mark.usefixtures("waiting")
async def test_words_changed_at_this_moment_are_published_by_nobody(
    matrix: FakePlatform, discord: FakePlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = 'amend 1 text="Buy at https://pills.example"'
    answer = await while_heard(matrix, discord, monkeypatch, line)
    assert "A moderator reads the new words for idea 1 first." in answer
    assert "pills" not in told(await matrix.says("mehmet", "ideas 1"))


@pytest.mark.usefixtures("waiting")
async def test_what_is_taken_apart_at_this_moment_is_read_in_its_parts(
    matrix: FakePlatform, discord: FakePlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = "part 1\nBuy at https://pills.example\nA bin."
    await while_heard(matrix, discord, monkeypatch, line)
    assert "pills" not in told(await matrix.says("mehmet", "ideas 1"))
