"""Who holds a file or an account, within one process. Real ones are in tests/drills."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TypeAlias

import psycopg
import pytest

from bot.app import App
from bot.config import Settings, StoreSettings
from bot.holding import HeldElsewhere, Holding
from bot.store import Store
from tests.fakes import Clock, FakePlatform

OnFile: TypeAlias = Callable[[str], Holding]


@pytest.fixture(autouse=True)
def locks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Other Budes may be running here."""
    (tmp_path / "locks").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "locks"))


@pytest.fixture
def on_file(tmp_path: Path) -> Iterator[OnFile]:
    """A Bude with a file of that name."""
    with ExitStack() as until_the_end:

        def hold(name: str) -> Holding:
            store = Store(f"sqlite:///{tmp_path}/{name}.db")
            until_the_end.callback(store.close)
            holding = Holding(store)
            until_the_end.callback(holding.release)
            return holding

        yield hold


def test_a_file_is_held_by_one(on_file: OnFile) -> None:
    first, second = on_file("bude"), on_file("bude")
    first.file()
    with pytest.raises(
        HeldElsewhere, match=r"another Bude already holds the database .*bude\.db"
    ):
        second.file()
    on_file("another").file()
    first.release()
    second.file()


def test_an_account_is_held_by_one_whatever_the_file(on_file: OnFile) -> None:
    first, second = on_file("one"), on_file("two")
    first.account("matrix", "@bude:example.org")
    with pytest.raises(HeldElsewhere, match=r"holds the account @bude:example\.org on matrix"):
        second.account("matrix", "@bude:example.org")
    second.account("matrix", "@other:example.org")
    second.account("discord", "@bude:example.org")
    first.release()
    second.account("matrix", "@bude:example.org")


def test_who_has_let_go_takes_nothing_more(on_file: OnFile) -> None:
    """As a thread may try that was on its way when another account was found taken."""
    first, second = on_file("one"), on_file("two")
    first.release()
    with pytest.raises(HeldElsewhere, match="this Bude has ended"):
        first.account("matrix", "@bude:example.org")
    second.account("matrix", "@bude:example.org")


async def test_bude_ends_when_its_account_is_held(
    on_file: OnFile, tmp_path: Path, clock: Clock
) -> None:
    on_file("one").account("matrix", "bude")
    settings = Settings(store=StoreSettings(f"sqlite:///{tmp_path}/two.db"))
    app = App(settings, [FakePlatform("matrix"), FakePlatform("discord")], clock)
    app.prepare()
    with pytest.raises(HeldElsewhere, match="the account bude on matrix"):
        await app.run()


# PostgreSQL


@pytest.fixture
def two(postgres_url: str) -> Iterator[tuple[Holding, Holding]]:
    stores = [Store(postgres_url), Store(postgres_url)]
    first, second = map(Holding, stores)
    yield first, second
    first.release()
    second.release()
    for store in stores:
        store.close()


@pytest.mark.postgres
def test_on_postgresql_a_file_is_nothing_to_hold(two: tuple[Holding, Holding]) -> None:
    first, second = two
    first.file()
    second.file()


@pytest.mark.postgres
def test_on_postgresql_an_account_is_held_by_one(two: tuple[Holding, Holding]) -> None:
    first, second = two
    first.account("matrix", "bude")
    with pytest.raises(HeldElsewhere, match="the account bude on matrix"):
        second.account("matrix", "bude")
    second.account("discord", "bude")
    first.release()
    second.account("matrix", "bude")


@pytest.mark.postgres
def test_what_a_lost_connection_let_go_is_taken_again(
    two: tuple[Holding, Holding], postgres_url: str
) -> None:
    first, second = two
    first.account("matrix", "bude")
    _cut_everybody_off(postgres_url)
    first.keep()
    with pytest.raises(HeldElsewhere):
        second.account("matrix", "bude")


@pytest.mark.postgres
def test_who_came_too_late_is_told(two: tuple[Holding, Holding], postgres_url: str) -> None:
    first, second = two
    first.account("matrix", "bude")
    first.keep()
    _cut_everybody_off(postgres_url)
    second.account("matrix", "bude")
    with pytest.raises(HeldElsewhere, match="the account bude on matrix"):
        first.keep()


def _cut_everybody_off(url: str) -> None:
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as another:
        another.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = current_database() and pid <> pg_backend_pid()"
        )


def test_a_file_by_another_way_is_the_same_file(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    (tmp_path / "there").symlink_to(tmp_path / "here")
    (tmp_path / "link.db").symlink_to(tmp_path / "here" / "bude.db")
    ways = ("here/bude.db", "there/bude.db", "link.db")
    first, *others = (Holding(Store(f"sqlite:///{tmp_path}/{way}")) for way in ways)
    first.file()
    for other in others:
        with pytest.raises(HeldElsewhere):
            other.file()
        other.release()
    first.release()
