"""Polls are reported and taken down, and come back if an appeal was right."""

import pytest

from bot.app import App
from bot.config import Settings
from bot.incoming import Address, Picked, Reacted
from polls.models import State
from tests.fakes import Clock, FakePlatform
from tests.neighbours.scene import links
from tests.polls.desk import BENCH, LINK, decides, in_the_room, with_a_desk
from tests.scenes import FIVE, ballots, count, keys, later, met, poll_of, told, votes


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return with_a_desk(settings)


async def asked(app: App, matrix: FakePlatform, clock: Clock) -> str:
    """The bench, with a vote of Mehmet's; the id of the message that asks."""
    await met(matrix, "anna")
    await matrix.says("anna", BENCH)
    await matrix.says("mehmet", "vote 1 2")
    await later(app, clock)
    return next(key for key, shown in matrix.shown.items() if shown.post.question)


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
    await matrix.says("charlie", "report", replies_to=message)
    await decides(matrix, "decline 1 It is rude.")
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


async def appealed(matrix: FakePlatform, number: int = 1) -> None:
    """Mehmet moderates, too, and finds that the author is right."""
    await matrix.says("mo", "grant mehmet moderator")
    await matrix.whispers("anna", f"appeal {number} It is a bench!")
    done = told(await matrix.says("mehmet", f"approve {number}", where="#desk"))
    assert done == f"Case {number} is published, and its author knows."


async def test_after_an_appeal_it_is_back_with_its_votes_and_its_time(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    message = await asked(app, matrix, clock)
    await matrix.says("charlie", "report", replies_to=message)
    await decides(matrix, "decline 1 It is rude.")
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
    await matrix.says("charlie", "report", replies_to=message)
    await decides(matrix, "decline 1 It is rude.")
    await app.router.moved(Address("discord", "#hafen"), Address("discord", "#hafen-2"))
    await later(app, clock)
    assert not discord.posts("#hafen-2")
    await appealed(matrix)
    await later(app, clock)
    assert "So far: Park 0, Square 1" in in_the_room(discord, "#hafen-2")


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
    await matrix.says("charlie", "report", replies_to=result)
    await decides(matrix, "decline 1 It is rude.")
    await later(app, clock)
    assert "bench" not in in_the_room(matrix)
    assert in_the_room(matrix).count("Now: taken down by the moderators") == 2
    await appealed(matrix)
    await later(app, clock)
    assert in_the_room(matrix).split("Anna, there is")[0] == before + "\n\n"
    assert (await poll_of(app)).state == State.CLOSED


# Secret polls, and who is forgotten


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
    await matrix.says("charlie", "report", replies_to=message)
    await decides(matrix, "decline 1 It is rude.")
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
    await matrix.says("charlie", "report", replies_to=message)
    await decides(matrix, "decline 1 It is rude.")
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
    await matrix.says("charlie", "report", replies_to=message)
    await decides(matrix, "decline 1 It is rude.")
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
    await matrix.says("charlie", "report", replies_to=message)
    await decides(matrix, "decline 1 It is rude.")
    await matrix.whispers("rosi", "forget me for sure")
    assert len(await ballots(app)) == 4


async def test_one_person_has_one_vote_when_it_is_back(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    """Who were two accounts while it was down."""
    message = await asked(app, matrix, clock)
    await discord.says("mehmet", "vote 1 1")
    await matrix.says("charlie", "report", replies_to=message)
    await decides(matrix, "decline 1 It is rude.")
    await links(app, matrix, discord, "mehmet")
    await appealed(matrix)
    assert len(await ballots(app)) == 1


async def test_votes_that_may_count_again_are_known_by_their_voters_until_then(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    """However long an appeal takes: else somebody could vote twice."""
    message = await asked(app, matrix, clock)
    await matrix.says("charlie", "report", replies_to=message)
    await decides(matrix, "decline 1 It is rude.")
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
    await matrix.says("charlie", "report", replies_to=message)
    await decides(matrix, "decline 1 It is rude.")
    await matrix.says("mo", "unvouch anna")
    await appealed(matrix)
    assert await count(app, matrix) == ["Park: 0 votes", "Square: 0 votes"]
