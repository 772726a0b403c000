"""What came encrypted and cannot be read yet: kept, tried again, and told to who wrote it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot import letters, outbox, places, store, tongues
from bot.incoming import Address, Identity, Incoming, Why
from bot.language import N_, Words
from bot.posts import Post, clean
from bot.store import Base

# A key may come a moment after what it opens; nobody need hear of that.
GRACE = timedelta(seconds=30)
# What could not be read for so long will never be, and is nobody's business any more.
KEPT = timedelta(days=14)
AT_ONCE = 500

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
    platform: Mapped[str] = mapped_column(primary_key=True)
    message_id: Mapped[str] = mapped_column(primary_key=True)
    document: Mapped[str]
    at: Mapped[datetime]
    told: Mapped[bool]


def keep(session: Session, incoming: Incoming, now: datetime) -> None:
    """Keep it, once; when it can be read, it counts from when it was said."""
    dated = letters.dated(incoming, now)
    row = {
        "platform": incoming.sender.platform,
        "message_id": incoming.message_id,
        "document": letters.written_incoming(dated),
        "at": now,
        "told": False,
    }
    store.later(session, _keeping(store.dialect(session)), row)


@cache
def _keeping(dialect: str) -> "sqlite.Insert | postgresql.Insert":
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return insert(SealedMessage).on_conflict_do_nothing()


def waiting(session: Session, platform: str) -> list[Incoming]:
    query = select(SealedMessage.document).filter_by(platform=platform)
    rows = session.scalars(query.order_by(SealedMessage.at, SealedMessage.message_id))
    return [letters.read_incoming(document) for document in rows]


def forget(session: Session, opened: Sequence[Incoming]) -> None:
    by_platform: dict[str, list[str]] = {}
    for each in opened:
        by_platform.setdefault(each.sender.platform, []).append(each.message_id)
    for platform, ids in by_platform.items():
        for start in range(0, len(ids), AT_ONCE):
            some = SealedMessage.message_id.in_(ids[start : start + AT_ONCE])
            session.execute(
                delete(SealedMessage).where(SealedMessage.platform == platform, some)
            )


def forget_old(session: Session, now: datetime) -> None:
    session.execute(delete(SealedMessage).where(SealedMessage.at < now - KEPT))


def tell(session: Session, now: datetime) -> None:
    """Tell whoever wrote what still cannot be read; each person once a week in a room."""
    late = select(SealedMessage).where(~SealedMessage.told, SealedMessage.at <= now - GRACE)
    rows = session.scalars(late.order_by(SealedMessage.at)).all()
    week = "{}-{}".format(*now.isocalendar())
    for who, at in {_writer(row) for row in rows}:
        post = Post(_words(session, at).say(MISSING, name=clean(who.name)))
        outbox.send(session, at, post, key=f"sealed:{who.user_id}:{week}", now=now)
    for row in rows:
        row.told = True


def _writer(row: SealedMessage) -> tuple[Identity, Address]:
    incoming = letters.read_incoming(row.document)
    return incoming.sender, Address(incoming.at.platform, incoming.at.target)


def _words(session: Session, at: Address) -> Words:
    room = places.room_at(session, at)
    return tongues.for_person(session, None, None, None, "", room)
