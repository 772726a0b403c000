"""What was heard already, how far we have listened, and what could not be taken in yet."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import TypeAlias

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot import letters, store
from bot.incoming import Incoming
from bot.store import Base

# No platform brings again what is older than this.
REMEMBERED = timedelta(days=30)
AT_ONCE = 500

MessageKey: TypeAlias = tuple[str, str]


class Heard(Base):
    """The id of something that had an effect, so that a second hearing has none."""

    __tablename__ = "heard"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy's own way to say it
    platform: Mapped[str] = mapped_column(primary_key=True)
    message_id: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]


class Listening(Base):
    """How far a stream was heard; `until` is the moment up to which nothing is missing."""

    __tablename__ = "listening"
    stream: Mapped[str] = mapped_column(primary_key=True)
    platform: Mapped[str] = mapped_column(index=True)
    value: Mapped[str]
    until: Mapped[datetime]


class Unheard(Base):
    """Something said that we could not take in yet, for a fault of ours."""

    __tablename__ = "unheard"
    id: Mapped[int] = mapped_column(primary_key=True)
    document: Mapped[str]
    reason: Mapped[str]
    at: Mapped[datetime]


def already(session: Session, ids: Collection[MessageKey]) -> set[MessageKey]:
    """Which of these were heard before."""
    by_platform: dict[str, list[str]] = {}
    for platform, message_id in ids:
        by_platform.setdefault(platform, []).append(message_id)
    found: set[MessageKey] = set()
    for platform, some in by_platform.items():
        for start in range(0, len(some), AT_ONCE):
            query = select(Heard.message_id).where(
                Heard.platform == platform, Heard.message_id.in_(some[start : start + AT_ONCE])
            )
            found.update((platform, message_id) for message_id in session.scalars(query))
    return found


def note(session: Session, incoming: Incoming, now: datetime) -> None:
    row = {"platform": incoming.sender.platform, "message_id": incoming.message_id, "at": now}
    store.later(session, _noting(store.dialect(session)), row)


@cache
def _noting(dialect: str) -> "sqlite.Insert | postgresql.Insert":
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return insert(Heard).on_conflict_do_nothing()


def advance(session: Session, stream: str, platform: str, value: str, until: datetime) -> None:
    kept = session.get(Listening, stream)
    if kept is None:
        kept = Listening(stream=stream, platform=platform)
        session.add(kept)
    kept.value, kept.until = value, until


def value_of(session: Session, stream: str) -> str | None:
    kept = session.get(Listening, stream)
    return kept.value if kept else None


def everything_until(session: Session, platforms: Collection[str], moment: datetime) -> bool:
    """Whether all streams of these platforms were heard up to a moment."""
    behind = select(Listening.stream).where(
        Listening.platform.in_(platforms), Listening.until < moment
    )
    return session.scalars(behind).first() is None


def keep_unheard(session: Session, incoming: Incoming, reason: str, now: datetime) -> None:
    document = letters.written_incoming(letters.dated(incoming, now))
    session.add(Unheard(document=document, reason=reason, at=now))


def unheard(session: Session) -> Sequence[tuple[int, Incoming]]:
    rows = session.scalars(select(Unheard).order_by(Unheard.id)).all()
    return [(row.id, letters.read_incoming(row.document)) for row in rows]


def heard_at_last(session: Session, number: int) -> bool:
    """Forget that it was unheard; False if somebody did so already."""
    gone = session.execute(delete(Unheard).where(Unheard.id == number).returning(Unheard.id))
    return gone.first() is not None


def forget_old(session: Session, now: datetime) -> None:
    session.execute(delete(Heard).where(Heard.at < now - REMEMBERED))
