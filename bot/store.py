"""The database: one Base for all tables, UTC everywhere, sessions on SQLite or PostgreSQL."""

import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar, cast

from sqlalchemy import (
    Connection,
    DateTime,
    Dialect,
    MetaData,
    String,
    TypeDecorator,
    create_engine,
    event,
    func,
    select,
)
from sqlalchemy.engine import URL, Engine, make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeEngine

from bot import sharing
from bot.album import Album
from bot.keys import KeyRing
from bot.sharing import SharingSession

T = TypeVar("T")
_DIALECT = "which database"
_FILE = "which file"
_READS = "bude_reads"
_KEYS = "which keys"
_ALBUM = "which album"


class Moment(TypeDecorator[datetime]):
    """An aware datetime, kept in UTC; on SQLite as text, of which the order is that of time."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(String() if dialect.name == "sqlite" else self.impl)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a time zone")
        return _as_text(value) if dialect.name == "sqlite" else value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if isinstance(value, str):
            return datetime.fromisoformat(f"{value}+00:00")
        return cast("datetime", value.astimezone(UTC))


@lru_cache(maxsize=1024)
def _as_text(moment: datetime) -> str:
    utc = moment.astimezone(UTC).replace(tzinfo=None)
    return utc.isoformat(sep=" ", timespec="microseconds")


class Base(DeclarativeBase):
    type_annotation_map = {datetime: Moment}  # noqa: RUF012 - SQLAlchemy's own way to say it
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Store:
    """Sessions on one database, SQLite or PostgreSQL, by SQLAlchemy's URL.

    Its keys and its pictures lie in folders of their own, beside an SQLite file unless told
    otherwise.
    """

    def __init__(self, url: str, keys: str | None = None, pictures: str | None = None) -> None:
        self.url = make_url(url)
        self.keys = KeyRing(Path(keys) if keys else self._beside("keys"))
        self.album = Album(Path(pictures) if pictures else self._beside("pictures"))
        self.engine = _sqlite(self.url) if self.file else _postgresql(self.url)
        name = self.engine.dialect.name
        info = {_DIALECT: name, _KEYS: self.keys, _ALBUM: self.album}
        self.sessions = sessionmaker(
            self.engine, class_=SharingSession, expire_on_commit=False, info=info
        )
        sharing.prepare(self.sessions)

    @property
    def file(self) -> Path | None:
        """The SQLite file; None for PostgreSQL."""
        is_file = self.url.get_backend_name() == "sqlite" and self.url.database
        return Path(cast("str", self.url.database)) if is_file else None

    def _beside(self, what: str) -> Path:
        if self.file:
            return self.file.with_suffix(f".{what}")
        return Path("var") / f"{self.url.database}.{what}"

    def begin(self) -> AbstractContextManager[Session]:
        """Commit if the block ends well, roll back if it raises."""
        return self.sessions.begin()

    def look(self, look: Callable[[Connection], T]) -> T:
        """At what was committed last, beside whoever writes just now."""
        with self.engine.execution_options(**{_READS: True}).connect() as connection:
            return look(connection)

    def close(self) -> None:
        self.engine.dispose()


def _postgresql(url: URL) -> Engine:
    # Errors go into the log, where what people said does not belong: so without parameters.
    return create_engine(url, pool_pre_ping=True, hide_parameters=True)


def _sqlite(url: URL) -> Engine:
    file = Path(cast("str", url.database))
    _make(file)
    patience = {} if "timeout" in url.query else {"timeout": 5}
    connect = {"check_same_thread": False, **patience}
    engine = create_engine(url, connect_args=connect, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def settings(connection: Any, record: ConnectionPoolEntry) -> None:
        record.info[_FILE] = _which(file)
        # The driver's own transactions break savepoints: RELEASE would commit them.
        connection.isolation_level = None
        for pragma in (
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            "cache_size = -65536",
            "secure_delete = ON",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if connection.info[_FILE] != _which(file):
            # SQLite would go on writing into what nobody finds again.
            gone = sqlite3.OperationalError(f"{file} was deleted or replaced; start Bude anew")
            raise OperationalError(None, None, gone)
        reads = connection.get_execution_options().get(_READS)
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")

    return engine


def _make(file: Path) -> None:
    """It holds who voted what, so nobody else on this machine may read it."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file.touch(mode=0o600)


def _which(file: Path) -> tuple[int, int] | None:
    try:
        found = file.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


def dialect(session: Session) -> str:
    """Which database this is: `sqlite` or `postgresql`."""
    name: str = session.info[_DIALECT]
    return name


def keys(session: Session) -> KeyRing:
    """The keys that belong to this database."""
    return cast("KeyRing", session.info[_KEYS])


def album(session: Session) -> Album:
    """The pictures that belong to this database."""
    return cast("Album", session.info[_ALBUM])


def one_at_a_time(session: Session, what: str) -> None:
    """Until this transaction ends nobody else does the same; on SQLite nobody else writes."""
    if dialect(session) == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(func.hashtext(what))))


def while_it_stays(session: Session, what: str) -> None:
    """Many may do this together, but until they end nobody does the same one at a time."""
    if dialect(session) == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock_shared(func.hashtext(what))))
