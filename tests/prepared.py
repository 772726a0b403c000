"""What `App.prepare` makes of an empty database, to be had again without its work."""

import atexit
import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from itertools import count
from pathlib import Path
from shutil import copyfile
from typing import Any, TypeAlias

import psycopg
from psycopg import sql

from bot import schema
from bot.app import App
from bot.config import Settings, StoreSettings
from bot.store import Base, Store
from tests.servers.memory import in_memory

Restore: TypeAlias = Callable[[], object]
Connection: TypeAlias = psycopg.Connection[tuple[Any, ...]]

_known: dict[str, Restore] = {}


def prepare(app: App) -> None:
    """The database is empty, and its tables are there. Scenes with the same settings begin
    with the same places and people: only for the first of them they are made."""
    begins = plan(app)
    if begins in _known:
        app.holding.file()
        _known[begins]()
    else:
        app.prepare()
        file, url = app.store.file, app.settings.store.url
        if file:
            kept_file = _copied(file)
            _known[begins] = lambda: lay(kept_file, file)
        else:
            _known[begins] = _of_postgresql(url)


def plan(app: App) -> str:
    """All that the result depends on."""
    settings: Settings = replace(app.settings, store=StoreSettings())
    return f"{app.settings.store.url} {app.clock()} {settings}"


def kept(store: Store) -> Restore:
    """What is in the database now, to be put in the place of what is there while it is used:
    not by anybody just then, but by who has opened it."""
    if store.file is None:
        return _of_postgresql(store.url.render_as_string(hide_password=False), emptied=True)
    kept, file = _copied(store.file), store.file
    return lambda: _copy(kept, file)


def _copied(file: Path) -> Path:
    kept = shelf() / f"{next(_numbers)}.db"
    _copy(file, kept)
    return kept


def _copy(one: Path, other: Path) -> None:
    with closing(sqlite3.connect(one)) as read, closing(sqlite3.connect(other)) as written:
        read.backup(written)


@cache
def shelf() -> Path:
    """Not beside the database: some scenes look through all that lies there."""
    folder = ExitStack()
    atexit.register(folder.close)
    return folder.enter_context(in_memory())


@cache
def template() -> Path:
    file = shelf() / "empty.db"
    migrate(f"sqlite:///{file}")
    return file


def migrate(url: str) -> None:
    store = Store(url)
    schema.bring_up(store, datetime.now(UTC))
    store.close()


def lay(kept: Path, file: Path) -> None:
    """In the place of what is there, which nobody uses any more."""
    for beside in ("-wal", "-shm"):
        file.with_name(file.name + beside).unlink(missing_ok=True)
    copyfile(kept, file)


def _of_postgresql(url: str, emptied: bool = False) -> Restore:
    connection = _connected(url)
    before = _emptying(connection) if emptied else []
    return as_one(connection, [*before, *_rows(connection), *_numbering(connection)])


def broom(url: str) -> Restore:
    """Deletes every row and starts all numbering anew; a hundred times as fast as TRUNCATE."""
    connection = _connected(url)
    return as_one(connection, _emptying(connection))


def _emptying(connection: Connection) -> list[sql.Composed]:
    sequences = connection.execute("SELECT sequencename FROM pg_sequences").fetchall()
    delete, begin = sql.SQL("DELETE FROM {}"), sql.SQL("PERFORM setval({}, 1, false)")
    tables = Base.metadata.sorted_tables
    rows = [delete.format(sql.Identifier(table.name)) for table in tables]
    return [*rows, *(begin.format(name) for [name] in sequences)]


def as_one(connection: Connection, steps: Sequence[sql.Composed]) -> Restore:
    """As a function of the database, which reads and plans them once."""
    name = sql.Identifier(f"steps_{next(_numbers)}")
    body = sql.SQL("BEGIN {}; END").format(sql.SQL("; ").join(steps)).as_string(connection)
    create = "CREATE FUNCTION {}() RETURNS void LANGUAGE plpgsql AS {}"
    connection.execute(sql.SQL(create).format(name, body))
    take = sql.SQL("SELECT {}()").format(name).as_bytes(connection)
    return lambda: connection.execute(take)


_numbers = count()


@cache
def _connected(url: str) -> Connection:
    connection = psycopg.connect(url.replace("+psycopg", ""), autocommit=True)
    # Rows in whatever order.
    connection.execute("SET session_replication_role = replica")
    atexit.register(connection.close)
    return connection


def _rows(connection: Connection) -> Iterator[sql.Composed]:
    for each in Base.metadata.sorted_tables:
        table = sql.Identifier(each.name)
        look = sql.SQL("SELECT json_agg(kept) FROM {} AS kept").format(table)
        [rows] = connection.execute(look).fetchone() or [None]
        if rows:
            yield sql.SQL(
                "INSERT INTO {0} SELECT * FROM json_populate_recordset(NULL::{0}, {1})"
            ).format(table, json.dumps(rows))


def _numbering(connection: Connection) -> Iterator[sql.Composed]:
    used = "SELECT sequencename, last_value FROM pg_sequences WHERE last_value IS NOT NULL"
    for name, last in connection.execute(used).fetchall():
        yield sql.SQL("PERFORM setval({}, {})").format(name, last)
