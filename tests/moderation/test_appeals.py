"""A second look: once, by somebody else, or by the city's desk."""

import pytest
from sqlalchemy.orm import Session

from bot.app import App
from bot.people import Account
from tests.beginnings import beginning
from tests.fakes import Clock, FakePlatform
from tests.moderation.notices import Notices
from tests.neighbours.scene import links
from tests.scenes import later, told

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
@beginning
async def declined(app: App, matrix: FakePlatform, notices: Notices) -> None:
    """Mehmet moderates, too, and has declined Anna's notice."""
    await matrix.says("anna", "pin Cat found.")
    await matrix.says("mehmet", "polls")
    await matrix.says("mo", "grant mehmet moderator")
    await matrix.says("mehmet", "decline 1 No cats.", where="#desk")


async def test_somebody_else_decides_anew(
    app: App, clock: Clock, matrix: FakePlatform, declined: None, notices: Notices
) -> None:
    said = told(await matrix.says("anna", "appeal 1 It is a lost cat!"))
    assert said == "Somebody else will look at it anew, and you will hear what comes of it."
    await later(app, clock, seconds=1)
    letter = told(matrix.posts("#desk")[-1])
    assert "Now: declined, and the author asks for a second look" in letter
    assert "Reason: No cats." in letter
    assert "The author says: It is a lost cat!" in letter
    refused = told(await matrix.says("mehmet", "decline 1 Still no.", where="#desk"))
    assert refused.startswith("You decided on this the first time.")
    await matrix.says("mo", "approve 1", where="#desk")
    assert notices.up == {1}
    heard = told(await matrix.says("anna", "case 1", private=True))
    assert "It is published." in heard


async def test_it_can_be_asked_for_once(
    matrix: FakePlatform, declined: None, notices: Notices
) -> None:
    await matrix.says("anna", "appeal 1 It is a lost cat!")
    await matrix.says("mo", "decline 1 We asked: it is not lost.", where="#desk")
    assert not notices.up
    heard = told(await matrix.says("anna", "case 1", private=True))
    assert "We asked: it is not lost." in heard
    assert "!appeal" not in heard
    again = told(await matrix.says("anna", "appeal 1 Please!"))
    assert again == "You have asked for a second look already, and that can be done once."


async def test_only_the_author_and_only_about_a_no(
    matrix: FakePlatform, declined: None
) -> None:
    said = told(await matrix.says("mo", "appeal 1 Please!"))
    assert said == "Only whoever this is about can ask for a second look."
    assert "There is no case 1 here." in told(await matrix.says("charlie", "appeal 1 Please!"))
    await matrix.says("anna", "pin Dog found.")
    said = told(await matrix.says("anna", "appeal 2 Please!"))
    assert said == "Nothing was declined here, so there is nothing to look at again."


async def test_not_after_half_a_year(
    clock: Clock, matrix: FakePlatform, declined: None
) -> None:
    clock.forward(days=184)
    said = told(await matrix.says("anna", "appeal 1 Please!"))
    assert said == "That was possible until 24 May 2027."


async def test_where_nobody_else_is_the_city_decides(
    app: App, clock: Clock, matrix: FakePlatform, notices: Notices
) -> None:
    """Mo, who is moderator everywhere, has decided; the next are those of the city."""
    await matrix.says("anna", "pin Cat found.")
    await matrix.says("mo", "decline 1 No cats.", where="#desk")
    await matrix.says("mehmet", "polls", where="#nord")
    await matrix.says("mo", "grant mehmet moderator", where="#nord")
    assert "There is no case 1" in told(
        await matrix.says("mehmet", "case 1", where="#nord", private=True)
    )
    await matrix.says("anna", "appeal 1 It is a lost cat!")
    await later(app, clock, seconds=1)
    [letter] = matrix.posts("#city")
    assert "The author says: It is a lost cat!" in told(letter)
    said = told(await matrix.says("mehmet", letter.buttons[0].call, where="#city"))
    assert said == "Case 1 is published, and its author knows."
    assert notices.up == {1}
    assert "Mehmet published case 1" in told(await matrix.says("mo", "log", private=True))
    assert "published" not in told(await matrix.says("mo", "log", where="#nord"))


async def test_what_was_right_and_is_taken_down_later_is_another_decision(
    app: App, clock: Clock, matrix: FakePlatform, declined: None, notices: Notices
) -> None:
    await matrix.says("anna", "appeal 1 It is a lost cat!")
    await matrix.says("mo", "approve 1", where="#desk")
    await later(app, clock, seconds=1)
    shown = next(key for key, each in matrix.shown.items() if each.post.title == "Notice 1")
    await matrix.says("charlie", "report It was found.", replies_to=shown)
    await matrix.says("mo", "decline 1 It was found.", where="#desk")
    assert "Write !appeal 1 and why" in told(await matrix.says("anna", "case 1", private=True))
    said = told(await matrix.says("anna", "appeal 1 Another cat!"))
    assert said.startswith("Somebody else will look at it anew")
    assert "Second looks asked for: 2, of which 1 were right" in told(
        await matrix.says("charlie", "counts")
    )


