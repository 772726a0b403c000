"""Working together: questions to the author, notes, whose turn it is."""

import asyncio

import pytest

from bot.app import App
from bot.router import Router
from tests.fakes import Clock, FakePlatform
from tests.moderation.notices import Notices, letter_in
from tests.scenes import later, told

pytestmark = pytest.mark.usefixtures("app")


async def test_the_authors_answer_comes_back(
    app: App, clock: Clock, matrix: FakePlatform, pinned: None
) -> None:
    await matrix.says("anna", "polls", where="@anna", private=True)
    await matrix.says("mo", "inquire 1 Which colour?", where="#desk")
    question = await letter_in(app, clock, matrix, "@anna")
    assert "Which colour?" in told(matrix.shown[question].post)
    said = matrix.incoming("anna", "Red.", where="@anna", private=True, replies_to=question)
    [thanks] = await matrix.hears([said])
    assert told(thanks) == "Thank you. The moderators have your answer now."
    newest = await letter_in(app, clock, matrix, "#desk")
    letter = told(matrix.shown[newest].post)
    assert "Mo asked the author: Which colour?" in letter
    assert "Anna answered: Red." in letter
    assert "Waits because: the author is new here" in letter


async def test_nobody_answers_for_the_author(matrix: FakePlatform, pinned: None) -> None:
    await matrix.says("mo", "inquire 1 Which colour?", where="#desk")
    for who in ("charlie", "mehmet"):
        said = told(await matrix.says(who, "answer 1 Black."))
        assert "There is no case 1 here." in said or said == "Only who wrote this can answer."
    await matrix.says("anna", "answer 1 Red.")
    again = told(await matrix.says("anna", "answer 1 Blue."))
    assert again == "Nobody is asking you anything about this any more."


async def test_notes_are_for_colleagues(matrix: FakePlatform, pinned: None) -> None:
    await matrix.says("mo", "note 1 I know the cat.", where="#desk")
    assert "Mo notes: I know the cat." in told(
        await matrix.says("mehmet", "case 1", private=True)
    )
    await matrix.says("mo", "decline 1 unclear", where="#desk")
    assert "I know the cat" not in told(await matrix.says("anna", "case 1", private=True))


async def test_cases_go_round_and_can_be_handed_over(
    matrix: FakePlatform, pinned: None
) -> None:
    """Those of the config get a share only where nobody else moderates."""
    await matrix.says("charlie", "polls")
    await matrix.says("mo", "grant charlie moderator")
    turns = []
    for number, text in enumerate(("Two.", "Three.", "Four."), 2):
        await matrix.says("anna", f"pin {text}")
        turns.append(
            told(await matrix.says("mo", f"case {number}", private=True)).rpartition(": ")[2]
        )
    assert turns == ["Mehmet", "Charlie", "Mehmet"]
    assert told(await matrix.says("mehmet", "hand 2 charlie")) == "Case 2 is now for Charlie."
    assert "Whose turn: Charlie" in told(await matrix.says("mo", "case 2", private=True))
    assert told(await matrix.says("mo", "hand 2 anna")) == "Anna is no moderator here."


async def test_not_to_whoever_wrote_it(matrix: FakePlatform, pinned: None) -> None:
    await matrix.says("mo", "grant anna moderator")
    refused = told(await matrix.says("mo", "hand 1 anna"))
    assert refused == "Anna wrote this, so somebody else must look at it."


async def test_whoever_is_away_gets_no_cases(matrix: FakePlatform, pinned: None) -> None:
    await matrix.says("charlie", "polls")
    await matrix.says("mo", "grant charlie moderator")
    await matrix.says("anna", "pin Two.")
    said = told(await matrix.says("mehmet", 'away "in 2 weeks"'))
    assert said.endswith("One case went to a colleague.") or "1 case went" in said
    assert "Whose turn: Charlie" in told(await matrix.says("mo", "case 2", private=True))
    await matrix.says("anna", "pin Three.")
    assert "Whose turn: Charlie" in told(await matrix.says("mo", "case 3", private=True))
    await matrix.says("mehmet", "back")
    await matrix.says("anna", "pin Four.")
    assert "Whose turn: Mehmet" in told(await matrix.says("mo", "case 4", private=True))


async def test_the_letter_says_whose_turn_it_is_then(
    app: App, clock: Clock, matrix: FakePlatform, pinned: None
) -> None:
    await matrix.says("anna", "pin Two.")
    await later(app, clock, seconds=1)
    assert "Whose turn: Mehmet" in told(matrix.posts("#desk")[-1])
    await matrix.says("charlie", "polls")
    await matrix.says("mo", "grant charlie moderator")
    await matrix.says("mehmet", 'away "in 2 weeks"')
    await later(app, clock, seconds=1)
    assert "Whose turn: Charlie" in told(matrix.posts("#desk")[-1])


async def test_all_letters_about_a_case_say_what_was_decided(
    app: App, clock: Clock, matrix: FakePlatform, pinned: None
) -> None:
    await matrix.says("mo", "inquire 1 Which colour?", where="#desk")
    await matrix.says("anna", "answer 1 Red.")
    await later(app, clock, seconds=1)
    await matrix.says("mo", "approve 1", where="#desk")
    await later(app, clock, seconds=1)
    letters = matrix.posts("#desk")
    assert len(letters) == 2
    assert all("Now: published" in told(letter) and not letter.buttons for letter in letters)


async def test_whoever_moderates_no_more_keeps_no_cases(
    matrix: FakePlatform, pinned: None
) -> None:
    await matrix.says("anna", "pin Two.")
    assert "Whose turn: Mehmet" in told(await matrix.says("mo", "case 2", private=True))
    await matrix.says("mo", "take mehmet moderator")
    assert "Whose turn: Mo" in told(await matrix.says("mo", "case 2", private=True))


async def test_letters_sent_already_say_whose_turn_it_is_without_them(
    app: App, clock: Clock, matrix: FakePlatform, pinned: None
) -> None:
    await matrix.says("anna", "pin Two.")
    await later(app, clock, seconds=1)
    assert "Whose turn: Mehmet" in told(matrix.posts("#desk")[-1])
    await matrix.says("mo", "take mehmet moderator")
    await later(app, clock, seconds=1)
    assert "Whose turn: Mo" in told(matrix.posts("#desk")[-1])
    assert "Two." in told(matrix.posts("#desk")[-1])


async def test_two_workers_at_the_same_moment(
    app: App, matrix: FakePlatform, pinned: None, notices: Notices
) -> None:
    other = Router(app.store, app.clock)
    other.furnish(app.router.book)
    yes = matrix.incoming("mo", "approve 1", where="#desk")
    no = matrix.incoming("mehmet", "decline 1 No.", where="#desk")
    try:
        replies = await asyncio.gather(app.router.hear([yes]), other.hear([no]))
    finally:
        await other.writer.close()
    said = sorted(told(reply) for [reply] in replies)
    assert sum("already, on" in each for each in said) == 1
    assert (notices.up == {1}) != (notices.reasons == {1: "No."})
