"""What was heard already, how far we have listened, and what could not be taken in yet."""

import logging
from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any, TypeAlias

from sqlalchemy import (
    Connection,
    Index,
    Select,
    UniqueConstraint,
    and_,
    bindparam,
    delete,
    insert,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot import letters, retention, sharing, store
from bot.incoming import Address, Incoming
from bot.language import N_
from bot.outbox import SentMessage
from bot.store import Base

# No platform brings again what is older than this.
REMEMBERED = timedelta(days=30)
# Shorter than this nothing may be forgotten, or it would be heard twice after a weekend away.
LEAST = timedelta(days=4)
# A post of ours that was shown is known within minutes, even if the database was away.
WAITED_FOR = timedelta(days=1)
# So many of them are taken in together, each of which may be a vote.
AT_ONCE = 500

# So long we wait at most for a platform that has not reported how far it listened.
LONGEST_WAIT = timedelta(hours=1)

OUR_FAULT = N_(
    "Something went wrong here, and it is our fault. What you wrote is kept, and will be "
    "taken up again once it is mended."
)
MessageKey: TypeAlias = tuple[str, str]
# Told of a message that was removed in its room: where, its id, and when.
Removed: TypeAlias = Callable[[Session, Address, str, datetime], None]
logger = logging.getLogger(__name__)


class Heard(Base):
    """The id of something that had an effect, so that a second hearing has none."""

    __tablename__ = "heard"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy's own way to say it
    platform: Mapped[str] = mapped_column(primary_key=True)
    message_id: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]


_NOTING = insert(Heard)


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


def key_of(incoming: Incoming) -> MessageKey:
    return incoming.sender.platform, incoming.message_id


def already(session: Session, ids: Collection[MessageKey]) -> set[MessageKey]:
    """Which of these were heard before."""
    by_platform: dict[str, list[str]] = {}
    for platform, message_id in ids:
        by_platform.setdefault(platform, []).append(message_id)
    found: set[MessageKey] = set()
    for platform, some in by_platform.items():
        named = {"platform": platform, **sharing.these(session, some)}
        again = session.scalars(_again(store.dialect(session)), named)
        found.update((platform, message_id) for message_id in again)
    return found


@cache
def _again(dialect: str) -> Select[Any]:
    kept = Heard.__table__.c
    here = select(kept.message_id).where(kept.platform == bindparam("platform"))
    return here.where(sharing.one_of_these(kept.message_id, dialect))


def last(session: Session, platform: str, before: datetime) -> datetime | None:
    """When something had an effect there for the last time, before then."""
    there = select(Heard.at).where(Heard.platform == platform, Heard.at < before)
    return session.scalars(there.order_by(Heard.at.desc()).limit(1)).first()


def note(session: Session, incoming: Incoming, now: datetime) -> None:
    """If another Bude notes the same just now, only the first to commit has heard it."""
    row = {"platform": incoming.sender.platform, "message_id": incoming.message_id, "at": now}
    sharing.later(session, _NOTING, row)


def advance(session: Session, stream: str, value: str, until: datetime) -> None:
    platform = stream.partition(":")[0]
    if stream == f"{platform}:*":
        return _advance_all(session, platform, value, until)
    kept = session.get(Listening, stream)
    if kept is None:
        kept = Listening(stream=stream, platform=platform)
        session.add(kept)
    kept.value, kept.until = value, until


def _advance_all(session: Session, platform: str, value: str, until: datetime) -> None:
    """Every stream of the platform was heard as far as this; none goes back."""
    session.execute(
        update(Listening)
        .where(Listening.platform == platform, Listening.until < until)
        .values(value=value, until=until)
    )


# Asked at the very start, when tables are known and what they mean to the ORM is not yet.
_STREAMS = Listening.__table__.c


def streams(connection: Connection, platform: str) -> dict[str, str]:
    """Each stream of a platform, and how far it was heard."""
    kept = select(_STREAMS.stream, _STREAMS.value).where(_STREAMS.platform == platform)
    return {row.stream: row.value for row in connection.execute(kept)}


