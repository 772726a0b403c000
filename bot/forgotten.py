"""Who was forgotten, for as long as it matters: until polls have closed and bans have ended.

Of an account only a keyed hash is kept. Whoever comes back meanwhile is the same neighbour,
with all accounts that were theirs, so that nobody gets a second vote by being forgotten.
"""

import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime
from functools import cache, partial

from sqlalchemy import ForeignKey, Select, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot import sharing, store
from bot.incoming import Identity, Incoming, Reacted
from bot.store import Base

KEY = "forgotten"


class Forgotten(Base):
    """The mark of an account, and the nameless person it becomes again."""

    __tablename__ = "forgotten"
    mark: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    at: Mapped[datetime]
    until: Mapped[datetime]


def keep(
    session: Session,
    accounts: Iterable[tuple[str, str]],
    person_id: int,
    now: datetime,
    until: datetime,
) -> None:
    for platform, user_id in accounts:
        row = Forgotten(mark=mark(session, platform, user_id), person_id=person_id)
        row.at, row.until = now, until
        session.merge(row)
    session.flush()
    sharing.look_anew(session)


def behind(session: Session, who: Identity) -> Forgotten | None:
    """Who this account was, if that still matters. What was said before it mattered no more may
    be heard only now, so it does until `drop_old`."""
    if not sharing.once(session, "anybody forgotten", partial(_anybody, session)):
        return None
    return session.get(Forgotten, mark(session, who.platform, who.user_id))


def meant(session: Session, incoming: Incoming, now: datetime) -> bool:
    """Whether its sender had us forget them after they said this: so this, too. So it is with
    what is only found to stand somewhere, or it would come back again and again."""
    known = behind(session, incoming.sender) if incoming.said_at else None
    if known is None:
        return False
    match incoming.said:
        case Reacted(found=True):
            return True
    return incoming.moment(now) < known.at


def come_back(session: Session, found: Forgotten) -> int:
    person_id = found.person_id
    session.delete(found)
    session.flush()
    return person_id


def drop_old(session: Session, now: datetime) -> None:
    session.execute(delete(Forgotten).where(Forgotten.until <= now))


def _anybody(session: Session) -> bool:
    return session.scalars(_one()).first() is not None


@cache
def _one() -> Select[str]:
    return select(Forgotten.mark).limit(1)


def mark(session: Session, platform: str, user_id: str) -> str:
    """By which an account, or a room, is known again, and nothing else is known of it."""
    look_up = partial(store.keys(session).lasting, KEY)
    key = sharing.once(session, "key of the forgotten", look_up)
    return hmac.digest(key, f"{platform}\0{user_id}".encode(), hashlib.sha256).hex()
