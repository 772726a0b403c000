"""What came encrypted and cannot be read yet: kept, tried again, and told to who wrote it."""

import logging
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Index, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot import letters, outbox, places, sharing, store, tongues
from bot.incoming import Address, Incoming, Sealed, Why
from bot.language import N_
from bot.posts import Post, clean
from bot.store import Base

logger = logging.getLogger(__name__)

# A key may come a moment after what it opens; nobody need hear of that.
GRACE = timedelta(seconds=30)
# What could not be read for so long will never be, and is nobody's business any more.
KEPT = timedelta(days=14)
AT_ONCE = 500
# Of one person; more is no vote that waits, but somebody who fills the disk.
MOST_OF_ONE = 500

MISSING = N_(
    "{name}, I could not read a message of yours: your app has not given me the key to it. "
    "If it was meant for me, please write it once more. If that does not help, sign out of "
    "your app and in again. Should the key come after all, your message counts from when you "
    "wrote it."
)
FOR_THE_ROOM = {
    Why.NO_ENCRYPTION: N_(
        "This room is encrypted, and I am not set up to read that: nothing said here reaches "
        "me, no vote either. Use a room without encryption, or ask whoever looks after me to "
        "set it up."
    ),
    Why.KEYS_LOST: N_(
        "I have lost my keys: I can read nothing that is encrypted, no vote either. Whoever "
        "looks after me must give me a new device; I say so here as soon as I can read again. "
        "Only this notice is not encrypted."
    ),
    Why.NEW_DEVICE: N_(
        "I have a new device, and from now on I read what is written here. What was written "
        "before I may not be able to read: if a vote was among it, please send it again."
    ),
}


class SealedMessage(Base):
    """One message that waits for its key. `told`: whoever wrote it knows, or need not."""

    __tablename__ = "sealed"
    __table_args__ = (
        Index("ix_sealed_key", "platform", "key"),
        Index("ix_sealed_user_id", "platform", "user_id"),
    )
    platform: Mapped[str] = mapped_column(primary_key=True)
    message_id: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str]
    key: Mapped[str]
    document: Mapped[str]
    at: Mapped[datetime]
    told: Mapped[bool]


def keep(session: Session, incoming: Incoming, said: Sealed, now: datetime) -> None:
    """Keep it, once; when it can be read, it counts from when it was said."""
    row = {
        "platform": incoming.sender.platform,
        "message_id": incoming.message_id,
        "user_id": incoming.sender.user_id,
        "key": said.key,
        "document": letters.written_incoming(letters.dated(incoming, now)),
        "at": now,
        "told": False,
    }
    sharing.later(session, sharing.insert_if_new(SealedMessage, store.dialect(session)), row)


def waiting(session: Session, platform: str, keys: Collection[str]) -> list[Incoming]:
    """What these keys may open, in the order in which it came."""
    there = select(SealedMessage).where(SealedMessage.platform == platform)
    rows = there.where(sharing.among(session, SealedMessage.key, keys))
    in_order = session.scalars(rows.order_by(SealedMessage.at, SealedMessage.message_id)).all()
    return [incoming for row in in_order if (incoming := _read(row))]


def _read(row: SealedMessage) -> Incoming | None:
    try:
        return letters.read_incoming(row.document)
    except letters.Unreadable as error:
        logger.error("sealed message %s: %s", row.message_id, error)
        return None


def forget(session: Session, opened: Sequence[Incoming]) -> None:
    by_platform: dict[str, list[str]] = {}
    for each in opened:
        by_platform.setdefault(each.sender.platform, []).append(each.message_id)
    for platform, ids in by_platform.items():
        here = delete(SealedMessage).where(SealedMessage.platform == platform)
        session.execute(here.where(sharing.among(session, SealedMessage.message_id, ids)))


def forget_gone(session: Session, at: Address, message_id: str) -> None:
    """It was removed in its room before anybody could read it here."""
    row = session.get(SealedMessage, (at.platform, message_id))
    incoming = _read(row) if row else None
    if row and incoming and incoming.at.target == at.target:
        session.delete(row)


def forget_old(session: Session, now: datetime) -> None:
    session.execute(delete(SealedMessage).where(SealedMessage.at < now - KEPT))


def tell(session: Session, now: datetime) -> None:
    """Tell whoever wrote what still cannot be read; each person once a week in a room."""
    late = select(SealedMessage).where(~SealedMessage.told, SealedMessage.at <= now - GRACE)
    rows = session.scalars(late.order_by(SealedMessage.at).limit(AT_ONCE)).all()
    writers = {(each.sender, _room(each)): each for each in _all_read(rows)}
    for (_, at), incoming in writers.items():
        _tell(session, incoming, at, now)
    for row in rows:
        row.told = True
    session.flush()
    for platform, user_id in {(row.platform, row.user_id) for row in rows}:
        _make_room(session, platform, user_id)


def _make_room(session: Session, platform: str, user_id: str) -> None:
    theirs = select(SealedMessage.at).filter_by(platform=platform, user_id=user_id)
    too_old = session.scalar(
        theirs.order_by(SealedMessage.at.desc()).offset(MOST_OF_ONE).limit(1)
    )
    if too_old:
        gone = delete(SealedMessage).filter_by(platform=platform, user_id=user_id)
        session.execute(gone.where(SealedMessage.at <= too_old))
        logger.warning(
            "%s has written much that cannot be read; the oldest is forgotten", user_id
        )


def _all_read(rows: Sequence[SealedMessage]) -> Iterator[Incoming]:
    return filter(None, map(_read, rows))


def _room(incoming: Incoming) -> Address:
    return Address(incoming.at.platform, incoming.at.target)


def _tell(session: Session, incoming: Incoming, at: Address, now: datetime) -> None:
    words = tongues.for_person(session, incoming, None, places.room_at(session, at), None)
    post = Post(words.say(MISSING, name=clean(incoming.sender.name)))
    week = "{}-{}".format(*now.isocalendar())
    key = f"sealed:{incoming.sender.user_id}:{week}"
    outbox.send(session, at, post, key=key, now=now)
