"""What was heard already, how far we have listened, and what could not be taken in yet."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from typing import TypeAlias

from sqlalchemy import Index, UniqueConstraint, and_, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot import letters, store
from bot.incoming import Incoming
from bot.outbox import SentMessage
from bot.store import Base

# No platform brings again what is older than this.
REMEMBERED = timedelta(days=30)
# A post of ours that was shown is known within minutes, even if the database was away.
WAITED_FOR = timedelta(days=1)
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


class Early(Base):
    """A pick on a message that we do not know: somebody else's, or ours of just now, of which
    the homeserver told the neighbours sooner than us."""

    __tablename__ = "early"
    __table_args__ = (
        UniqueConstraint("platform", "message_id"),
        Index("ix_early_about", "platform", "about"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    platform: Mapped[str]
    about: Mapped[str]
    message_id: Mapped[str]
    document: Mapped[str]
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
    # Heard live, it was said now, and counts from now when it is taken in at last.
    dated = replace(incoming, said_at=incoming.said_at or now)
    document = letters.written_incoming(dated)
    session.add(Unheard(document=document, reason=reason, at=now))


def unheard(session: Session) -> Sequence[tuple[int, Incoming]]:
    rows = session.scalars(select(Unheard).order_by(Unheard.id)).all()
    return [(row.id, letters.read_incoming(row.document)) for row in rows]


def heard_at_last(session: Session, number: int) -> bool:
    """Forget that it was unheard; False if somebody did so already."""
    gone = session.execute(delete(Unheard).where(Unheard.id == number).returning(Unheard.id))
    return gone.first() is not None


def keep_early(session: Session, incoming: Incoming, about: str, now: datetime) -> None:
    """Until we know the message it is about, or know that it is none of ours."""
    dated = replace(incoming, said_at=incoming.said_at or now)
    row = {
        "platform": incoming.sender.platform,
        "about": about,
        "message_id": incoming.message_id,
        "document": letters.written_incoming(dated),
        "at": now,
    }
    store.later(session, _keeping_early(store.dialect(session)), row)


@cache
def _keeping_early(dialect: str) -> "sqlite.Insert | postgresql.Insert":
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return insert(Early).on_conflict_do_nothing()


def take_early(session: Session) -> Sequence[Incoming]:
    """What can be taken in by now, in the order it came."""
    known = and_(SentMessage.platform == Early.platform, SentMessage.message_id == Early.about)
    found = select(Early).join(SentMessage, known).order_by(Early.id).limit(AT_ONCE)
    rows = session.scalars(found).all()
    for row in rows:
        session.delete(row)
    return [letters.read_incoming(row.document) for row in rows]


def forget_early(session: Session, platform: str, message_id: str) -> None:
    session.execute(delete(Early).filter_by(platform=platform, message_id=message_id))


def forget_early_about(session: Session, platform: str, about: str) -> None:
    """Of this message we are told anew all that still counts."""
    session.execute(delete(Early).filter_by(platform=platform, about=about))


def forget_old(session: Session, now: datetime) -> None:
    session.execute(delete(Heard).where(Heard.at < now - REMEMBERED))
    session.execute(delete(Early).where(Early.at < now - WAITED_FOR))
