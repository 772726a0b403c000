"""Polls that were taken down: whose votes are in them, and how long they are kept."""

import pytest

from bot.app import App
from bot.config import Settings
from polls.models import State
from tests.beginnings import beginning
from tests.fakes import Clock, FakePlatform
from tests.neighbours.scene import links
from tests.polls.desk import (
    BENCH,
    LINK,
    appealed,
    asked,
    decides,
    in_the_room,
    takes_down,
    with_a_desk,
)
from tests.scenes import FIVE, ballots, count, keys, later, met, poll_of, told, votes


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return with_a_desk(settings)


@beginning
async def voted_in_secret(app: App, matrix: FakePlatform, clock: Clock) -> str:
    """All five, for the square; the id of the message that asks."""
    await met(matrix, *FIVE)
    await matrix.says("anna", f"{BENCH} secret")
    for who in FIVE:
        await votes(matrix, who, "2")
    await later(app, clock)
    return next(key for key, shown in matrix.shown.items() if shown.post.question)


async def test_a_secret_one_stays_sealed_and_can_come_back(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    message = await voted_in_secret(app, matrix, clock)
    await takes_down(matrix, message)
    await later(app, clock, days=4)
    assert len(keys(app)) == 1
    await appealed(matrix)
    assert "Votes so far: 5" in told(await matrix.says("mehmet", "results 1"))
    await later(app, clock, days=8)
    assert "Square: 5 votes" in in_the_room(matrix)
    assert keys(app) == []


async def test_once_nobody_can_appeal_any_more_its_votes_and_its_key_are_gone(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    message = await voted_in_secret(app, matrix, clock)
    await takes_down(matrix, message)
    await app.tidy()
    assert len(await ballots(app)) == 5
    clock.forward(days=190)
    await app.tidy()
    await later(app, clock)
    assert await ballots(app) == []
    assert keys(app) == []
    gone = await poll_of(app)
    assert (gone.state, gone.question, gone.options) == (State.GONE, "", [])
    mine = told(await matrix.whispers("anna", "mydata"))
    assert "matrix; Account: anna" in mine
    assert "Question" not in mine
    over = "The moderators took poll 1 down. Nobody can read it any more, or vote in it."
    assert told(await matrix.says("mehmet", "vote 1 2")) == over


async def test_one_that_was_never_published_is_not_said_to_be_taken_down(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    """Even when nothing is left of it."""
    await met(matrix, "anna")
    await matrix.says("anna", LINK)
    await decides(matrix, "decline 1 It is an advert.")
    clock.forward(days=190)
    await app.tidy()
    assert (await poll_of(app)).state == State.GONE
    again = told(await matrix.says("anna", "polls 1"))
    assert again == "The moderators did not publish poll 1; I have told you why."


async def test_one_that_waits_has_no_key_yet(app: App, matrix: FakePlatform) -> None:
    await matrix.says("anna", f"{LINK} secret")
    assert keys(app) == []
    await decides(matrix, "approve 1")
    assert len(keys(app)) == 1


async def test_what_nobody_may_see_goes_with_whoever_is_forgotten(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    message = await voted_in_secret(app, matrix, clock)
    await matrix.says("anna", LINK)
    await takes_down(matrix, message)
    await matrix.whispers("anna", "forget me for sure")
    await later(app, clock)
    assert [(await poll_of(app, n)).state for n in (1, 2)] == [State.GONE, State.GONE]
    assert await ballots(app) == []
    assert keys(app) == []
    assert await decides(matrix, "cases") == "Nothing waits for a moderator here."
    assert "shop" not in in_the_room(matrix, "#desk")


async def test_a_vote_in_one_that_may_come_back_goes_with_whoever_is_forgotten(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    message = await voted_in_secret(app, matrix, clock)
    await takes_down(matrix, message)
    await matrix.whispers("rosi", "forget me for sure")
    assert len(await ballots(app)) == 4


async def test_one_person_has_one_vote_when_it_is_back(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    """Who were two accounts while it was down."""
    message = await asked(app, matrix, clock)
    await discord.says("mehmet", "vote 1 1")
    await takes_down(matrix, message)
    await links(app, matrix, discord, "mehmet")
    await appealed(matrix)
    assert len(await ballots(app)) == 1


async def test_votes_that_may_count_again_are_known_by_their_voters_until_then(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    """However long an appeal takes: else somebody could vote twice."""
    message = await asked(app, matrix, clock)
    await takes_down(matrix, message)
    clock.forward(days=60)
    await app.tidy()
    await appealed(matrix)
    await matrix.says("mehmet", "vote 1 1")
    assert await count(app, matrix) == ["Park: 1 vote", "Square: 0 votes"]


async def test_who_is_not_known_any_more_does_not_count_when_it_is_back(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await met(matrix, "anna", "mehmet")
    await matrix.says("mo", "vouch anna")
    await matrix.says("anna", f"{BENCH} who=known")
    await matrix.says("anna", "vote 1 1")
    await later(app, clock)
    message = next(key for key, shown in matrix.shown.items() if shown.post.question)
    await takes_down(matrix, message)
    await matrix.says("mo", "unvouch anna")
    await appealed(matrix)
    assert await count(app, matrix) == ["Park: 0 votes", "Square: 0 votes"]
