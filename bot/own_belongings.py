"""What the bot itself keeps about people: who they are, and which accounts they have."""

from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from bot import people, sharing
from bot.belongings import Belongings
from bot.people import Account, Grant, Person

OWNS = {
    "account.person_id": "which account is whose",
    "account.user_id": "the account itself",
    "role_grant.person_id": "who may do what",
    "asked.user_id": "what we asked last, for an hour",
    "sealed.user_id": "who wrote what waits for its key, for two weeks",
    "pick.user_id": "what was picked, where a platform tells it one by one",
}


def merge(session: Session, stays: int, goes: int, now: datetime) -> None:
    """Accounts are handed over, and what only one of them had said of themselves. Rights are
    not: nobody gets more by this than who stays had (docs/decisions)."""
    kept, gone = session.get_one(Person, stays), session.get_one(Person, goes)
    kept.language = kept.language or gone.language
    kept.home_id = kept.home_id or gone.home_id
    kept.since = _earlier(kept.since, gone.since)
    kept.voice_from = _earlier(kept.voice_from, gone.voice_from)
    _take_roles(session, goes)
    moved = update(Account).filter_by(person_id=goes)
    session.execute(moved.values(person_id=stays, joined=now))
    session.flush()
    session.execute(delete(Person).filter_by(id=goes))
    session.expunge(gone)
    sharing.look_anew(session)
    people.changed(session)


def _take_roles(session: Session, goes: int) -> None:
    session.execute(delete(Grant).where(Grant.person_id == goes))


def _earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    """None is the beginning of all times."""
    return min(one, other) if one and other else None


BELONGINGS = Belongings(OWNS, merge)
