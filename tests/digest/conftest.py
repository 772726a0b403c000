"""A neighbourhood that speaks English, where the city answers and polls close, and Rosi, who
wants to hear of it all together."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.app import App
from bot.config import CitySettings, NeighbourhoodSettings, Settings
from bot.outbox import Letter
from bot.posts import Post
from digest.models import Subscription
from polls import closing
from tests.beginnings import beginning
from tests.bot.scene import letters
from tests.conftest import ROOMS
from tests.fakes import Clock, FakePlatform
from tests.ideas.conftest import BENCH, officer

DORTMUND = ZoneInfo("Europe/Berlin")
LAMP = "idea A lamp below the bridge."
TREE = "idea A tree in front of the school."
# It is Sunday, 22 November, noon.
FRIDAY = datetime(2026, 11, 27, 17, 0, tzinfo=DORTMUND)
NEXT_FRIDAY = datetime(2026, 12, 4, 17, 0, tzinfo=DORTMUND)

__all__ = ["BENCH", "officer"]


@pytest.fixture
def settings(settings: Settings) -> Settings:
    hafen = NeighbourhoodSettings("Hafen", "dortmund", ROOMS, ("matrix:#desk",))
    cities = {
        "dortmund": CitySettings("Dortmund", "en"),
        "schwerte": CitySettings("Schwerte", "de", address="Sie"),
    }
    desk = {"desk": {"rule": "at once"}}
    rules: dict[str, dict[str, Any]] = {
        "dortmund": {**desk, "ideas": {"supports": 3}},
        "schwerte": desk,
    }
    places = {**settings.neighbourhoods, "hafen": hafen}
    return replace(settings, cities=cities, neighbourhoods=places, rules=rules)


async def wants(platform: FakePlatform, who: str, line: str = "digest weekly") -> str:
    """They live here, and can be told things alone; what they are answered."""
    await platform.says(who, "help")
    reply = await platform.whispers(who, line)
    assert reply
    return reply.post.text


@beginning
async def news_for_rosi(app: App, matrix: FakePlatform) -> None:
    """Rosi wants to hear of it every week."""
    await wants(matrix, "rosi")


@beginning
async def bench_for_rosi(app: App, matrix: FakePlatform) -> None:
    """Rosi wants to hear of it every week, and then Anna has her idea."""
    await news_for_rosi(app, matrix)
    await matrix.says("anna", BENCH)


@beginning
async def rosi_has_heard(app: App, matrix: FakePlatform, clock: Clock) -> None:
    """It is Friday, and Rosi was told of Anna's idea."""
    await bench_for_rosi(app, matrix)
    await it_is(app, clock, FRIDAY)


async def it_is(app: App, clock: Clock, moment: datetime) -> None:
    """Time passes until then; everything that looks for what is due does so once."""
    clock.now = moment
    await app.writer.do(lambda session: closing.close_due(session, clock.now))
    await app.mend_digests()
    await app.send_digests()
    await app.postman.round()


def got(platform: FakePlatform, who: str = "rosi") -> Sequence[Post]:
    """What somebody was told alone."""
    return platform.posts(f"~{who}")


def digests(app: App) -> list[Letter]:
    """All that were written, also where they wait."""
    return [each for each in letters(app.store) if each.key.startswith("digest:")]


async def subscriptions(app: App) -> Sequence[Subscription]:
    def look(session: Session) -> Sequence[Subscription]:
        return session.scalars(select(Subscription).order_by(Subscription.person_id)).all()

    return await app.writer.do(look)


async def day_later(clock: Clock, platform: FakePlatform, who: str, line: str) -> None:
    clock.forward(days=1)
    await platform.says(who, line)
