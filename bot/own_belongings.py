"""What the bot itself keeps about people: who they are, and which accounts they have."""

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from bot import people, sharing
from bot.belongings import Belongings
from bot.people import Account, Grant, Person

OWNS = {
    "account.person_id": "which account is whose",
    "account.user_id": "the account itself",
    "role_grant.person_id": "who may do what",
    "asked.user_id": "what we asked last, for an hour",
    "pick.user_id": "what was picked, where a platform tells it one by one",
}


def merge(session: Session, stays: int, goes: int, now: datetime) -> None:
    """Accounts and roles are handed over; what only one of them had said of themselves, too."""
    kept, gone = session.get_one(Person, stays), session.get_one(Person, goes)
    kept.language = kept.language or gone.language
    kept.home_id = kept.home_id or gone.home_id
    _merge_roles(session, stays, goes)
    session.execute(update(Account).filter_by(person_id=goes).values(person_id=stays))
    session.flush()
    session.execute(delete(Person).filter_by(id=goes))
    session.expunge(gone)
    sharing.look_anew(session)
    people.changed(session)


def _merge_roles(session: Session, stays: int, goes: int) -> None:
    theirs = select(Grant.role, Grant.neighbourhood_id).where(Grant.person_id == stays)
    held = {(role, place) for role, place in session.execute(theirs)}
    for grant in session.scalars(select(Grant).filter_by(person_id=goes)).all():
        if (grant.role, grant.neighbourhood_id) in held:
            session.delete(grant)
        else:
            grant.person_id = stays


BELONGINGS = Belongings(OWNS, merge)
