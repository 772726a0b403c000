from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, StatementError

from bot.heard import Heard
from bot.people import Account
from bot.store import Moment, Store
from tests.bot.scene import noted

BERLIN = ZoneInfo("Europe/Berlin")
NOON = datetime(2026, 11, 22, 11, 0, tzinfo=UTC)

SQLITE = make_url("sqlite://").get_dialect()()
POSTGRESQL = make_url("postgresql+psycopg://").get_dialect()()

aware = st.datetimes(
    datetime(1900, 1, 1),  # noqa: DTZ001 - the zones come beside it
    datetime(2200, 1, 1),  # noqa: DTZ001
    timezones=st.sampled_from([UTC, BERLIN, timezone(timedelta(hours=-9, minutes=-30))]),
)


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
    nobodys = Account(platform="matrix", user_id="anna", person_id=99, since=NOON, heard=NOON)
    with pytest.raises(IntegrityError), store.begin() as session:
        session.add(nobodys)


def test_the_file_is_known_and_its_folder_made(tmp_path: Path) -> None:
    database = Store(f"sqlite:///{tmp_path}/new/bude.db")
    assert database.file == tmp_path / "new" / "bude.db"
    assert database.file.parent.is_dir()
    database.close()
    away = Store("postgresql+psycopg://bude@/nowhere?host=/nowhere")
    assert away.file is None
    away.close()


# Who may read it, and where it went


def test_nobody_else_may_read_it(tmp_path: Path) -> None:
    database = Store(f"sqlite:///{tmp_path}/var/bude.db")
    with database.begin() as session:
        session.execute(text("create table secret (it)"))
        session.execute(text("insert into secret values (1)"))
    modes = {file.name: file.stat().st_mode & 0o777 for file in (tmp_path / "var").iterdir()}
    assert set(modes.values()) == {0o600}
    assert (tmp_path / "var").stat().st_mode & 0o777 == 0o700
    database.close()


@pytest.mark.parametrize("replaced", [False, True])
def test_a_file_that_is_gone_takes_nothing_more(tmp_path: Path, replaced: bool) -> None:
    file = tmp_path / "bude.db"
    database = Store(f"sqlite:///{file}")
    with database.begin() as session:
        session.execute(text("create table ballot (it)"))
    file.rename(tmp_path / "moved.db")
    if replaced:
        file.touch()
    gone = pytest.raises(OperationalError, match="deleted or replaced")
    with gone, database.begin() as session:
        session.execute(text("insert into ballot values (1)"))
    (tmp_path / "moved.db").rename(file)
    with database.begin() as session:
        session.execute(text("insert into ballot values (1)"))
    database.close()


def test_what_people_said_stands_in_no_complaint(store: Store) -> None:
    with pytest.raises(DBAPIError) as complaint, store.begin() as session:
        session.execute(text("insert into nowhere values (:voter)"), {"voter": "anna"})
    assert "nowhere" in str(complaint.value)
    assert "anna" not in str(complaint.value)