def end(session: Session, stream: str) -> None:
    """Nothing is said there any more, so nobody waits for it."""
    session.execute(delete(Listening).filter_by(stream=stream))


def value_of(connection: Connection, stream: str) -> str | None:
    kept = select(_STREAMS.value).where(_STREAMS.stream == stream)
    return connection.scalar(kept)


def everything_until(session: Session, platforms: Collection[str], moment: datetime) -> bool:
    """Whether all streams of these platforms were heard up to a moment."""
    behind = select(Listening.stream).where(
        Listening.platform.in_(platforms), Listening.until < moment
    )
    return session.scalars(behind).first() is None


def all_is_in(
    session: Session,
    platforms: Collection[str],
    moment: datetime,
    now: datetime,
    awake_since: datetime | None,
) -> bool:
    """Whether nothing that was said in time is waited for any more. A platform that is behind
    has its hour, which runs only while somebody listens."""
    waited = now - max(moment, awake_since or moment)
    return waited >= LONGEST_WAIT or everything_until(session, platforms, moment)


def keep_unheard(session: Session, incoming: Incoming, reason: str, now: datetime) -> None:
    document = letters.written_incoming(letters.dated(incoming, now))
    session.add(Unheard(document=document, reason=reason, at=now))


def unheard(session: Session) -> Sequence[tuple[int, Incoming]]:
    rows = session.scalars(select(Unheard).order_by(Unheard.id)).all()
    read = ((row.id, _read(row)) for row in rows)
    return [(number, incoming) for number, incoming in read if incoming]


def _read(row: Unheard | Early) -> Incoming | None:
    try:
        return letters.read_incoming(row.document)
    except letters.Unreadable as error:
        logger.error("%s message %d: %s", row.__tablename__, row.id, error)
        return None


def drop_unheard(session: Session, is_over: Callable[[Incoming], bool]) -> None:
    """What could have no effect any more, or must not be kept for one."""
    for number, incoming in unheard(session):
        if is_over(incoming):
            session.execute(delete(Unheard).where(Unheard.id == number))


def heard_at_last(session: Session, number: int, incoming: Incoming) -> bool:
    """It is neither unheard nor heard now; False if somebody did so already."""
    gone = session.execute(delete(Unheard).where(Unheard.id == number).returning(Unheard.id))
    if gone.first() is None:
        return False
    key = {"platform": incoming.sender.platform, "message_id": incoming.message_id}
    session.execute(delete(Heard).filter_by(**key))
    return True


def keep_early(session: Session, incoming: Incoming, about: str, now: datetime) -> None:
    """Until we know the message it is about, or know that it is none of ours."""
    dated = letters.dated(incoming, now)
    row = {
        "platform": incoming.sender.platform,
        "about": about,
        "message_id": incoming.message_id,
        "document": letters.written_incoming(dated),
        "at": now,
    }
    sharing.later(session, sharing.insert_if_new(Early, store.dialect(session)), row)


def take_early(session: Session) -> Sequence[Incoming]:
    """What can be taken in by now, in the order it came."""
    known = and_(SentMessage.platform == Early.platform, SentMessage.message_id == Early.about)
    found = select(Early).join(SentMessage, known).order_by(Early.id).limit(AT_ONCE)
    rows = session.scalars(found).all()
    for row in rows:
        session.delete(row)
    return [incoming for row in rows if (incoming := _read(row))]


def forget_early(session: Session, at: Address, message_id: str) -> None:
    """It was removed in its room."""
    key = {"platform": at.platform, "message_id": message_id}
    row = session.scalars(select(Early).filter_by(**key)).first()
    incoming = _read(row) if row else None
    if row and incoming and incoming.at.target == at.target:
        session.delete(row)


def forget_early_about(session: Session, platform: str, about: str) -> None:
    """Of this message we are told anew all that still counts."""
    session.execute(delete(Early).filter_by(platform=platform, about=about))


def forget_old(session: Session, now: datetime) -> None:
    days = timedelta(days=retention.shortest(session, "heard"))
    session.execute(delete(Heard).where(Heard.at < now - max(days, LEAST)))
    session.execute(delete(Early).where(Early.at < now - WAITED_FOR))
