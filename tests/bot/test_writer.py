import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg.errors import ReadOnlySqlTransaction
from sqlalchemy import select, text
from sqlalchemy.exc import InternalError
from sqlalchemy.orm import Session

from bot.people import Person
from bot.store import Store
from bot.writer import StoreAway, Work, Writer
from tests.bot.scene import busy
from tests.conftest import kept_store


def meet(name: str) -> Callable[[Session], str]:
    def work(session: Session) -> str:
        session.add(Person(name=name))
        session.flush()
        return f"met {name}"

    return work


def stumble(session: Session) -> None:
    session.add(Person(name="Nobody"))
    session.flush()
    raise ZeroDivisionError("our own mistake")


def names(store: Store) -> list[str]:
    with store.begin() as session:
        return sorted(session.scalars(select(Person.name)))


class Batches:
    """Writes down how much was done together."""

    def __init__(self) -> None:
        self.sizes: list[int] = []

    def __call__(self, session: Session, work: Sequence[Work]) -> None:
        self.sizes.append(len(work))


async def test_work_is_done_and_its_result_comes_back(store: Store, writer: Writer) -> None:
    assert await writer.do(meet("Anna")) == "met Anna"
    assert names(store) == ["Anna"]


async def test_many_callers_share_one_transaction(store: Store) -> None:
    batches = Batches()
    writer = Writer(store, batches)
    async with busy(writer):
        results = asyncio.gather(*(writer.do(meet(f"{n:03}")) for n in range(100)))
    assert await results == [f"met {n:03}" for n in range(100)]
    assert len(names(store)) == 100
    assert batches.sizes == [1, 100]
    await writer.close()


async def test_who_fails_fails_alone(store: Store, writer: Writer) -> None:
    async with busy(writer):
        outcomes = asyncio.gather(
            *map(writer.do, [meet("Anna"), stumble, meet("Mehmet")]), return_exceptions=True
        )
    first, failed, third = await outcomes
    assert (first, third) == ("met Anna", "met Mehmet")
    assert isinstance(failed, ZeroDivisionError)
    assert names(store) == ["Anna", "Mehmet"]


async def test_what_a_constraint_refuses_fails_alone_too(store: Store, writer: Writer) -> None:
    """It shows only when the transaction ends, so it concerns everybody in it at first."""

    def twice(session: Session) -> None:
        session.execute(text("insert into heard values ('matrix', 'm', '2026-11-22')"))
        session.execute(text("insert into heard values ('matrix', 'm', '2026-11-22')"))

    async with busy(writer):
        outcomes = asyncio.gather(
            writer.do(meet("Anna")), writer.do(twice), return_exceptions=True
        )
    anna, failed = await outcomes
    assert anna == "met Anna"
    assert type(failed).__name__ == "IntegrityError"
    assert names(store) == ["Anna"]


