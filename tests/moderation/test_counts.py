"""The public counts of a month."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.app import App
from moderation import monthly
from moderation.counts import month_before, month_of
from tests.beginnings import beginning
from tests.fakes import Clock, FakePlatform
from tests.moderation.notices import Notices
from tests.scenes import later, told

pytestmark = pytest.mark.usefixtures("app")
DORTMUND = ZoneInfo("Europe/Berlin")


@pytest.fixture
@beginning
async def november(app: App, clock: Clock, matrix: FakePlatform, notices: Notices) -> None:
    """Four notices: published, declined twice, waiting; one second look, which was right."""
    await matrix.says("mehmet", "polls")
    await matrix.says("mo", "grant mehmet moderator")
    for text in ("One.", "Two.", "Three.", "Four.", "Five."):
        await matrix.says("anna", f"pin {text}")
    await matrix.says("mo", "approve 1", where="#desk")
    clock.forward(hours=4)
    await matrix.says("mo", "decline 2 advert", where="#desk")
    clock.forward(hours=10)
    await matrix.says("mo", "decline 3 No.", where="#desk")
    await matrix.says("mo", "decline 5 No.", where="#desk")
    await matrix.says("anna", "appeal 5 Yes!")
    await matrix.says("mehmet", "approve 5", where="#desk")


COUNTED = [
    "The moderators of Hafen, November 2026",
    "Received: 5",
    "Published: 2",
    "Declined: 2 (advert 1, other 1)",
    "Still waiting: 1",
    "Reported by neighbours: 0",
    "Second looks asked for: 1, of which 1 were right",
    "Time-outs and bans: 0",
    "Until a decision: half were decided within 9 hours",
]


async def test_everybody_may_see_them(matrix: FakePlatform, november: None) -> None:
    shown = told(await matrix.says("charlie", "counts")).splitlines()
    assert shown[:-1] == COUNTED
    assert shown[-1].startswith("Seal of the log: ")
    assert "Received: 0" in told(await matrix.says("charlie", "counts last"))


async def test_causes_as_frequent_stand_by_their_names(matrix: FakePlatform) -> None:
    """A database tells rows in whatever order."""
    for number, reason in ((1, "No."), (2, "advert")):
        await matrix.says("anna", f"pin Notice {number}.")
        await matrix.says("mo", f"decline {number} {reason}", where="#desk")
    shown = told(await matrix.says("charlie", "counts"))
    assert "Declined: 2 (advert 1, other 1)" in shown


async def test_each_month_all_rooms_hear_them_once(
    app: App, clock: Clock, matrix: FakePlatform, discord: FakePlatform, november: None
) -> None:
    clock.now = datetime(2026, 12, 1, 8, 59, tzinfo=UTC)

    async def tick() -> int:
        await app.writer.do(lambda session: monthly.announce_due(session, clock.now))
        await later(app, clock, minutes=1)
        titles = [post.title for post in (*matrix.posts(), *discord.posts())]
        return titles.count("The moderators of Hafen, November 2026")

    assert [await tick() for _ in range(3)] == [0, 2, 2]
    assert not [post for post in matrix.posts("#nord") if "moderators" in post.title]
    clock.now = datetime(2026, 12, 9, tzinfo=UTC)
    assert await tick() == 2


def test_a_month_is_the_citys() -> None:
    new_year = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)  # half past midnight in Dortmund
    month = month_of(new_year, DORTMUND)
    assert month.begins == datetime(2026, 12, 31, 23, tzinfo=UTC)
    assert month_before(new_year, DORTMUND).begins == datetime(2026, 11, 30, 23, tzinfo=UTC)
    assert month_of(datetime(2027, 3, 31, 21, tzinfo=UTC), DORTMUND).ends == datetime(
        2027, 3, 31, 22, tzinfo=UTC
    )
