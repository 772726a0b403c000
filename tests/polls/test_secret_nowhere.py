"""After the end of a secret poll: every table and the log are searched for what was chosen."""

import logging

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.app import App
from bot.context import Context
from bot.incoming import Call, Picks, Reacted
from bot.store import Base
from polls import ballots
from polls.models import Ballot, Poll
from tests.fakes import Clock, FakePlatform
from tests.neighbours.scene import alone, links
from tests.polls.conftest import asked_in_secret
from tests.scenes import FIVE, SECRET, met, poll_of, told, votes

# What somebody chose, as it could stand somewhere: as a call, a line, a sign, an answer.
CHOICES = ("vote 1 1", "vote 1 2", '"choices": ', "20e3", "\u20e3")


async def closes(app: App, clock: Clock) -> None:
    clock.forward(days=3)
    for tick in app.ticks():
        if tick.name in ("closing", "running totals"):
            await tick.look()
    await app.postman.round()


def rows(session: Session) -> list[str]:
    """Of all tables but that of the ballots, in words."""
    tables = [each for each in Base.metadata.sorted_tables if each.name != "ballot"]
    return [
        f"{table.name}: {dict(row._mapping)}"
        for table in tables
        for row in session.execute(select(table))
    ]


async def pairs(app: App) -> list[str]:
    """Rows in which a name and a choice stand together."""
    every = await app.writer.do(rows)
    named = [row for row in every if any(who in row for who in FIVE)]
    return [row for row in named if any(choice in row for choice in CHOICES)]


async def test_a_vote_that_failed_for_a_fault_of_ours_is_not_kept_for_ever(
    app: App, matrix: FakePlatform, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await asked_in_secret(app, matrix)
    cast = ballots.cast

    def fails_for_anna(context: Context, poll: Poll, picks: Picks) -> Picks | None:
        if context.who.user_id == "anna" and poll.state == "open":
            raise ZeroDivisionError
        return cast(context, poll, picks)

    monkeypatch.setattr("polls.ballots.cast", fails_for_anna)
    assert "our fault" in await votes(matrix, "anna", "2")
    for who in FIVE[1:]:
        await votes(matrix, who, "1")
    assert [row[:7] for row in await pairs(app)] == ["unheard"]
    await closes(app, clock)
    assert await pairs(app) == []
    assert "This poll closed on" in told(matrix.posts("~anna")[-1])


async def test_nor_is_an_answer_that_names_the_choice_alone(
    app: App, matrix: FakePlatform, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await asked_in_secret(app, matrix)
    await matrix.whispers("emre", "vote 1")
    with monkeypatch.context() as fault:
        fault.setattr("bot.hearing.understand", fails)
        for who, words in (("emre", "Square, please"), ("rosi", "help")):
            assert "our fault" in told(await matrix.whispers(who, words))
        clock.forward(days=3)
        await closes(app, clock)
    left = [row for row in await app.writer.do(rows) if row.startswith("unheard")]
    assert ["rosi" in row for row in left] == [True]


async def test_nor_is_a_command_that_names_the_poll_in_words(
    app: App, matrix: FakePlatform, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on Discord, where nobody need choose from the numbers that are offered."""
    await asked_in_secret(app, matrix)
    with monkeypatch.context() as fault:
        fault.setattr("bot.hearing.understand", fails)
        for who, call in (
            ("emre", Call("vote", {"poll": "the bench", "choices": (2,)})),
            ("anna", Call("vote", {"poll": "#1", "choices": (2,)})),
            ("rosi", Call("support", {"idea": "the bench"})),
        ):
            assert "our fault" in told(await matrix.whispers(who, call))
        await closes(app, clock)
    left = [row for row in await app.writer.do(rows) if row.startswith("unheard")]
    assert ["rosi" in row for row in left] == [True]


def fails(*_: object, **__: object) -> None:
    raise ZeroDivisionError


async def test_nobody_finds_a_pair(
    app: App,
    matrix: FakePlatform,
    discord: FakePlatform,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """With votes of all kinds: alone, openly, by a sign, asked for, withdrawn, of linked
    accounts, too early and too late."""
    caplog.set_level(logging.DEBUG)
    await met(matrix, *FIVE)
    await met(discord, "anna")
    await matrix.says("anna", SECRET)
    await app.postman.round()
    [message] = [key for key, shown in matrix.shown.items() if shown.post.question]
    for who in FIVE:
        await votes(matrix, who, "2" if who in ("anna", "rosi") else "1")
    await votes(discord, "anna", "2")
    await links(app, matrix, discord, "anna")
    await matrix.says("mehmet", "vote 1 2")
    await matrix.says("emre", Reacted(message, "2\ufe0f\u20e3"))
    await matrix.says("rosi", Reacted("$unknown", "2\ufe0f\u20e3"))
    await matrix.whispers("charlie", "vote choices=2")
    await matrix.whispers("charlie", "1")
    await matrix.whispers("charlie", "2")
    await alone(matrix, "charlie", "withdraw 1")
    clock.forward(minutes=1)
    await votes(matrix, "charlie", "1")
    await closes(app, clock)
    await votes(matrix, "anna", "1")
    await app.tidy()
    assert await pairs(app) == []
    assert [choice for choice in CHOICES if choice in caplog.text] == []
    left = await app.writer.do(lambda session: session.scalars(select(Ballot)).all())
    assert sorted(row.marks for row in left) == ["1", "1", "2", "2", "2"]
    assert {(row.via, row.said_at) for row in left} == {("", (await poll_of(app)).closes)}