async def test_nobody_hears_of_it_before_it_is_kept(
    store: Store, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    committed = threading.Event()
    begin = store.begin

    @contextmanager
    def slow() -> Iterator[Session]:
        with begin() as session:
            yield session
            assert not committed.wait(0.1)
        committed.set()

    monkeypatch.setattr(store, "begin", slow)
    done = asyncio.ensure_future(writer.do(meet("Anna")))
    while not committed.is_set():
        assert not done.done()
        await asyncio.sleep(0.005)
    assert await done == "met Anna"


async def test_a_caller_who_has_left_disturbs_nobody(store: Store, writer: Writer) -> None:
    async with busy(writer):
        left = asyncio.ensure_future(writer.do(meet("Anna")))
        stays = asyncio.ensure_future(writer.do(meet("Mehmet")))
        await asyncio.sleep(0)
        left.cancel()
    assert await stays == "met Mehmet"


async def test_closing_finishes_what_was_begun(store: Store) -> None:
    writer = Writer(store)
    async with busy(writer):
        waiting = [asyncio.ensure_future(writer.do(meet(name))) for name in ("Anna", "Mehmet")]
        await asyncio.sleep(0)
    await writer.close()
    assert await asyncio.gather(*waiting) == ["met Anna", "met Mehmet"]


# The database is away


@pytest.fixture
def here(sqlite_template: Path, tmp_path: Path) -> Iterator[Store]:
    """On a file of its own, not waiting long for whoever has locked it."""
    (tmp_path / "here.db").write_bytes(sqlite_template.read_bytes())
    store = Store(f"sqlite:///{tmp_path}/here.db?timeout=0.05")
    yield store
    store.close()


@pytest.fixture
async def scribe(here: Store) -> AsyncIterator[Writer]:
    writer = Writer(here)
    yield writer
    await writer.close()


async def test_a_locked_file_is_away_and_comes_back(here: Store, scribe: Writer) -> None:
    assert here.file
    other = sqlite3.connect(here.file, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StoreAway, match="locked"):
        await scribe.do(meet("Anna"))
    other.execute("ROLLBACK")
    other.close()
    assert names(here) == []
    assert await scribe.do(meet("Anna")) == "met Anna"


async def test_a_full_disk_keeps_nothing_and_forgets_nothing(
    here: Store, scribe: Writer
) -> None:
    await scribe.do(meet("Anna"))

    def fill(session: Session) -> None:
        pages = session.scalar(text("PRAGMA page_count"))
        session.execute(text(f"PRAGMA max_page_count = {pages}"))

    await scribe.do(fill)
    with pytest.raises(StoreAway, match="full"):
        await scribe.do(meet("Mehmet" * 10_000))
    assert names(here) == ["Anna"]

    await scribe.do(lambda session: session.execute(text("PRAGMA max_page_count = 1000000")))
    assert await scribe.do(meet("Mehmet")) == "met Mehmet"


async def test_everybody_is_told_when_the_database_is_away(here: Store, scribe: Writer) -> None:
    assert here.file
    other = sqlite3.connect(here.file, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    told = await asyncio.gather(
        *(scribe.do(meet(name)) for name in ("Anna", "Mehmet")), return_exceptions=True
    )
    other.close()
    assert all(isinstance(each, StoreAway) for each in told)
    assert names(here) == []


# PostgreSQL: several processes write at once


@pytest.fixture
def postgres(empty_postgresql: str) -> Iterator[Store]:
    store = kept_store(empty_postgresql)
    yield store
    store.close()


def rename(*order: str, meet_at: threading.Barrier) -> Callable[[Session], str]:
    """Change two rows one after the other, with somebody doing the same from the other end."""
    first_time = True

    def work(session: Session) -> str:
        nonlocal first_time
        for number, name in enumerate(order):
            session.execute(
                text("update person set name = name || '!' where name like :name"),
                {"name": f"{name}%"},
            )
            if number == 0 and first_time:
                first_time = False
                meet_at.wait(10)
        return order[0]

    return work


@pytest.mark.postgres
async def test_a_deadlock_is_tried_again(postgres: Store) -> None:
    one, other = Writer(postgres), Writer(postgres)
    await one.do(meet("Anna"))
    await one.do(meet("Mehmet"))
    both = threading.Barrier(2)
    done = await asyncio.gather(
        one.do(rename("Anna", "Mehmet", meet_at=both)),
        other.do(rename("Mehmet", "Anna", meet_at=both)),
    )
    assert list(done) == ["Anna", "Mehmet"]
    assert names(postgres) == ["Anna!!", "Mehmet!!"]
    await one.close()
    await other.close()


@pytest.mark.postgres
async def test_who_is_always_disturbed_hears_that_it_is_too_busy(postgres: Store) -> None:
    attempts: list[int] = []

    def disturbed(session: Session) -> None:
        attempts.append(1)
        session.execute(text("do $$ begin raise sqlstate '40001'; end $$"))

    writer = Writer(postgres)
    with pytest.raises(StoreAway, match="busy"):
        await writer.do(disturbed)
    assert 2 < len(attempts) < 10
    assert await writer.do(meet("Anna")) == "met Anna"
    await writer.close()


@pytest.mark.postgres
async def test_a_lost_connection_is_away_and_comes_back(
    postgres: Store, empty_postgresql: str
) -> None:
    writer = Writer(postgres)
    await writer.do(meet("Anna"))

    def cut(session: Session) -> None:
        own = session.scalar(text("select pg_backend_pid()"))
        with psycopg.connect(empty_postgresql.replace("+psycopg", "")) as another:
            another.execute("select pg_terminate_backend(%s)", [own])
        session.add(Person(name="Nobody"))
        session.flush()

    with pytest.raises(StoreAway):
        await writer.do(cut)
    assert await writer.do(meet("Mehmet")) == "met Mehmet"
    assert names(postgres) == ["Anna", "Mehmet"]
    await writer.close()


async def test_a_server_that_only_reads_is_away(writer: Writer) -> None:
    """As PostgreSQL while another takes over."""

    def write(session: Session) -> None:
        raise InternalError(None, None, ReadOnlySqlTransaction("read-only transaction"))

    with pytest.raises(StoreAway):
        await writer.do(write)
