"""News of polls: while they are open, and then what came of them."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

import pytest
from sqlalchemy.orm import Session

import polls.news
from bot.adapter import Cursor
from bot.app import App
from polls import publishing
from polls.models import Poll
from tests import news
from tests.conftest import SUNDAY
from tests.fakes import Clock, FakePlatform
from tests.polls.conftest import asked_in_secret
from tests.scenes import FIVE, later, met, votes

happened = partial(news.happened, polls.news.happened)
read = partial(news.read, polls.news.happened)
ASKED = 'poll "Where?" "Park" "Square" closes="in 3 days"'


async def test_an_open_poll_says_how_to_vote(app: App, matrix: FakePlatform) -> None:
    await matrix.says("anna", ASKED)
    await matrix.says("mehmet", "vote 1 2")
    [said] = await read(app)
    assert said == (
        "Polls that are open\n"
        "Poll 1: Where?\n"
        "It is open until Wednesday, 25 November 2026 at 12:00.\n"
        "1. Park\n"
        "2. Square\n"
        "To vote for answer 2, write: !vote 1 2\n"
        "What it decides: nothing by itself; it is advice\n"
        "Who answers: the moderators of Hafen, by 23 December 2026"
    )
    [asked] = await happened(app)
    assert (asked.key, asked.about, asked.at) == ("poll:1:asked", "poll:1", SUNDAY)


async def test_once_it_has_closed_its_result_is_the_news(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await met(matrix, "anna", "mehmet")
    clock.forward(days=1)
    await matrix.says("anna", ASKED)
    await matrix.says("mehmet", "vote 1 2")
    await later(app, clock, days=3)
    [result] = await read(app)
    assert result.startswith(
        "Results of polls\n"
        "Poll 1: Where?\n"
        "Result (unverified): Most votes: Square.\n"
        "\n"
        "Square: 1 vote\n"
        "Park: 0 votes\n"
        "People who voted: 1\n"
    )
    assert "Mehmet" not in result


async def test_it_is_news_from_when_it_was_told_not_from_when_it_was_over(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    """Else who asked for news in between would never hear of it."""
    await matrix.says("anna", ASKED)
    await discord.hears([], Cursor("discord", "1", SUNDAY))
    await later(app, clock, days=3, minutes=1)
    before = clock.now
    assert [each.key for each in await happened(app)] == ["poll:1:asked"]
    await later(app, clock, hours=1)
    assert [each.key for each in await happened(app, since=before)] == ["poll:1:closed"]


async def test_results_that_are_hidden_until_the_end_are_told_then(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await matrix.says("anna", ASKED + " results=after")
    await matrix.says("mehmet", "vote 1 2")
    [asked] = await read(app)
    assert "1 vote" not in asked
    assert "So far" not in asked
    assert "Result: shown to everybody after the end" in asked
    await later(app, clock, days=3)
    [result] = await read(app)
    assert "Square: 1 vote" in result


async def test_of_a_secret_poll_nothing_is_told_before_its_end(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await asked_in_secret(app, matrix)
    for who in FIVE:
        await votes(matrix, who, "2")
    [asked] = await read(app)
    assert "write to me alone" in asked
    assert "Square: " not in asked
    assert "So far" not in asked
    await later(app, clock, days=3)
    [result] = await read(app)
    assert "Square: 5 votes" in result


async def test_a_secret_poll_with_too_few_votes_tells_only_how_many(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await asked_in_secret(app, matrix)
    await votes(matrix, "anna", "2")
    await later(app, clock, days=3)
    [result] = await read(app)
    assert "The result stays secret" in result
    assert "Square" not in result


async def test_another_neighbourhood_does_not_hear_of_it(
    app: App, matrix: FakePlatform
) -> None:
    await matrix.says("anna", ASKED)
    assert await happened(app, where="holzen") == []


async def test_in_german(app: App, matrix: FakePlatform) -> None:
    await matrix.says("anna", ASKED)
    [asked] = await read(app, language="de")
    assert asked.startswith(
        "Offene Umfragen\nUmfrage 1: Where?\nSie ist offen bis Mittwoch, 25. November 2026"
    )


async def test_what_waits_is_no_news_before_it_is_published(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    """Whoever heard the news in between hears of it afterwards."""
    await matrix.says("mo", "rule all")
    await matrix.says("mehmet", ASKED)
    assert await read(app) == []
    clock.forward(days=1)
    heard_until = clock.now
    clock.forward(minutes=1)
    await matrix.says("mo", "approve 1", private=True)
    [asked] = await happened(app, heard_until)
    assert (asked.key, asked.at) == ("poll:1:asked", clock.now)


@pytest.mark.parametrize("days", [0, 4], ids=["open", "closed"])
async def test_what_was_taken_down_is_none_and_again_once_it_is_back(
    app: App, matrix: FakePlatform, clock: Clock, days: int
) -> None:
    await matrix.says("mehmet", ASKED)
    await later(app, clock, days=days)
    [result] = await happened(app)
    for change, there in ((publishing.take_down, False), (publishing.bring_back, True)):
        clock.forward(days=1)
        await app.writer.do(partial(change_first, change, clock.now))
        assert [each.at for each in await happened(app)] == ([clock.now] if there else [])
        with app.store.begin() as session:
            still = polls.news.still_there(session, [result.about])
        assert bool(still) is there


def change_first(change: Callable[..., None], now: datetime, session: Session) -> None:
    reason = ("It is rude.",) if change is publishing.take_down else ()
    change(session, session.get_one(Poll, 1), *reason, now)
