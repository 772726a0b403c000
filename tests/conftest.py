"""The same cast everywhere: Anna and Mehmet are neighbours, Mo moderates, Charlie may not."""

import atexit
import gc
import os
import shutil
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import hypothesis
import pytest
from _pytest.runner import runtestprotocol

from bot.__main__ import collect_rarely
from bot.app import App, command_book
from bot.config import CitySettings, NeighbourhoodSettings, Settings, StoreSettings
from bot.store import Store
from tests import prepared
from tests.fakes import Clock, FakePlatform
from tests.servers.memory import in_memory
from tests.servers.postgres import Postgres

pytest_plugins = ["tests.servers.fixtures"]
# While tests are imported and collected there is no garbage, only more and more to look at.
gc.disable()
# How long one example takes is the machine's affair, and no mistake of ours.
hypothesis.settings.register_profile(
    "house",
    max_examples=50,
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("house")

SUNDAY = datetime(2026, 11, 22, 11, 0, tzinfo=UTC)  # noon in Dortmund
ROOMS = ("matrix:#hafen", "discord:#hafen")


# Whoever needs one of these plays a scene: with a database, a server or files. The others are
# the unit tests, which are quick.
ON_STAGE = frozenset(
    ("store_url", "sqlite_file", "postgres_server", "synapse", "stage", "line", "tmp_path")
)


SLOW = frozenset(("synapse", "process", "drill"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    slow = set()
    for item in items:
        needed = {mark.name for mark in item.iter_markers()}
        needed.update(getattr(item, "fixturenames", ()))
        if ON_STAGE & needed:
            item.add_marker("scene")
        if SLOW & needed:
            slow.add(item.path)
    # First, so that at the end nobody is left alone with one of them.
    items.sort(key=lambda item: item.path not in slow)


def pytest_configure(config: pytest.Config) -> None:
    """Each of several processes stays on a core of its own, with the servers that it starts: to
    wake somebody on another core is most of what the system does for a scene."""
    worker = getattr(config, "workerinput", None)
    if worker and sys.platform == "linux":
        cores = sorted(os.sched_getaffinity(0))
        number = int(worker["workerid"].removeprefix("gw"))
        os.sched_setaffinity(0, {cores[number % len(cores)]})


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop() -> None:
    """What was imported stays: the garbage collector need not look at it time and again."""
    gc.collect()
    collect_rarely()


@pytest.hookimpl
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
    """Of several processes each reports what became of a test, and what failed before or after
    it; that nothing did is not worth two messages more."""
    hooks, durations = item.ihook, item.config.option.durations
    if durations or not hasattr(item.config, "workerinput"):
        return None
    where = {"nodeid": item.nodeid, "location": item.location}
    hooks.pytest_runtest_logstart(**where)
    for report in runtestprotocol(item, log=False, nextitem=nextitem):
        if report.when == "call" or not report.passed:
            hooks.pytest_runtest_logreport(report=report)
    hooks.pytest_runtest_logfinish(**where)
    return True


@pytest.fixture
def clock() -> Clock:
    return Clock(SUNDAY)


BOTH = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgres))


@pytest.fixture(params=BOTH)
def store_url(request: pytest.FixtureRequest) -> str:
    """Every scene plays on both databases. Their tables are there, and nothing in them."""
    url: str = request.getfixturevalue(f"empty_{request.param}")
    return url


# Migrating, making a database and putting statements into SQL take longer than most scenes.
# So there is one database of each kind, with one Store, emptied for every test; and one book.


class KeptStore(Store):
    """On PostgreSQL its connections serve the next scene, too: to begin one is dear."""

    def close(self) -> None:
        if self.file:
            super().close()


@cache
def kept_store(url: str, keys: str | None = None, pictures: str | None = None) -> Store:
    store = KeptStore(url, keys, pictures)
    atexit.register(store.engine.dispose)
    return store


kept_book = cache(command_book)


@pytest.fixture(scope="session", autouse=True)
def one_book() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.app.command_book", kept_book)
        yield


@pytest.fixture(scope="session")
def sqlite_template() -> Path:
    """A file with our tables and nothing in them."""
    return prepared.template()


@pytest.fixture(scope="session")
def sqlite_file() -> Iterator[Path]:
    with in_memory() as folder:
        yield folder / "bude.db"


@pytest.fixture
def empty_sqlite(sqlite_template: Path, sqlite_file: Path) -> str:
    prepared.lay(sqlite_template, sqlite_file)
    return f"sqlite:///{sqlite_file}"


@pytest.fixture(scope="session")
def postgres_tables(postgres_server: Postgres) -> str:
    url = postgres_server.url(postgres_server.create_database())
    prepared.migrate(url)
    return url


@pytest.fixture(scope="session")
def postgres_broom(postgres_tables: str) -> prepared.Restore:
    return prepared.broom(postgres_tables)


@pytest.fixture
def empty_postgresql(postgres_tables: str, postgres_broom: prepared.Restore) -> str:
    postgres_broom()
    return postgres_tables


@pytest.fixture
def keys_folder(sqlite_file: Path) -> Path:
    """For all scenes, with nothing in it at first."""
    folder = sqlite_file.with_suffix(".keys")
    shutil.rmtree(folder, ignore_errors=True)
    return folder


@pytest.fixture
def pictures_folder(sqlite_file: Path) -> Path:
    """The same for pictures."""
    folder = sqlite_file.with_suffix(".pictures")
    shutil.rmtree(folder, ignore_errors=True)
    return folder


@pytest.fixture
def kept_stores() -> Iterator[None]:
    """What was put into SQL for one scene is so for the next."""
    with keeping_stores():
        yield


@contextmanager
def keeping_stores() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.groundwork.Store", kept_store)
        yield


@pytest.fixture(scope="module")
def home(sqlite_file: Path) -> Iterator[Path]:
    """A folder for one Bude after another: each moves in, and leaves nothing there."""
    with keeping_stores():
        yield sqlite_file.with_suffix(".home")


def move_into(home: Path) -> Path:
    """Its database, in which nothing has happened yet."""
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir()
    return Path(shutil.copyfile(prepared.template(), home / "bude.db"))


@pytest.fixture
def own_store(
    empty_sqlite: str, keys_folder: Path, pictures_folder: Path, kept_stores: None
) -> StoreSettings:
    """For scenes with a platform's real server: one kind of database, with nothing in it."""
    return StoreSettings(empty_sqlite, keys=str(keys_folder), pictures=str(pictures_folder))


@pytest.fixture
def settings(store_url: str, keys_folder: Path, pictures_folder: Path) -> Settings:
    return Settings(
        admins=("matrix:mo",),
        store=StoreSettings(store_url, keys=str(keys_folder), pictures=str(pictures_folder)),
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
    settings: Settings,
    clock: Clock,
    matrix: FakePlatform,
    discord: FakePlatform,
    kept_stores: None,
) -> AsyncIterator[App]:
    """A Bude in which Mo is admin and moderator. Ticks are run by the scenes themselves."""
    app = App(settings, [matrix, discord], clock)
    prepared.prepare(app)
    for platform in (matrix, discord):
        platform.inbox = app.router
    yield app
    await app.close()


@pytest.fixture
async def other(
    app: App, settings: Settings, discord: FakePlatform, clock: Clock
) -> AsyncIterator[App]:
    """A second Bude on the same database, which hears what is said on Discord."""
    other = App(settings, [discord], clock)
    discord.inbox = other.router
    yield other
    await other.close()
