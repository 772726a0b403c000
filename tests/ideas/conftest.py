"""A neighbourhood whose moderators read everything first, in two cities: Dortmund speaks
English here, and asks three neighbours within six weeks to stand behind an idea."""

from dataclasses import replace

import pytest
from sqlalchemy import update

from bot.app import App
from bot.config import CitySettings, NeighbourhoodSettings, Settings
from bot.people import Person
from bot.posts import Reply
from ideas import publishing, threshold
from tests.beginnings import beginning
from tests.conftest import ROOMS
from tests.fakes import Clock, FakePlatform

RULES = {
    "dortmund": {
        "ideas": {"supports": 3, "committee": {"en": "the council", "de": "der Rat"}},
        "desk": {"rule": "at once"},
    },
    "schwerte": {"ideas": {"supports": 75}, "desk": {"rule": "all"}},
}
BENCH = "idea A bench at the harbour, so that old people can rest on their way."


@pytest.fixture
def settings(settings: Settings) -> Settings:
    hafen = NeighbourhoodSettings("Hafen", "dortmund", ROOMS, ("matrix:#desk",))
    holzen = NeighbourhoodSettings("Holzen", "schwerte", ("matrix:#holzen",), ("matrix:#amt",))
    return replace(
        settings,
        cities={
            "dortmund": CitySettings("Dortmund", "en"),
            "schwerte": CitySettings("Schwerte", "de", address="Sie"),
        },
        neighbourhoods={"hafen": hafen, "holzen": holzen},
        rules=RULES,
    )


async def later(app: App, clock: Clock, **by: float) -> None:
    """Time passes; everything that looks for what is due does so once."""
    clock.forward(**by)
    await app.writer.do(lambda session: threshold.look(session, clock.now))
    await app.writer.do(lambda session: publishing.refresh(session, clock.now))
    await app.postman.round()


@beginning
async def known(app: App, platform: FakePlatform, *names: str, where: str = "#hafen") -> None:
    """These are neighbours whom others know."""
    await platform.hears([platform.incoming(name, "help", where=where) for name in names])
    everybody = update(Person).values(known_in=Person.home_id)
    await app.writer.do(lambda session: session.execute(everybody) and None)


@beginning
async def anna_wants_a_bench(app: App, matrix: FakePlatform) -> None:
    """Her idea is published."""
    await matrix.says("anna", BENCH)


@beginning
async def stands(app: App, matrix: FakePlatform, clock: Clock) -> str:
    """Anna's idea is in all rooms; the id of its post on Matrix."""
    await matrix.says("anna", BENCH)
    await later(app, clock)
    return next(iter(matrix.shown))


@beginning
async def waits_for_mo(app: App, matrix: FakePlatform) -> None:
    """Moderators read everything first, and Anna's idea is case 1."""
    await matrix.says("mo", "rule all")
    await matrix.says("anna", BENCH)


@beginning
async def others_wait_for_mo(app: App, matrix: FakePlatform) -> None:
    """Anna's idea is published; moderators read first whatever comes after it."""
    await matrix.says("anna", BENCH)
    await matrix.says("mo", "rule all")


async def officer(matrix: FakePlatform) -> None:
    """Charlie, who may not, is for once somebody who speaks for the city."""
    await matrix.says("charlie", "help")
    await matrix.says("mo", 'grant charlie "city officer"')


@beginning
async def charlie_may_answer(app: App, matrix: FakePlatform, clock: Clock) -> None:
    """Anna's idea is in all rooms, and Charlie speaks for the city."""
    await stands(app, matrix, clock)
    await officer(matrix)


def fact(post: Reply | None, name: str) -> str:
    assert post
    return dict(post.post.facts)[name]
