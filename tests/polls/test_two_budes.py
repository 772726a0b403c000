"""Two Budes on one database: one hears somebody, while with the other a moderator decides."""

import asyncio
import threading
from collections.abc import Callable

import pytest

from bot.app import App
from bot.config import Settings
from bot.context import Context
from polls import asking
from polls.models import Poll, State
from tests.fakes import Clock, FakePlatform
from tests.polls.desk import BENCH, LINK, decides, in_the_room, with_a_desk
from tests.scenes import later, poll_of, told

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("other")]


@pytest.fixture
def store_url(empty_postgresql: str) -> str:
    return empty_postgresql


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return with_a_desk(settings)


def slowly(heard: threading.Event, go_on: threading.Event) -> Callable[..., Poll]:
    """Finding a poll for somebody on Discord, which takes its time."""
    find = asking.find

    def finding(context: Context, number: int, **given: State | None) -> Poll:
        found = find(context, number, **given)
        if context.who.platform == "discord" and not heard.is_set():
            heard.set()
            go_on.wait(10)
        return found

    return finding


async def while_heard(
    matrix: FakePlatform, discord: FakePlatform, line: str, decision: str
) -> str:
    """What whoever wrote the line is answered: heard before Mo decided, answered after it."""
    heard, go_on = threading.Event(), threading.Event()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("polls.asking.find", slowly(heard, go_on))
        answer = asyncio.create_task(discord.says("anna", line, locale="en"))
        await asyncio.to_thread(heard.wait, 10)
        assert "Case 1" in await decides(matrix, decision)
        go_on.set()
        return told(await answer)


async def test_words_changed_at_this_moment_are_published_by_nobody(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    await discord.says("anna", LINK)
    await later(app, clock)
    clock.forward(minutes=10)
    line = 'reword 1 "Buy at https://pills.example"'
    answer = await while_heard(matrix, discord, line, "approve 1")
    assert "a moderator would have to read these words first" in answer
    await later(app, clock)
    assert "shop" in in_the_room(matrix)
    assert "pills" not in in_the_room(matrix)


async def test_a_vote_at_this_moment_is_in_time_or_told_that_it_is_not(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    await discord.says("anna", BENCH)
    await later(app, clock)
    message = next(key for key, shown in matrix.shown.items() if shown.post.question)
    await matrix.says("charlie", "report", replies_to=message)
    answer = await while_heard(matrix, discord, "vote 1 2", "decline 1 It is rude.")
    assert (
        answer == "The moderators took poll 1 down. Nobody can read it any more, or vote in it."
    )
    assert not (await poll_of(app)).restless
