"""What is kept how long: a walk through the table of a city with a clock."""

from dataclasses import fields, replace

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.app import App
from bot.config import ConfigError, Settings, parse
from bot.conversation import Asked
from bot.heard import Heard
from bot.incoming import Pressed
from bot.outbox import Letter, SentMessage
from bot.people import Account
from bot.retention import Retention
from bot.store import Base
from moderation.models import EntryWords
from polls.models import Ballot
from tests.fakes import Clock, FakePlatform
from tests.neighbours.scene import links
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
    for hours, left in ((23, 1), (2, 0)):
        clock.forward(hours=hours)
        await app.tidy()
        assert (await rows(app, Asked), await rows(app, Letter)) == (left, left)


def test_no_time_at_all_is_refused() -> None:
    city = '[cities.d]\nname = "D"\n[cities.d.retention]\nlog = 0\n'
    with pytest.raises(ConfigError, match="log must be at least 1 day"):
        parse(city, "c", {}, {"retention": Retention})


def test_the_walk_knows_the_whole_table() -> None:
    assert set(KEPT) == {each.name for each in fields(Retention)}


async def letters_to(app: App, target: str) -> list[str]:
    """What is kept of what was said there."""

    def look(session: Session) -> list[str]:
        theirs = select(Letter.post).where(Letter.target == target).order_by(Letter.id)
        return list(session.scalars(theirs))

    return await app.writer.do(look)


async def test_of_what_somebody_alone_can_press_the_words_go_in_their_time(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await matrix.whispers("mehmet", "follow")
    await matrix.says("mo", "rule at once")
    await matrix.says("mehmet", "follow")
    await matrix.says("anna", "idea A bench at the harbour, so that old people can rest.")
    await later(app, clock, seconds=1)
    [key] = [key for key, shown in matrix.shown.items() if shown.target == "~mehmet"]
    [news] = await letters_to(app, "~mehmet")
    assert "Anna" in news
    clock.forward(days=2)
    await app.tidy()
    [asks] = await letters_to(app, "~mehmet")
    assert "Anna" not in asks
    assert "bench" not in asks
    pressed = await matrix.whispers("mehmet", Pressed(key, 1))
    assert "You support idea 1." in told(pressed)
    clock.forward(days=9)
    await app.tidy()
    assert await letters_to(app, "~mehmet") == []


async def test_what_confirms_a_link_names_the_other_no_longer(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    await links(app, matrix, discord, "anna", "quirinia")
    await later(app, clock, seconds=1)
    assert "quirinia" in "".join(await letters_to(app, "@anna"))
    for days, left in ((2, 1), (9, 0)):
        await later(app, clock, days=days)
        await app.tidy()
        kept = await letters_to(app, "@anna")
        assert "quirinia" not in "".join(kept)
        assert len(kept) == left
