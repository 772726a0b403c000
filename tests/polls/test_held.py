"""Polls pass the moderators: some wait until one of them has read them."""

import pytest

from bot.app import App
from bot.config import Settings
from bot.incoming import Call
from polls.models import State
from tests.fakes import Clock, FakePlatform
from tests.polls.desk import BENCH, LINK, decides, in_the_room, with_a_desk
from tests.polls.test_adopting import CALL
from tests.scenes import later, met, poll_of, told


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return with_a_desk(settings)


async def test_without_a_rule_it_appears_at_once_whoever_asks(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    assert "now stands in Hafen" in told(await matrix.says("anna", BENCH))
    await later(app, clock)
    assert not matrix.posts("#desk")


async def test_what_waits_stands_before_the_moderators_alone(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    asked = await matrix.says("anna", LINK)
    assert told(asked) == (
        "Thank you! This is poll 1. A moderator reads it first, and I tell you what becomes of "
        "it.\nWaits because: there is a link in it"
    )
    assert asked
    assert asked.private
    await later(app, clock)
    assert not matrix.posts("#hafen")
    assert not discord.posts()
    [letter] = matrix.posts("#desk")
    assert told(letter) == (
        "Case 1\n"
        "Who buys at https://shop.example?\n"
        "1. Me\n"
        "2. Nobody\n"
        "This is: poll 1\n"
        "From: Anna\n"
        "Open until: Wednesday, 25 November 2026 at 12:00\n"
        "Waits because: there is a link in it\n"
        "Whose turn: mo"
    )


async def test_nobody_else_knows_of_it(app: App, matrix: FakePlatform) -> None:
    await matrix.says("anna", LINK)
    for line in ("vote 1 1", "polls 1", "results 1", "withdraw 1"):
        nothing = told(await matrix.says("mehmet", line))
        assert nothing == "There is no poll 1 here. !polls shows all that are open.", line
        waits = told(await matrix.says("anna", line))
        assert waits == (
            "A moderator reads poll 1 first, and I tell you what becomes of it."
        ), line
    assert "No poll is open" in told(await matrix.says("mehmet", "polls"))
    offered = await app.router.suggest(matrix.incoming("mehmet", ""), "vote", "poll", "1")
    assert not offered


async def test_approved_it_is_asked_everywhere(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    await matrix.says("anna", LINK)
    done = await decides(matrix, "approve 1")
    assert done == "Case 1 is published, and its author knows."
    await later(app, clock)
    for room in (matrix, discord):
        assert "Who buys at https://shop.example?\n1. Me\n2. Nobody" in in_the_room(room)
    assert "counts: Nobody." in told(await discord.says("mehmet", "vote 1 2"))


async def test_declined_its_author_reads_why_and_nobody_else_of_it(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await met(matrix, "anna")
    await matrix.says("anna", LINK)
    await decides(matrix, "decline 1 It is an advert.")
    await later(app, clock, seconds=1)
    assert "Who buys" not in in_the_room(matrix)
    why = told(await matrix.whispers("anna", "case 1"))
    assert "It is an advert." in why
    assert "Who buys at https://shop.example? 1. Me 2. Nobody" in why
    again = told(await matrix.says("anna", "polls 1"))
    assert again == "The moderators did not publish poll 1; I have told you why."
    assert "There is no poll 1 here." in told(await matrix.says("mehmet", "polls 1"))


@pytest.mark.parametrize(
    ("rule", "waits"), [("at once", False), ("newcomers", True), ("all", True)]
)
async def test_the_rule_of_a_room_is_for_polls_too(
    matrix: FakePlatform, app: App, rule: str, waits: bool
) -> None:
    await matrix.says("mo", f'rule "{rule}"')
    asked = told(await matrix.says("anna", BENCH))
    assert ("A moderator reads it first" in asked) is waits


async def test_the_same_said_a_third_time_waits(app: App, matrix: FakePlatform) -> None:
    for _ in range(2):
        assert "now stands in" in told(await matrix.says("anna", BENCH))
    asked = told(await matrix.says("anna", BENCH))
    assert asked.endswith("Waits because: the same was said several times")


@pytest.mark.parametrize(
    ("days", "closes"),
    [(1, "Wednesday, 25 November 2026 at 12:00"), (2, "Thursday, 26 November 2026 at 00:00")],
)
async def test_it_is_open_for_half_of_its_time_at_least(
    app: App, matrix: FakePlatform, clock: Clock, days: int, closes: str
) -> None:
    await matrix.says("anna", LINK)
    await later(app, clock, days=days)
    await decides(matrix, "approve 1")
    await later(app, clock)
    assert f"Open until: {closes}" in in_the_room(matrix)


async def test_its_time_may_be_over_by_then(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await met(matrix, "anna")
    await matrix.says("anna", LINK)
    await later(app, clock, days=5)
    assert not matrix.posts("#hafen")
    await decides(matrix, "approve 1")
    await later(app, clock)
    assert "Open until: Sunday, 29 November 2026 at 00:00" in in_the_room(matrix)
    assert "Who answers: the moderators of Hafen, by 27 December 2026" in in_the_room(matrix)
    assert "counts: Me." in told(await matrix.says("mehmet", "vote 1 1"))
    author = told(await matrix.whispers("anna", "case 1"))
    assert author.endswith(
        "It is published. Thank you!\nOpen until: Sunday, 29 November 2026 at 00:00"
    )


async def test_moderators_read_all_that_counts_of_it(app: App, matrix: FakePlatform) -> None:
    await matrix.says("anna", f"{LINK} secret who=known quorum=20")
    case = await decides(matrix, "case 1")
    assert "\nWho may vote: neighbours who are known in Hafen;" in case
    assert "\nSecret: nobody learns who chose what;" in case
    assert "\nIt counts: if at least 20 people vote\n" in case
    assert "Bear in mind" not in case


async def test_nobody_decides_on_their_own(app: App, matrix: FakePlatform) -> None:
    await matrix.says("mo", LINK)
    refused = await decides(matrix, "approve 1")
    assert refused == "This is about you, so somebody else must decide on it."
    assert (await poll_of(app)).state == State.HELD


async def test_two_must_agree_on_what_young_people_ask(app: App, matrix: FakePlatform) -> None:
    await met(matrix, "mehmet")
    await matrix.says("mo", "grant mehmet moderator")
    await matrix.says("anna", LINK)
    await decides(matrix, "youth 1")
    await decides(matrix, "approve 1")
    assert (await poll_of(app)).state == State.HELD
    await matrix.says("mehmet", "approve 1", where="#desk")
    assert (await poll_of(app)).state == State.OPEN


async def test_it_is_in_the_numbers_of_the_month(app: App, matrix: FakePlatform) -> None:
    await matrix.says("anna", BENCH)
    await matrix.says("mehmet", LINK)
    await decides(matrix, "decline 2 advert")
    month = told(await matrix.says("anna", "counts"))
    assert "Received: 2\nPublished: 1\nDeclined: 1 (advert 1)\nStill waiting: 0" in month


# Words


async def test_whoever_asked_may_say_it_better_while_it_waits(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await matrix.says("anna", LINK)
    await later(app, clock)
    done = told(await matrix.says("anna", 'reword 1 "Who buys there?" "Me" "No"'))
    assert done == "Poll 1 has the new words now, and still waits for a moderator."
    await later(app, clock)
    [letter] = matrix.posts("#desk")
    assert "Who buys there?\n1. Me\n2. No\n" in told(letter)
    assert not matrix.posts("#hafen")
    refused = told(await matrix.says("mehmet", 'reword 1 "Mine?"'))
    assert "There is no poll 1 here." in refused


async def test_a_moderator_mends_its_words(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await matrix.says("anna", LINK)
    mended = 'correct 1 "1. Me\n2. Nobody\n3. My sister" title="Who buys there?"'
    await decides(matrix, mended)
    await decides(matrix, "approve 1")
    await later(app, clock)
    assert "Who buys there?\n1. Me\n2. Nobody\n3. My sister" in in_the_room(matrix)


async def test_what_it_decides_does_not_become_an_answer(
    app: App, matrix: FakePlatform
) -> None:
    """Mo copies the letter, and mends one word of it."""
    await matrix.says("anna", f'{LINK} decides="The city buys." answered="Ede"')
    await decides(matrix, 'correct 1 "1. Me\n2. No one\nThe city buys.\nEde"')
    poll = await poll_of(app)
    assert (poll.options, poll.decides) == (["Me", "No one"], "The city buys.")


async def test_what_no_poll_can_be_is_said(app: App, matrix: FakePlatform) -> None:
    await matrix.says("anna", LINK)
    assert "I count 1, but there must be 2 to 20." in await decides(matrix, "correct 1 Me")
    assert await decides(matrix, 'split 1 "A?" "B?"') == (
        "A poll cannot be taken apart. It can be asked again in parts."
    )
    assert await decides(matrix, "merge 1 2") == "A poll cannot be joined with others."
    assert (await poll_of(app)).options == ["Me", "Nobody"]


async def test_other_words_do_not_go_round_the_moderators(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await matrix.says("anna", BENCH)
    refused = told(await matrix.says("anna", 'reword 1 "Buy at https://shop.example?"'))
    assert refused == (
        "Poll 1 stands in the rooms, and a moderator would have to read these words first. "
        "Please ask one of them to change it: !reword 1"
    )
    await later(app, clock)
    assert "shop" not in in_the_room(matrix)
    assert (await poll_of(app)).question == "Where should the bench go?"
    await matrix.says("mo", 'reword 1 "Buy at https://shop.example?"')
    assert (await poll_of(app)).question == "Buy at https://shop.example?"


async def test_what_it_decides_is_read_too(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await matrix.says("anna", f'{BENCH} decides="All at shop.example.com" answered="Ede"')
    await later(app, clock)
    [letter] = matrix.posts("#desk")
    assert "2. Square\nAll at shop.example.com\nEde\n" in told(letter)
    assert "Waits because: there is a link in it" in told(letter)


async def test_a_poll_of_the_chats_own_cannot_wait(app: App, matrix: FakePlatform) -> None:
    """Meanwhile its answers would count nowhere."""
    call = Call("poll", {**CALL.arguments, "question": "Who buys at www.shop.example?"})
    refused = told(await matrix.says("mehmet", call))
    assert refused == (
        "A moderator reads this poll before it is asked everywhere, and until then no vote in "
        "it can count. Ask it anew with !poll, please."
    )
    assert await decides(matrix, "cases") == "Nothing waits for a moderator here."
    assert "There is no poll 1 here." in told(await matrix.says("mehmet", "polls 1"))
