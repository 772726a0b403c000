"""How long who was forgotten is known again, and as whom."""

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.app import App
from bot.config import Settings
from bot.forgotten import Forgotten
from bot.people import Account
from ideas import threshold
from moderation.forgetting import LONGEST
from tests.beginnings import beginning
from tests.fakes import Clock, FakePlatform
from tests.scenes import later, met, told

YEARS = LONGEST.days


async def days_pass(app: App, clock: Clock, days: int) -> None:
    await later(app, clock, days=days)
    await app.tidy()


@beginning
async def forgotten(app: App, matrix: FakePlatform, who: str, *lines: str) -> int:
    """They are there when Mo says this, and then have themselves forgotten; the number of the
    person that they were."""
    await met(matrix, who)
    for line in lines:
        await matrix.says("mo", line)

    def number(session: Session) -> int:
        return session.get_one(Account, ("matrix", who)).person_id

    was = await app.writer.do(number)
    assert "I have forgotten you" in told(await matrix.whispers(who, "forget me for sure"))
    return was


async def is_again(app: App, matrix: FakePlatform, who: str, was: int) -> bool:
    await met(matrix, who)

    def number(session: Session) -> int:
        return session.get_one(Account, ("matrix", who)).person_id

    return await app.writer.do(number) == was


async def marks(app: App) -> list[str]:
    def look(session: Session) -> list[str]:
        return list(session.scalars(select(Forgotten.mark)))

    return await app.writer.do(look)


@pytest.mark.parametrize(("days", "same"), [(4, True), (5, False)])
async def test_two_days_longer_than_the_polls_that_were_open(
    app: App, matrix: FakePlatform, clock: Clock, days: int, same: bool
) -> None:
    poll = 'poll "Where?" "Park" "Square" closes="in 3 days"'
    was = await forgotten(app, matrix, "anna", poll)
    [mark] = await marks(app)
    assert "anna" not in mark
    await days_pass(app, clock, days)
    assert len(await marks(app)) == same
    assert await is_again(app, matrix, "anna", was) == same


async def test_not_at_all_where_nothing_is_open(app: App, matrix: FakePlatform) -> None:
    was = await forgotten(app, matrix, "anna")
    assert await marks(app) == []
    assert not await is_again(app, matrix, "anna", was)


@pytest.mark.parametrize(("days", "same"), [(9, True), (10, False)])
async def test_as_long_as_a_time_out(
    app: App, matrix: FakePlatform, clock: Clock, days: int, same: bool
) -> None:
    time_out = 'timeout charlie "in 10 days" "Charlie shouted."'
    was = await forgotten(app, matrix, "charlie", time_out)
    await days_pass(app, clock, days)
    refused = told(await matrix.says("charlie", "polls"))
    assert ("I forgot it when you had me forget you." in refused) == same
    assert await is_again(app, matrix, "charlie", was) == same


@pytest.mark.parametrize(("days", "same"), [(YEARS - 1, True), (YEARS, False)])
async def test_two_years_of_a_ban_without_an_end(
    app: App, matrix: FakePlatform, clock: Clock, days: int, same: bool
) -> None:
    was = await forgotten(app, matrix, "charlie", "ban charlie Charlie shouted.")
    await days_pass(app, clock, days)
    refused = told(await matrix.says("charlie", "polls"))
    assert ("You cannot take part here any more." in refused) == same
    assert await is_again(app, matrix, "charlie", was) == same


async def test_one_that_was_lifted_is_remembered_of_nobody(
    app: App, matrix: FakePlatform
) -> None:
    lines = ("ban charlie Charlie shouted.", "lift charlie")
    await forgotten(app, matrix, "charlie", *lines)
    assert await marks(app) == []


@pytest.fixture
@beginning
async def supporter(app: App, matrix: FakePlatform) -> int:
    """Anna is forgotten, who stands behind Mehmet's idea; the number of the person."""
    await matrix.says("mehmet", "idea A bench at the harbour, so that old people can rest.")
    await matrix.says("anna", "support 1")
    return await forgotten(app, matrix, "anna")


class TestWhileSupportIsGathered:
    """Else Anna could stand behind the same idea twice."""

    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        rules = {"ideas": {"supports": 75, "weeks": 6}, "desk": {"rule": "at once"}}
        return replace(settings, rules={"dortmund": rules})

    @pytest.mark.parametrize(("days", "same"), [(44, True), (46, False)])
    async def test_they_are_known_again(
        self,
        app: App,
        matrix: FakePlatform,
        clock: Clock,
        supporter: int,
        days: int,
        same: bool,
    ) -> None:
        clock.forward(days=days)
        await app.writer.do(lambda session: threshold.look(session, clock.now))
        await app.tidy()
        assert await is_again(app, matrix, "anna", supporter) == same
