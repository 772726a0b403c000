"""What was said while we were away: votes count all the same, other wishes may be stale."""

import hashlib
from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.heard import Heard
from bot.incoming import Identity, Incoming
from bot.language import N_

LATE = timedelta(minutes=10)
# Who was told is not told again so soon: a catch-up may come in many parts.
TOLD_FOR = timedelta(hours=1)

SAY_IT_AGAIN = N_(
    "I was away for a while, and have not done what you asked of me meanwhile. Votes count all "
    "the same; for anything else, please write it again if you still want it."
)


def is_late(incoming: Incoming, now: datetime, chats: Collection[str]) -> bool:
    """A letter may lie for days and is meant all the same; a chat is for now."""
    if incoming.said_at is None or incoming.at.platform not in chats:
        return False
    return now - incoming.said_at > LATE


def first_time(session: Session, who: Identity, now: datetime) -> bool:
    """Whether this account must still be told; from now on it was. In the same transaction as
    what it said, so that a second hearing tells nobody twice."""
    key = told_key(who)
    told = session.get(Heard, key)
    if told and now - told.at < TOLD_FOR:
        return False
    session.merge(Heard(platform=key[0], message_id=key[1], at=now))
    session.flush()
    return True


def told_key(who: Identity) -> tuple[str, str]:
    """Under which it is noted that they were told."""
    digest = hashlib.sha256(who.user_id.encode()).hexdigest()[:32]
    return who.platform, f"told late:{digest}"