async def test_without_rooms_of_the_city_other_moderators_get_it(
    app: App, clock: Clock, matrix: FakePlatform, notices: Notices
) -> None:
    await matrix.says("anna", "pin Hund gefunden.", where="#holzen")
    await matrix.says("mo", "decline 1 Keine Hunde.", where="#amt")
    await matrix.says("mehmet", "polls", where="#see")
    await matrix.says("mo", "grant mehmet moderator", where="#see")
    await matrix.says("anna", "appeal 1 Er ist verloren!", where="#holzen")
    await later(app, clock, seconds=1)
    [letter] = matrix.posts("#see-desk")
    await matrix.says("mehmet", letter.buttons[0].call, where="#see-desk")
    assert notices.up == {1}


async def test_the_city_has_another_letter_of_another_appeal(
    app: App, clock: Clock, matrix: FakePlatform, notices: Notices
) -> None:
    await matrix.says("anna", "pin Cat found.")
    await matrix.says("mo", "decline 1 No cats.", where="#desk")
    await matrix.says("mehmet", "polls", where="#nord")
    await matrix.says("mo", "grant mehmet moderator", where="#nord")
    await matrix.says("anna", "appeal 1 It is a lost cat!")
    await matrix.says("mehmet", "approve 1", where="#city")
    await later(app, clock, seconds=1)
    shown = next(key for key, each in matrix.shown.items() if each.post.title == "Notice 1")
    await matrix.says("charlie", "report It was found.", replies_to=shown)
    await matrix.says("mo", "decline 1 It was found.", where="#desk")
    await matrix.says("anna", "appeal 1 Another cat!")
    await later(app, clock, seconds=1)
    _, letter = matrix.posts("#city")
    assert "The author says: Another cat!" in told(letter)
    await matrix.says("mehmet", letter.buttons[0].call, where="#city")
    assert notices.up == {1}


async def test_an_account_that_was_linked_only_lately_reads_no_case_of_the_city(
    app: App, clock: Clock, matrix: FakePlatform
) -> None:
    await matrix.says("anna", "pin Cat found.")
    await matrix.says("mo", "decline 1 No cats.", where="#desk")
    await matrix.says("mehmet", "polls", where="#nord")
    await matrix.says("mo", "grant mehmet moderator", where="#nord")
    await matrix.says("anna", "appeal 1 It is a lost cat!")

    def link(session: Session) -> None:
        session.get_one(Account, ("matrix", "mehmet")).joined = clock.now

    await app.writer.do(link)
    hidden = told(await matrix.says("mehmet", "case 1", where="#nord", private=True))
    assert hidden.startswith("This account was linked only lately.")
    clock.forward(days=2)
    assert "Cat found." in told(
        await matrix.says("mehmet", "case 1", where="#nord", private=True)
    )


async def test_nor_what_was_decided_about_the_other(
    app: App, clock: Clock, matrix: FakePlatform, discord: FakePlatform
) -> None:
    """Whoever talked Anna into a link does not read at once why something was declined."""
    await matrix.says("anna", "pin Cat found.")
    await matrix.says("mo", "decline 1 Anna knows its owner.", where="#desk")
    await links(app, matrix, discord, "anna", "charlie")
    for where, private in (("#hafen", False), ("@charlie", True)):
        hidden = told(await discord.says("charlie", "case 1", where=where, private=private))
        assert hidden.startswith("This account was linked only lately.")
    assert "Anna knows its owner." in told(await matrix.says("anna", "case 1", private=True))
    clock.forward(days=2)
    assert "Anna knows its owner." in told(
        await discord.says("charlie", "case 1", private=True)
    )


async def test_an_appeal_against_a_ban_is_no_contribution_to_lock_away(
    matrix: FakePlatform, declined: None
) -> None:
    """Else Mo, who banned Charlie, would be the one above who decides."""
    await matrix.says("charlie", "polls")
    await matrix.says("mo", "ban charlie Insults.")
    await matrix.says("charlie", "appeal 2 It was not me.")
    for line in ("freeze 2", "youth 2"):
        refused = told(await matrix.says("mehmet", line, where="#desk"))
        assert refused.startswith("A time-out or a ban is no contribution: !approve 2 ends it")
    refused = told(await matrix.says("mo", "decline 2 Still.", where="#desk"))
    assert refused.startswith("You decided on this the first time.")


async def test_what_those_above_decline_has_its_second_look(
    matrix: FakePlatform, declined: None, notices: Notices
) -> None:
    """Whoever freezes what was appealed takes nobody's appeal away."""
    await matrix.says("anna", "appeal 1 It is a lost cat!")
    await matrix.says("mo", "freeze 1", where="#desk")
    await matrix.says("mo", "decline 1 No cats.", where="#desk")
    assert "!appeal 1" in told(await matrix.says("anna", "case 1", private=True))
    said = told(await matrix.says("anna", "appeal 1 It is a lost cat!"))
    assert said == "Somebody else will look at it anew, and you will hear what comes of it."
    refused = told(await matrix.says("mo", "approve 1", where="#desk"))
    assert refused.startswith("You decided on this the first time.")
    await matrix.says("mehmet", "approve 1", where="#desk")
    assert notices.up == {1}


async def test_it_is_the_turn_of_somebody_who_may_decide(
    matrix: FakePlatform, declined: None
) -> None:
    await matrix.says("anna", "pin Dog found.")
    assert "Whose turn: Mehmet" in told(await matrix.says("mo", "case 2", where="#desk"))
    await matrix.says("mehmet", "decline 2 No dogs.", where="#desk")
    await matrix.says("anna", "appeal 2 It is a lost dog!")
    assert "Whose turn: Mo" in told(await matrix.says("mo", "case 2", where="#desk"))
