"""Who is forgotten: their name goes from what moderators have before them, and how far."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.app import App
from bot.outbox import Letter
from moderation.models import Case
from tests.beginnings import beginning
from tests.fakes import Clock, FakePlatform
from tests.moderation.notices import Notices
from tests.scenes import later, told


async def forgets(app: App, clock: Clock, matrix: FakePlatform, who: str) -> None:
    """And what is changed by that stands in the rooms."""
    assert "I have forgotten you" in told(await matrix.whispers(who, "forget me for sure"))
    await later(app, clock, seconds=1)


async def traces(app: App, words: str) -> set[str]:
    """The tables in which that stands."""

    def look(session: Session) -> set[str]:
        tables = Case.metadata.sorted_tables
        rows = (
            (each.name, str(row)) for each in tables for row in session.execute(select(each))
        )
        return {name for name, row in rows if words in row}

    return await app.writer.do(look)


async def naming(app: App, name: str) -> list[str]:
    """What Bude keeps of what it has said, where somebody stands by name."""

    def look(session: Session) -> list[str]:
        return list(session.scalars(select(Letter.key).where(Letter.post.contains(name))))

    return await app.writer.do(look)


async def test_an_author_is_not_named_while_their_case_waits(
    app: App, clock: Clock, matrix: FakePlatform, pinned: None
) -> None:
    await later(app, clock, seconds=1)
    assert "From: Anna" in told(matrix.posts("#desk")[0])
    await forgets(app, clock, matrix, "anna")
    [letter] = matrix.posts("#desk")
    assert "Cat found. Bank for the park." in told(letter)
    assert [each.label for each in letter.buttons[:2]] == ["Publish", "Decline"]
    assert "Anna" not in told(letter)
    assert await naming(app, "Anna") == []
    waits = told(await matrix.says("mo", "cases", where="#desk"))
    assert "for the park.” somebody (forgotten), Sunday" in waits


@pytest.fixture
@beginning
async def appealed(app: App, clock: Clock, matrix: FakePlatform, notices: Notices) -> None:
    """Mo has declined Anna's notice, and nobody else moderates here."""
    await matrix.says("anna", "pin Cat found.")
    await matrix.says("mo", "decline 1 No cats.", where="#desk")
    await matrix.says("mehmet", "polls", where="#nord")
    await matrix.says("mo", "grant mehmet moderator", where="#nord")
    await matrix.says("anna", "appeal 1 It is a lost cat!")
    await later(app, clock, seconds=1)


class TestAtTheCitysDesk:
    async def test_neither_there(
        self, app: App, clock: Clock, matrix: FakePlatform, appealed: None
    ) -> None:
        assert "From: Anna" in told(matrix.posts("#city")[0])
        await forgets(app, clock, matrix, "anna")
        [letter] = matrix.posts("#city")
        assert "Cat found." in told(letter)
        assert "Anna" not in told(letter)
        assert "lost" not in told(letter)
        assert await naming(app, "Anna") == []

    async def test_what_was_decided_stands_there_and_is_kept_no_longer_than_others(
        self, app: App, clock: Clock, matrix: FakePlatform, appealed: None
    ) -> None:
        publish = matrix.posts("#city")[0].buttons[0].call
        assert "is published" in told(await matrix.says("mehmet", publish, where="#city"))
        await later(app, clock, seconds=1)
        [letter] = matrix.posts("#city")
        assert "Decided by: Mehmet" in told(letter)
        assert not letter.buttons
        await later(app, clock, days=31)
        await app.tidy()
        assert await naming(app, "Cat found.") == []


async def test_a_second_look_at_a_time_out_stays_for_somebody_else(
    app: App, clock: Clock, matrix: FakePlatform
) -> None:
    await matrix.says("charlie", "polls")
    await matrix.says("mehmet", "polls")
    await matrix.says("mo", "grant mehmet moderator")
    await matrix.says("mo", 'timeout charlie "in 3 days" "Charlie shouted."')
    await matrix.says("charlie", "appeal 1 I am Charlie, and did not.")
    await later(app, clock, seconds=1)
    assert "Case 1\nCharlie\n" in told(matrix.posts("#desk")[0])
    await forgets(app, clock, matrix, "charlie")
    [letter] = matrix.posts("#desk")
    assert "Now: shut out, and asks for a second look" in told(letter)
    for words in ("Charlie", "shouted", "did not"):
        assert words not in told(letter)
    assert await naming(app, "Charlie") == []
    refused = told(await matrix.says("mo", "decline 1 Still.", where="#desk"))
    assert refused.startswith("You decided on this the first time.")
    assert "You cannot" not in told(await matrix.says("mehmet", "approve 1", where="#desk"))
    assert "cannot take part" not in told(await matrix.says("charlie", "polls"))


