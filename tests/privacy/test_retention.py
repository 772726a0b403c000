"""What is kept how long: a walk through the table of a city with a clock."""

from dataclasses import fields, replace

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.app import App
from bot.config import ConfigError, Settings, parse
from bot.heard import Heard
from bot.outbox import Letter, SentMessage
from bot.people import Account
from bot.retention import Retention
from bot.store import Base
from moderation.models import EntryWords
from polls.models import Ballot
from tests.fakes import Clock, FakePlatform
from tests.scenes import later, told

KEPT = {"heard": 5, "letters": 10, "private_letters": 1, "log": 40, "ballots": 20}
KEPT |= {"silence": 60}


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, rules={"dortmund": {"retention": KEPT}})


async def rows(app: App, table: type[Base]) -> int:
    def look(session: Session) -> int:
        return session.scalar(select(func.count()).select_from(table)) or 0

    return await app.writer.do(look)


async def known_voters(app: App) -> int:
    def look(session: Session) -> int:
        return len(session.scalars(select(Ballot.voter).where(Ballot.via != "")).all())

    return await app.writer.do(look)


async def test_each_thing_goes_in_its_time(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    await matrix.says("anna", 'poll "Where?" "Park" "Square" closes="in 3 days"')
    await matrix.says("anna", "vote 1 2")
    await matrix.whispers("mehmet", "poll")
    await matrix.says("mo", 'grant @anna "organiser"')
    await later(app, clock, days=3)
    result = told(await matrix.says("mo", "results 1"))

    async def after(days: float) -> None:
        clock.forward(days=days)
        await app.tidy()

    await after(0)
    assert await rows(app, Heard) > 1
    await after(6)  # Nine days, with those of the poll.
    assert await rows(app, Heard) == 0
    assert await rows(app, SentMessage) == 4
    await after(5)
    assert (await rows(app, Letter), await rows(app, SentMessage)) == (0, 0)
    assert await known_voters(app) == 1
    await after(10)
    assert await known_voters(app) == 0
    assert await rows(app, EntryWords) == 1
    await after(20)
    assert await rows(app, EntryWords) == 0
    await after(25)  # Mehmet has said nothing for more than sixty; the others have roles.
    assert await rows(app, Account) == 3
    await after(30)
    assert await rows(app, Account) == 2
    assert told(await matrix.says("mo", "results 1")) == result


async def test_what_can_still_be_answered_stays(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await matrix.says("anna", 'poll "Where?" "Park" "Square" closes="in 30 days"')
    await app.postman.round()
    [post] = matrix.shown
    clock.forward(days=20)
    await app.tidy()
    counted = told(await matrix.says("mehmet", "2", replies_to=post))
    assert "Your vote counts: Square." in counted


async def test_a_question_unanswered_goes_after_a_day(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await matrix.whispers("mehmet", "poll")
    assert await rows(app, Letter) == 1
    clock.forward(days=1, minutes=1)
    await app.tidy()
    assert await rows(app, Letter) == 0


def test_no_time_at_all_is_refused() -> None:
    city = '[cities.d]\nname = "D"\n[cities.d.retention]\nlog = 0\n'
    with pytest.raises(ConfigError, match="log must be at least 1 day"):
        parse(city, "c", {}, {"retention": Retention})


def test_the_walk_knows_the_whole_table() -> None:
    assert set(KEPT) == {each.name for each in fields(Retention)}
