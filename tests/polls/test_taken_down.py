"""Polls are reported and taken down, and come back if an appeal was right."""

import pytest

from bot.app import App
from bot.config import Settings
from bot.incoming import Address, Picked, Reacted
from polls.models import State
from tests.fakes import Clock, FakePlatform
from tests.polls.desk import appealed, asked, decides, in_the_room, takes_down, with_a_desk
from tests.scenes import count, later, poll_of, told


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return with_a_desk(settings)


async def test_neighbours_report_it(app: App, matrix: FakePlatform, clock: Clock) -> None:
    message = await asked(app, matrix, clock)
    said = told(await matrix.says("mehmet", "report It is rude.", replies_to=message))
    assert said.startswith("Thank you. The moderators will look at it (case 1)")
    assert await matrix.says("charlie", Reacted(message, "🚩")) is not None
    await later(app, clock)
    [letter] = matrix.posts("#desk")
    assert "Now: published, and somebody asks you to look at it" in told(letter)
    assert "Somebody writes: It is rude." in told(letter)
    assert await count(app, matrix) == ["Square: 1 vote", "Park: 0 votes"]


async def test_taken_down_it_is_read_nowhere_and_takes_no_votes(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    message = await asked(app, matrix, clock)
    await takes_down(matrix, message)
    await later(app, clock)
    for room in (matrix, discord):
        assert in_the_room(room).startswith(
            "Poll 1\nNow: taken down by the moderators\nReason: It is rude."
        )
        assert "bench" not in in_the_room(room)
    over = "The moderators took poll 1 down. Nobody can read it any more, or vote in it."
    for said in (
        "vote 1 1",
        "polls 1",
        "results 1",
        Picked(message, (1,)),
        Reacted(message, "1️⃣"),
    ):
        assert told(await matrix.says("mehmet", said)) == over, said
    assert told(await matrix.says("anna", 'reword 1 "Nice?"')) == over
    assert told(await matrix.says("mo", "close 1 Enough.")) == over
    assert "No poll is open" in told(await matrix.says("mehmet", "polls"))
    await later(app, clock, days=4)
    assert "has closed" not in in_the_room(matrix)
    why = told(await matrix.whispers("anna", "case 1"))
    assert "It was taken down. Nobody sees it any more." in why


async def test_after_an_appeal_it_is_back_with_its_votes_and_its_time(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    message = await asked(app, matrix, clock)
    await takes_down(matrix, message)
    await later(app, clock, days=2)
    await appealed(matrix)
    await later(app, clock)
    for room in (matrix, discord):
        assert "So far: Park 0, Square 1" in in_the_room(room)
        assert "Open until: Thursday, 26 November 2026 at 00:00" in in_the_room(room)
    assert "counts: Park." in told(await matrix.says("charlie", "vote 1 1"))
    await later(app, clock, days=4)
    assert "A tie: Park / Square." in in_the_room(matrix)


async def test_it_comes_back_to_a_room_that_moved_meanwhile(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    message = await asked(app, matrix, clock)
    await takes_down(matrix, message)
    await app.router.moved(Address("discord", "#hafen"), Address("discord", "#hafen-2"))
    await later(app, clock)
    assert not discord.posts("#hafen-2")
    await appealed(matrix)
    await later(app, clock)
    assert "So far: Park 0, Square 1" in in_the_room(discord, "#hafen-2")


async def test_what_was_said_before_and_is_heard_only_now_is_kept(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    message = await asked(app, matrix, clock)
    said_at = clock.now
    clock.forward(minutes=5)
    await takes_down(matrix, message)
    for who, said in (("rosi", "vote 1 2"), ("emre", Picked(message, (2,)))):
        [kept] = await matrix.hears([matrix.incoming(who, said, said_at=said_at)])
        if isinstance(said, str):
            assert told(kept) == (
                "The moderators took poll 1 down. Your vote is kept, in case it comes back."
            )
    await appealed(matrix)
    assert await count(app, matrix) == ["Square: 3 votes", "Park: 0 votes"]


async def test_whoever_voted_may_take_it_back_all_the_same(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    message = await asked(app, matrix, clock)
    await matrix.says("rosi", Reacted(message, "1️⃣"))
    await takes_down(matrix, message)
    assert told(await matrix.says("mehmet", "withdraw 1")) == "Your vote is taken back."
    await matrix.says("rosi", Reacted(message, "1️⃣", on=False))
    await appealed(matrix)
    assert await count(app, matrix) == ["Park: 0 votes", "Square: 0 votes"]


async def test_frozen_and_released_it_is_asked_again(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    message = await asked(app, matrix, clock)
    await matrix.says("charlie", "report", replies_to=message)
    await matrix.says("mo", "grant mehmet moderator")
    await matrix.says("mehmet", "freeze 1", where="#desk")
    await later(app, clock)
    discord.shown.clear()  # The post was taken out there.
    await decides(matrix, "approve 1")
    await later(app, clock)
    assert "So far: Park 0, Square 1" in in_the_room(discord)


async def test_a_result_is_taken_down_and_comes_back_as_it_was(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await asked(app, matrix, clock)
    await later(app, clock, days=4)
    result = next(key for key, each in matrix.shown.items() if "has closed" in each.post.title)
    before = in_the_room(matrix)
    await takes_down(matrix, result)
    await later(app, clock)
    assert "bench" not in in_the_room(matrix)
    assert in_the_room(matrix).count("Now: taken down by the moderators") == 2
    await appealed(matrix)
    await later(app, clock)
    assert in_the_room(matrix).split("Anna, there is")[0] == before + "\n\n"
    assert (await poll_of(app)).state == State.CLOSED
