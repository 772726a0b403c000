from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, text, update
from sqlalchemy.engine import make_url
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.orm import Session

from bot import store as tables
from bot.heard import Heard, Listening
from bot.people import Account, Person
from bot.store import Moment, Store

BERLIN = ZoneInfo("Europe/Berlin")
NOON = datetime(2026, 11, 22, 11, 0, tzinfo=UTC)

INSERT = insert(Heard)
SQLITE = make_url("sqlite://").get_dialect()()
POSTGRESQL = make_url("postgresql+psycopg://").get_dialect()()

aware = st.datetimes(
    datetime(1900, 1, 1),  # noqa: DTZ001 - the zones come beside it
    datetime(2200, 1, 1),  # noqa: DTZ001
    timezones=st.sampled_from([UTC, BERLIN, timezone(timedelta(hours=-9, minutes=-30))]),
)


def note(session: Session, message_id: str) -> None:
    row = {"platform": "matrix", "message_id": message_id, "at": NOON}
    tables.later(session, INSERT, row)


def noted(database: Store) -> list[str]:
    with database.begin() as session:
        return list(session.scalars(text("select message_id from heard order by 1")))


# Time


def test_a_time_without_a_zone_is_a_mistake_of_ours(store: Store) -> None:
    naive = NOON.replace(tzinfo=None)
    with pytest.raises(StatementError, match="without a time zone"), store.begin() as session:
        session.add(Heard(platform="matrix", message_id="m", at=naive))


def test_times_come_back_in_utc(store: Store) -> None:
    local = datetime(2026, 7, 1, 12, 30, 15, 123456, tzinfo=BERLIN)
    with store.begin() as session:
        session.add(Heard(platform="matrix", message_id="m", at=local))
    with store.begin() as session:
        kept = session.get_one(Heard, ("matrix", "m")).at
    assert kept == local
    assert kept.utcoffset() == timedelta(0)


def test_no_time_stays_none() -> None:
    moment = Moment()
    assert moment.process_bind_param(None, SQLITE) is None
    assert moment.process_result_value(None, SQLITE) is None


@settings(max_examples=40)
@given(aware, aware)
def test_on_sqlite_the_order_of_texts_is_that_of_times(one: datetime, other: datetime) -> None:
    first, second = (Moment().process_bind_param(at, SQLITE) for at in (one, other))
    assert (first < second) == (one.astimezone(UTC) < other.astimezone(UTC))
    assert Moment().process_result_value(first, SQLITE) == one.astimezone(UTC)


@settings(max_examples=40)
@given(aware)
def test_postgresql_is_given_utc(at: datetime) -> None:
    bound = Moment().process_bind_param(at, POSTGRESQL)
    assert bound == at.astimezone(UTC)
    assert bound.utcoffset() == timedelta(0)


# Transactions


def test_what_fails_leaves_nothing(store: Store) -> None:
    with suppress(ZeroDivisionError), store.begin() as session:
        session.add(Heard(platform="matrix", message_id="m", at=NOON))
        session.flush()
        raise ZeroDivisionError
    assert noted(store) == []


def test_a_savepoint_rolls_back_alone(store: Store) -> None:
    """sqlite3's own transactions would let RELEASE commit, and ROLLBACK TO undo nothing."""
    with store.begin() as session:
        session.add(Heard(platform="matrix", message_id="before", at=NOON))
        with suppress(ZeroDivisionError), session.begin_nested():
            session.add(Heard(platform="matrix", message_id="inside", at=NOON))
            session.flush()
            raise ZeroDivisionError
        session.add(Heard(platform="matrix", message_id="after", at=NOON))
    assert noted(store) == ["after", "before"]


def test_a_released_savepoint_is_not_committed_yet(store: Store) -> None:
    with suppress(ZeroDivisionError), store.begin() as session:
        with session.begin_nested():
            session.add(Heard(platform="matrix", message_id="m", at=NOON))
        raise ZeroDivisionError
    assert noted(store) == []


def test_nobody_is_referred_to_who_is_not_there(store: Store) -> None:
    with pytest.raises(IntegrityError), store.begin() as session:
        session.add(Account(platform="matrix", user_id="anna", person_id=99, since=NOON))


# Rows that are written together


def test_rows_for_later_are_written_before_anybody_reads(store: Store) -> None:
    with store.begin() as session:
        note(session, "m")
        assert session.get(Heard, ("matrix", "m"))


def test_rows_for_later_are_written_at_the_end(store: Store) -> None:
    with store.begin() as session:
        note(session, "b")
        note(session, "a")
    assert noted(store) == ["a", "b"]


def test_rows_for_later_are_forgotten_with_everything_else(store: Store) -> None:
    with suppress(ZeroDivisionError), store.begin() as session:
        note(session, "m")
        raise ZeroDivisionError
    with store.begin() as session:
        note(session, "other")
    assert noted(store) == ["other"]


def test_rows_for_later_are_forgotten_with_their_savepoint(store: Store) -> None:
    with store.begin() as session:
        with suppress(ZeroDivisionError), session.begin_nested():
            note(session, "inside")
            raise ZeroDivisionError
        note(session, "after")
    assert noted(store) == ["after"]


@pytest.mark.parametrize("reads", [False, True])
def test_rows_from_before_a_savepoint_outlive_it(store: Store, reads: bool) -> None:
    with store.begin() as session:
        note(session, "before")
        with suppress(ZeroDivisionError), session.begin_nested():
            if reads:
                session.get(Heard, ("matrix", "somebody else's"))
            raise ZeroDivisionError
    assert noted(store) == ["before"]


# What one transaction knows


@pytest.fixture
def session(store: Store) -> Iterator[Session]:
    with store.begin() as session:
        yield session


def test_a_thing_is_looked_up_once(session: Session) -> None:
    looked_up: list[int] = []

    def look() -> int:
        looked_up.append(1)
        return 7

    assert [tables.once(session, "seven", look) for _ in range(3)] == [7, 7, 7]
    assert looked_up == [1]


def test_every_change_is_noticed(session: Session) -> None:
    seen = [tables.changes(session)]
    session.add(Person(name="Anna"))
    seen.append(tables.changes(session))
    session.flush()
    assert tables.changes(session) >= seen[-1]
    note(session, "m")
    seen.append(tables.changes(session))
    session.execute(update(Person).values(name="Mehmet"))
    seen.append(tables.changes(session))
    assert seen == sorted(set(seen))


def test_reading_is_no_change(session: Session) -> None:
    before = tables.changes(session)
    session.get(Listening, "matrix")
    assert tables.changes(session) == before


def test_the_file_is_known_and_its_folder_made(tmp_path: Path) -> None:
    database = Store(f"sqlite:///{tmp_path}/new/bude.db")
    assert database.file == tmp_path / "new" / "bude.db"
    assert database.file.parent.is_dir()
    database.close()
    away = Store("postgresql+psycopg://bude@/nowhere?host=/nowhere")
    assert away.file is None
    away.close()
