"""Whoever says no word for years is told, and forgotten a month later."""

from dataclasses import replace
from datetime import datetime, time

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import silence
from bot.app import App
from bot.config import Settings
from bot.people import Account, Person
from tests.beginnings import beginning
from tests.fakes import Clock, FakePlatform
from tests.neighbours.scene import links
from tests.scenes import met, told

YEAR = 365


@pytest.fixture
def settings(settings: Settings) -> Settings:
    rules = {city: {"retention": {"silence": YEAR}} for city in ("dortmund", "schwerte")}
    return replace(settings, rules=rules)


async def days_pass(app: App, clock: Clock, days: int) -> None:
    clock.forward(days=days)
    await app.tidy()
    await app.postman.round()


async def names(app: App) -> list[str]:
    def look(session: Session) -> list[str]:
        query = select(Person.name).join(Account).distinct().order_by(Person.name)
        return list(session.scalars(query))

    return await app.writer.do(look)


async def test_they_are_told_and_then_forgotten(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await met(matrix, "anna")
    await matrix.whispers("mehmet", "polls")
    await days_pass(app, clock, YEAR)
    assert matrix.posts("~mehmet") == []
    await days_pass(app, clock, 1)
    assert told(matrix.posts("~mehmet")[-1]) == (
        "I have not heard from you for a long time. If I hear nothing from you until 23 "
        "December 2027, I forget you: your name, your accounts and what else I keep about you. "
        "If you want to stay, write: !help"
    )
    await days_pass(app, clock, 29)
    assert await names(app) == ["Anna", "Mehmet", "mo"]
    await days_pass(app, clock, 1)
    assert await names(app) == ["mo"]
    assert len(matrix.posts("~mehmet")) == 1


@pytest.fixture
@beginning
async def told_anna(app: App, matrix: FakePlatform, clock: Clock) -> None:
    """After a year without a word of hers."""
    await matrix.whispers("anna", "polls")
    await days_pass(app, clock, YEAR + 1)


async def test_one_word_is_enough_to_stay(
    app: App, matrix: FakePlatform, clock: Clock, told_anna: None
) -> None:
    clock.forward(days=20)
    await matrix.whispers("anna", "help")
    await days_pass(app, clock, 20)
    assert "Anna" in await names(app)
    await days_pass(app, clock, YEAR)
    assert len(matrix.posts("~anna")) == 2
    await days_pass(app, clock, 30)
    assert "Anna" not in await names(app)


async def test_it_may_come_in_the_same_week(
    app: App, matrix: FakePlatform, clock: Clock, told_anna: None
) -> None:
    assert f"{clock.now:%A}" == "Tuesday"
    clock.forward(days=1)
    await matrix.whispers("anna", "help")
    await days_pass(app, clock, 31)
    assert "Anna" in await names(app)


async def test_a_word_with_one_account_is_one_of_the_person(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    await links(app, matrix, discord, "anna")
    for _ in range(4):
        clock.forward(days=100)
        await discord.says("anna", "polls")
    await days_pass(app, clock, 1)
    await days_pass(app, clock, 31)
    assert "Anna" in await names(app)


async def test_who_has_a_role_is_not_forgotten_by_itself(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await met(matrix, "anna")
    await matrix.says("mo", "grant anna organiser")
    await days_pass(app, clock, 3 * YEAR)
    await days_pass(app, clock, 60)
    assert await names(app) == ["Anna", "Mo"]


async def test_all_of_them_however_many(
    app: App, matrix: FakePlatform, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(silence, "AT_ONCE", 1)
    await met(matrix, "anna", "mehmet", "charlie")
    await days_pass(app, clock, YEAR + 8)
    await days_pass(app, clock, 30)
    assert await names(app) == ["mo"]


async def test_of_when_somebody_spoke_only_the_week_is_kept(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    async def heard() -> datetime:
        return await app.writer.do(
            lambda session: session.get_one(Account, ("matrix", "anna")).heard
        )

    seen = []
    for _ in range(6):
        await matrix.says("anna", "polls")
        seen.append(await heard())
        clock.forward(days=3)
    days = ["16 Nov", "23 Nov", "23 Nov", "30 Nov", "30 Nov", "07 Dec"]
    assert [f"{each:%d %b}" for each in seen] == days
    assert all(each.time() == time() for each in seen)
    kept = told(await matrix.whispers("anna", "mydata"))
    assert "Last heard of in the week of: 7 December 2026" in kept
