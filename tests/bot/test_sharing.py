"""What the calls of one transaction share: nothing is lost, nothing outlives it."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from sqlalchemy import insert, select, text, update
from sqlalchemy.orm import Session

from bot import sharing
from bot.heard import Heard, Listening
from bot.people import Person
from bot.store import Store
from tests.bot.scene import noted

NOON = datetime(2026, 11, 22, 11, 0, tzinfo=UTC)
INSERT = insert(Heard)


def note(session: Session, message_id: str) -> None:
    row = {"platform": "matrix", "message_id": message_id, "at": NOON}
    sharing.later(session, INSERT, row)


# Rows that are written together


def test_rows_for_later_are_written_before_anybody_reads(store: Store) -> None:
    with store.begin() as session:
        note(session, "m")
        assert session.get(Heard, ("matrix", "m"))


def test_rows_for_later_wait_while_a_row_of_another_table_is_looked_up(store: Store) -> None:
    with store.begin() as session:
        note(session, "m")
        session.get(Person, 1)
        assert session.connection().scalar(text("SELECT count(*) FROM heard")) == 0
    assert noted(store) == ["m"]


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

    assert [sharing.once(session, "seven", look) for _ in range(3)] == [7, 7, 7]
    assert looked_up == [1]


def test_every_change_is_noticed(session: Session) -> None:
    seen = [sharing.changes(session)]
    assert not sharing.changed_since(session, seen[0])
    session.add(Person(name="Anna"))
    assert sharing.changed_since(session, seen[0])
    session.flush()
    seen.append(sharing.changes(session))
    note(session, "m")
    seen.append(sharing.changes(session))
    session.execute(update(Person).values(name="Mehmet"))
    seen.append(sharing.changes(session))
    assert seen == sorted(set(seen))


def test_reading_is_no_change(session: Session) -> None:
    before = sharing.changes(session)
    session.get(Listening, "matrix")
    assert not sharing.changed_since(session, before)


def test_more_values_than_a_statement_takes_are_looked_for_at_once(session: Session) -> None:
    """SQLite takes 32,766 and PostgreSQL 65,535."""
    session.execute(
        INSERT, [{"platform": "matrix", "message_id": f"${n}", "at": NOON} for n in (7, 69_999)]
    )
    those = sharing.among(session, Heard.message_id, [f"${n}" for n in range(70_000)])
    assert set(session.scalars(select(Heard.message_id).where(those))) == {"$7", "$69999"}
    nobody = sharing.among(session, Heard.message_id, [])
    assert session.scalars(select(Heard.message_id).where(nobody)).all() == []


def test_numbers_are_looked_for_as_numbers(session: Session) -> None:
    session.add(Person(id=12, name="Anna"))
    session.flush()
    assert session.scalars(
        select(Person.name).where(sharing.among(session, Person.id, [3, 12]))
    ).all() == ["Anna"]


def test_what_a_savepoint_took_back_is_not_found_any_more(store: Store) -> None:
    """Nor as it was there: what was loaded in it is held on to until the transaction ends."""
    with store.begin() as session:
        session.add(Person(id=1, name="Anna"))
        session.flush()
        session.expunge_all()
        with suppress(ValueError), session.begin_nested():
            rename = update(Person).filter_by(id=1).values(name="Annika")
            session.execute(rename.execution_options(synchronize_session=False))
            assert session.get_one(Person, 1).name == "Annika"
            session.add(Person(id=2, name="Mehmet"))
            assert session.get(Person, 2)
            raise ValueError
        assert session.get_one(Person, 1).name == "Anna"
        assert session.get(Person, 2) is None