async def test_after_a_second_look_that_changed_nothing_neither(
    app: App, clock: Clock, matrix: FakePlatform
) -> None:
    await matrix.says("charlie", "polls")
    await matrix.says("mehmet", "polls")
    await matrix.says("mo", "grant mehmet moderator")
    await matrix.says("mo", "ban charlie Insults.")
    await matrix.says("charlie", "appeal 1 I did not.")
    await matrix.says("mehmet", "decline 1 Charlie did.", where="#desk")
    await later(app, clock, seconds=1)
    assert "Case 1\nCharlie\n" in told(matrix.posts("#desk")[0])
    await forgets(app, clock, matrix, "charlie")
    assert "Charlie" not in told(matrix.posts("#desk")[0])
    assert await naming(app, "Charlie") == []


@pytest.fixture
async def with_mehmet(app: App, clock: Clock, matrix: FakePlatform, pinned: None) -> None:
    """Mehmet has the next case; to the first he wrote a note, and would publish it."""
    await matrix.says("mo", "rule all pairs=2")
    await matrix.says("anna", "pin Dog found.")
    await matrix.says("mehmet", "note 2 I know that dog.", where="#desk")
    await matrix.says("mehmet", "approve 2", where="#desk")
    await matrix.says("mo", "hand 2 mehmet", where="#desk")
    await later(app, clock, seconds=1)


async def test_a_moderator_is_not_named_where_something_is_still_to_be_decided(
    app: App, clock: Clock, matrix: FakePlatform, with_mehmet: None
) -> None:
    text = told(matrix.posts("#desk")[-1])
    for words in ("Mehmet notes", "Would publish it: Mehmet", "Whose turn: Mehmet"):
        assert words in text
    await forgets(app, clock, matrix, "mehmet")
    assert [each for each in matrix.posts("#desk") if "Mehmet" in told(each)] == []
    assert "Dog found." in told(matrix.posts("#desk")[-1])
    assert "somebody (forgotten) notes: I know that dog." in told(matrix.posts("#desk")[-1])
    assert "From: Anna" in told(matrix.posts("#desk")[-1])
    assert await naming(app, "Mehmet") == []


async def test_what_a_moderator_settled_names_them_until_such_letters_go(
    app: App, clock: Clock, matrix: FakePlatform, pinned: None
) -> None:
    """The message stays in the room; Bude's copy of it goes in its time."""
    await matrix.says("mehmet", "approve 1", where="#desk")
    await later(app, clock, seconds=1)
    await forgets(app, clock, matrix, "mehmet")
    assert "Decided by: Mehmet" in told(matrix.posts("#desk")[0])
    for days, kept in ((29, 1), (2, 0)):
        await later(app, clock, days=days)
        await app.tidy()
        assert len(await naming(app, "Mehmet")) == kept
    assert "Decided by: Mehmet" in told(matrix.posts("#desk")[0])


async def test_who_gave_a_role_is_named_to_that_person_until_such_letters_go(
    app: App, clock: Clock, matrix: FakePlatform
) -> None:
    await matrix.whispers("anna", "help")
    for who in ("anna", "mehmet"):
        await matrix.says(who, "polls")
    await matrix.says("mo", "grant mehmet admin")
    await matrix.says("mehmet", "grant anna organiser")
    await later(app, clock, seconds=1)
    await forgets(app, clock, matrix, "mehmet")
    assert told(matrix.posts("~anna")[0]).startswith("Mehmet has given you a role in Hafen")
    for days, kept in ((1, 1), (2, 0)):
        await later(app, clock, days=days)
        await app.tidy()
        assert len(await naming(app, "Mehmet has given")) == kept


@pytest.fixture
@beginning
async def reported(
    app: App, clock: Clock, matrix: FakePlatform, pinned: None, notices: Notices
) -> None:
    """Anna's notice hangs for all to see, and Charlie wants the moderators to look at it."""
    await matrix.says("mo", "approve 1", where="#desk")
    await later(app, clock, seconds=1)
    shown = next(key for key, each in matrix.shown.items() if each.post.title == "Notice 1")
    await matrix.says("charlie", "report It is Mrs Krause's, and Anna lies.", replies_to=shown)
    await later(app, clock, seconds=1)


@pytest.mark.parametrize("who", ["anna", "charlie"])
async def test_what_was_reported_goes_with_either_once_it_was_looked_at(
    app: App, clock: Clock, matrix: FakePlatform, reported: None, who: str
) -> None:
    await matrix.says("mo", "approve 1", where="#desk")
    await later(app, clock, seconds=1)
    assert await traces(app, "Krause") == {"moderation_report"}
    await forgets(app, clock, matrix, who)
    assert await traces(app, "Krause") == set()


@pytest.mark.parametrize("who", ["anna", "charlie"])
async def test_until_then_moderators_can_read_it(
    app: App, clock: Clock, matrix: FakePlatform, reported: None, who: str
) -> None:
    await forgets(app, clock, matrix, who)
    assert "Mrs Krause's" in told(matrix.posts("#desk")[-1])
    await matrix.says("mo", "approve 1", where="#desk")
    await later(app, clock, seconds=1)
    assert await traces(app, "Krause") == set()
