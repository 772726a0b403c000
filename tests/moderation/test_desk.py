"""The desk: what waits there, and what moderators decide."""

import pytest

from bot.app import App
from tests.fakes import Clock, FakePlatform
from tests.moderation.notices import Notices
from tests.scenes import later, told

pytestmark = pytest.mark.usefixtures("app")


async def test_a_newcomers_notice_waits_and_is_published(
    app: App, clock: Clock, matrix: FakePlatform, notices: Notices
) -> None:
    assert told(await matrix.says("anna", "pin Cat found.")) == "waits as 1"
    await later(app, clock, seconds=1)
    [letter] = matrix.posts("#desk")
    assert told(letter).splitlines() == [
        "Case 1",
        "Cat found.",
        "From: Anna",
        "Waits because: the author is new here",
        "Whose turn: mo",
    ]
    assert not notices.up
    publish = letter.buttons[0]
    assert (publish.label, publish.call.command) == ("Publish", "approve")
    done = told(await matrix.says("mo", publish.call, where="#desk"))
    assert done == "Case 1 is published, and its author knows."
    assert notices.up == {1}


async def test_the_letter_then_says_who_decided(
    app: App, clock: Clock, matrix: FakePlatform
) -> None:
    await matrix.says("anna", "pin Cat found.")
    await later(app, clock, seconds=1)
    await matrix.says("mo", "decline 1 It is mine.", where="#desk")
    await later(app, clock, seconds=1)
    [letter] = matrix.posts("#desk")
    assert told(letter).splitlines()[1:] == [
        "Cat found.",
        "From: Anna",
        "Now: declined",
        "Decided by: Mo, Sunday, 22 November 2026 at 12:00",
        "Reason: It is mine.",
    ]
    assert not letter.buttons
    log = told(await matrix.says("mo", "log", where="#desk"))
    assert "Mo declined case 1: It is mine." in log


async def test_nothing_else_is_announced_to_the_moderators(
    app: App, clock: Clock, matrix: FakePlatform
) -> None:
    await matrix.says("anna", 'poll "Where?" "Park" "Square"')
    await later(app, clock, seconds=1)
    assert matrix.posts("#hafen")
    assert not matrix.posts("#desk")


async def test_the_author_hears_that_there_is_news_and_alone_why(
    app: App, clock: Clock, matrix: FakePlatform, notices: Notices
) -> None:
    await matrix.says("anna", "pin Cat found.")
    await matrix.says("mo", "decline 1 It is mine.", where="#desk")
    await later(app, clock, seconds=1)
    [news] = matrix.posts("#hafen")
    assert told(news) == (
        "Anna, there is news for you. Write !case 1 to me in private, and you see it."
    )
    reply = await matrix.says("anna", "case 1", private=True)
    assert reply
    assert reply.private
    assert told(reply).splitlines() == [
        "Your contribution",
        "“Cat found.”",
        "What is decided: It is not published.",
        "Where, and how long: In Hafen, for good",
        "Why: It is mine.",
        "This rests on: the rules of the neighbourhood",
        "How it came up: I held it back for a moderator by myself: you are new here",
        "Who decided: a person of the moderators, not a machine",
        (
            "If you disagree: Write !appeal 1 and why, until 24 May 2027; then somebody else "
            "decides anew. You may go to court."
        ),
    ]
    assert notices.reasons == {1: "It is mine."}


async def test_only_among_moderators_is_a_decision_told_to_the_room(
    matrix: FakePlatform,
) -> None:
    for where, private in (("#hafen", True), ("#desk", False)):
        await matrix.says("anna", f"pin Cat found, see {where}.")
        number = 1 if private else 2
        answer = await matrix.says("mo", f"approve {number}", where=where)
        assert told(answer) == f"Case {number} is published, and its author knows."
        assert answer
        assert answer.private == private


async def test_the_second_moderator_hears_what_the_first_decided(
    matrix: FakePlatform, notices: Notices
) -> None:
    for line in ("polls", "pin Cat found."):
        await matrix.says("anna", line)
    await matrix.says("mehmet", "polls")
    await matrix.says("mo", "grant mehmet moderator")
    press = ("mehmet", "approve 1"), ("mo", "decline 1 It is mine.")
    heard = [matrix.incoming(who, line, where="#desk") for who, line in press]
    first, second = await matrix.hears(heard)
    assert told(first) == "Case 1 is published, and its author knows."
    assert told(second) == (
        "Mehmet published case 1 already, on Sunday, 22 November 2026 at 12:00."
    )
    assert notices.up == {1}


async def test_nobody_decides_on_their_own(matrix: FakePlatform, clock: Clock) -> None:
    await matrix.says("mehmet", "pin My bicycle is for sale.")
    await matrix.says("mo", "grant mehmet moderator")
    refused = told(await matrix.says("mehmet", "approve 1", where="#desk"))
    assert refused == "This is about you, so somebody else must decide on it."


async def test_whoever_is_no_moderator_any_more(matrix: FakePlatform) -> None:
    await matrix.says("anna", "pin Cat found.")
    await matrix.says("mehmet", "polls")
    await matrix.says("mo", "grant mehmet moderator")
    assert "Case 1" in told(await matrix.says("mehmet", "case 1", where="#desk"))
    await matrix.says("mo", "take mehmet moderator")
    refused = told(await matrix.says("mehmet", "approve 1", where="#desk"))
    assert refused == "Only moderators may do this. Ask one of them in your room."
    assert "There is no case 1 here." in told(
        await matrix.says("mehmet", "case 1", private=True)
    )


async def test_charlie_may_not_even_look(matrix: FakePlatform) -> None:
    await matrix.says("anna", "pin Cat found.")
    for line in ("approve 1", "decline 1 No.", "cases"):
        assert "Only moderators" in told(await matrix.says("charlie", line, where="#desk"))
    assert "There is no case 1 here." in told(
        await matrix.says("charlie", "case 1", private=True)
    )


async def test_moderators_of_another_neighbourhood_may_not(matrix: FakePlatform) -> None:
    await matrix.says("anna", "pin Cat found.")
    await matrix.says("charlie", "polls", where="#holzen")
    await matrix.says("mo", "grant charlie moderator", where="#holzen")
    refused = told(await matrix.says("charlie", "approve 1", where="#holzen"))
    assert "Fall 1 gibt es hier nicht" in refused or "There is no case 1 here" in refused


async def test_the_queue(matrix: FakePlatform, clock: Clock) -> None:
    assert told(await matrix.says("mo", "cases", where="#desk")) == (
        "Nothing waits for a moderator here."
    )
    await matrix.says("anna", "pin Cat found.")
    clock.forward(hours=1)
    await matrix.says("mehmet", "pin Dog found.")
    assert told(await matrix.says("mo", "cases", where="#desk")).splitlines() == [
        "What waits here",
        "!case 1 shows one of them.",
        "Case 1: “Cat found.” Anna, Sunday, 22 November 2026 at 12:00",
        "Case 2: “Dog found.” Mehmet, Sunday, 22 November 2026 at 13:00",
    ]
