"""What the calls of one transaction share: things looked up once, rows written together.

It lies in the session's own `info`, and goes with the transaction.
"""

import json
from collections.abc import Callable, Collection, Hashable
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, cast

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Select,
    any_,
    bindparam,
    event,
    func,
    inspect,
    literal,
    select,
)
from sqlalchemy.orm import (
    DeclarativeBase,
    InstrumentedAttribute,
    ORMExecuteState,
    Session,
    SessionTransaction,
)
from sqlalchemy.sql import dml

from bot import prepared

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql, sqlite

T = TypeVar("T")
Insert: TypeAlias = "sqlite.Insert | postgresql.Insert"

_LATER = "rows to be written together"
_KNOWN = "looked up in this transaction"
_HELD = "objects of this transaction"
_CHANGES = "changes of this transaction"
_ONE_ROW = "looking for one row by its key"


class SharingSession(Session):
    def get(self, entity: Any, ident: Any, **options: Any) -> Any:
        # One row of one table: only what waits for that table need be written before.
        waiting = self.info.get(_LATER, ())
        if any(each.table.name == entity.__tablename__ for each in waiting):
            write_rows(self)
        self.info[_ONE_ROW] = True
        try:
            if any(options.values()) or self._has(entity, ident):
                return super().get(entity, ident, **options)
            return self.scalars(*_one_row(entity, ident)).first()
        finally:
            del self.info[_ONE_ROW]

    def _has(self, entity: Any, ident: Any) -> bool:
        key = inspect(entity).identity_key_from_primary_key(_columns(ident))
        return key in self.identity_map

    def begin_nested(self) -> SessionTransaction:
        # Rows from before a savepoint must not be rolled back with it.
        write_rows(self)
        return super().begin_nested()


def _one_row(entity: Any, ident: Any) -> tuple[Select[Any], dict[str, Any]]:
    """What `Session.get` asks, with the statement made once: it makes most of them."""
    return _by_key(entity), {f"key{n}": value for n, value in enumerate(_columns(ident))}


@cache
def _by_key(entity: Any) -> Select[Any]:
    keys = enumerate(inspect(entity).primary_key)
    return select(entity).where(*(column == bindparam(f"key{n}") for n, column in keys))


def _columns(ident: Any) -> tuple[Any, ...]:
    return ident if isinstance(ident, tuple) else (ident,)


def prepare(sessions: Any) -> None:
    """Let these sessions share; for `bot.store`."""
    event.listen(sessions, "do_orm_execute", _before_each_statement)
    event.listen(sessions, "after_flush", _after_flush)
    event.listen(sessions, "before_commit", write_rows)
    event.listen(sessions, "after_soft_rollback", _forget)
    event.listen(sessions, "loaded_as_persistent", _hold)


# Looking up


def once(session: Session, key: Hashable, look_up: Callable[[], T]) -> T:
    """Look a thing up once in a transaction, whoever asks."""
    found: dict[Hashable, T] = session.info.setdefault(_KNOWN, {})
    if key not in found:
        found[key] = look_up()
    return found[key]


def found(session: Session, key: Hashable, look_up: Callable[[], T | None]) -> T | None:
    """The same, but what is not there yet is looked up again."""
    found: dict[Hashable, T | None] = session.info.setdefault(_KNOWN, {})
    result = found.get(key)
    if result is None:
        result = found[key] = look_up()
    return result


def known(session: Session, key: Hashable) -> Any:
    """What was looked up once under this key, if it was."""
    return session.info.get(_KNOWN, {}).get(key)


def look_anew(session: Session) -> None:
    """Something that was looked up once has changed."""
    session.info.pop(_KNOWN, None)


def among(
    session: Session,
    column: ColumnElement[Any] | InstrumentedAttribute[Any],
    values: Collection[Any],
) -> ColumnElement[bool]:
    """Whether a column holds one of many values, which reach the database as one: a statement
    cannot name as many as one likes, and is the same however many there are."""
    if session.get_bind().dialect.name == "sqlite":
        return _listed(column, literal(json.dumps(list(values))))
    return column == any_(literal(list(values), ARRAY(column.type)))


def one_of_these(
    column: ColumnElement[Any] | InstrumentedAttribute[Any], dialect: str
) -> ColumnElement[bool]:
    """The same for a statement that is made once and carried out with `these` values: to make
    it takes four times as long as to carry it out."""
    if dialect == "sqlite":
        return _listed(column, bindparam("these"))
    return column == any_(bindparam("these", type_=ARRAY(column.type)))


def these(session: Session, values: Collection[Any]) -> dict[str, Any]:
    """The values for `one_of_these`, as each database takes them."""
    if session.get_bind().dialect.name == "sqlite":
        return {"these": json.dumps(list(values))}
    return {"these": list(values)}


def _listed(
    column: ColumnElement[Any] | InstrumentedAttribute[Any], document: ColumnElement[Any]
) -> ColumnElement[bool]:
    listed = func.json_each(document).table_valued("value")
    return column.in_(select(listed.c.value))


# Writing


def later(session: Session, statement: dml.Insert, row: dict[str, Any]) -> None:
    """Write this row with others of the same statement, before anybody reads or commits.

    On the path of a vote this is worth a factor of five. Rows begin with their key.
    """
    info = session.info
    info.setdefault(_LATER, {}).setdefault(statement, []).append(row)
    info[_CHANGES] = info.get(_CHANGES, 0) + 1


def write_rows(session: Session) -> None:
    if not session.info.get(_LATER):
        return
    session.flush()
    connection = session.connection()
    for statement, rows in session.info.pop(_LATER).items():
        if connection.dialect.name == "sqlite":
            prepared.execute(connection, statement, rows)
            continue
        # Two workers that write in the same order cannot deadlock.
        rows.sort(key=lambda row: tuple(row.values())[:2])
        connection.execute(statement, rows)


@cache
def insert(table: type[DeclarativeBase], dialect: str) -> Insert:
    """An INSERT that can say ON CONFLICT, as each database has its own."""
    # The other database's dialect is not even imported.
    speech = import_module(f"sqlalchemy.dialects.{dialect}")
    return cast("Insert", speech.insert(table))


@cache
def insert_if_new(table: type[DeclarativeBase], dialect: str) -> Insert:
    return insert(table, dialect).on_conflict_do_nothing()


def changes(session: Session) -> int:
    """Grows with everything that was written in this transaction."""
    count: int = session.info.get(_CHANGES, 0)
    return count


def changed_since(session: Session, before: int) -> bool:
    """Whether anything was changed since `changes` was `before` and nothing was unflushed."""
    unflushed = session.new or session.dirty or session.deleted
    return bool(unflushed) or changes(session) != before


def _count_change(session: Session) -> None:
    session.info[_CHANGES] = session.info.get(_CHANGES, 0) + 1


# What SQLAlchemy tells us


def _before_each_statement(state: ORMExecuteState) -> None:
    if _ONE_ROW not in state.session.info:
        write_rows(state.session)
    if not state.is_select:
        _count_change(state.session)


def _after_flush(session: Session, _context: object) -> None:
    _count_change(session)


def _forget(session: Session, transaction: SessionTransaction) -> None:
    session.info.pop(_LATER, None)
    look_anew(session)
    if transaction.nested:
        # What was loaded in the savepoint is held on to, also if its row was never there.
        session.expire_all()


def _hold(session: Session, loaded: object) -> None:
    # The identity map is weak; what many calls of one transaction share is loaded once.
    session.info.setdefault(_HELD, []).append(loaded)
