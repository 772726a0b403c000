"""The same cast everywhere: Anna and Mehmet are neighbours, Mo moderates, Charlie may not."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.app import App
from bot.config import CitySettings, NeighbourhoodSettings, Settings, StoreSettings
from tests.fakes import Clock, FakePlatform

pytest_plugins = ["tests.servers.fixtures"]

SUNDAY = datetime(2026, 11, 22, 11, 0, tzinfo=UTC)  # noon in Dortmund
ROOMS = ("matrix:#hafen", "discord:#hafen")


@pytest.fixture
def clock() -> Clock:
    return Clock(SUNDAY)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Every scene plays on both databases."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/bude.db"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture
def settings(store_url: str) -> Settings:
    return Settings(
        admins=("matrix:mo",),
        store=StoreSettings(store_url),
        cities={"dortmund": CitySettings("Dortmund"), "schwerte": CitySettings("Schwerte")},
        neighbourhoods={
            "hafen": NeighbourhoodSettings("Hafen", "dortmund", ROOMS),
            "holzen": NeighbourhoodSettings("Holzen", "schwerte", ("matrix:#holzen",)),
        },
    )


@pytest.fixture
def matrix() -> FakePlatform:
    return FakePlatform("matrix")


@pytest.fixture
def discord() -> FakePlatform:
    return FakePlatform("discord")


@pytest.fixture
async def app(
    settings: Settings, clock: Clock, matrix: FakePlatform, discord: FakePlatform
) -> AsyncIterator[App]:
    """A Bude in which Mo is admin and moderator. Ticks are run by the scenes themselves."""
    app = App(settings, [matrix, discord], clock)
    app.prepare()
    for platform in (matrix, discord):
        platform.inbox = app.router
    await matrix.says("mo", "grant mo moderator")
    yield app
    await app.close()
