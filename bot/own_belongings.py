"""What the bot itself keeps about people: who they are, and which accounts they have."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import delete, inspect, select, update
from sqlalchemy.orm import Session

from bot import erasing, people, quiet, sharing
from bot.belongings import Belongings, Exported
from bot.conversation import Asked
from bot.forgotten import Forgotten
from bot.language import N_
from bot.lent_roles import LentRole
from bot.people import Account, Person
from bot.picks import Pick
from bot.places import Neighbourhood
from bot.roles import Grant, Role

Row: TypeAlias = dict[str, Any]
PLATFORM, PLACE = N_("Platform"), N_("Neighbourhood")
OWNS = {
    "account.person_id": "which account is whose",
    "account.user_id": "the account itself",
    "role_grant.person_id": "who may do what",
    "lent_role.user_id": "with which of a platform's own roles an account was last heard",
    "asked.user_id": "what we asked last, for an hour",
    "sealed.user_id": "who wrote what waits for its key, for two weeks",
    "forgotten.person_id": "who comes back before polls have closed is the same neighbour",
    "pick.user_id": "what was picked, where a platform tells it one by one",
}


def merge(session: Session, stays: int, goes: int, now: datetime) -> None:
    """Accounts are handed over, and what only one of them had said of themselves. Rights are
    not: nobody gets more by this than who stays had (docs/decisions/0013)."""
    kept, gone = session.get_one(Person, stays), session.get_one(Person, goes)
    kept.language = kept.language or gone.language
    kept.home_id = kept.home_id or gone.home_id
    if kept.quiet_from is None:
        kept.quiet_from, kept.quiet_until = gone.quiet_from, gone.quiet_until
    kept.missed_at = None
    kept.since = _earlier(kept.since, gone.since)
    kept.voice_from = _earlier(kept.voice_from, gone.voice_from)
    _take_roles(session, goes)
    moved = update(Account).filter_by(person_id=goes)
    session.execute(moved.values(person_id=stays, joined=now))
    session.execute(update(Forgotten).filter_by(person_id=goes).values(person_id=stays))
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


def export(session: Session, person_id: int) -> Exported:
    person = session.get_one(Person, person_id)
    accounts = session.scalars(select(Account).filter_by(person_id=person_id)).all()
    held = select(Grant).filter_by(person_id=person_id).order_by(Grant.id)
    return {
        N_("You"): [_person(session, person)],
        N_("Your accounts"): [_account(each) for each in accounts],
        N_("Your roles"): [_role(session, each) for each in session.scalars(held)],
        N_("Roles that a platform gives you"): [
            _role(session, lent) | {PLATFORM: lent.platform, N_("Last seen"): lent.seen_at}
            for lent in _of(session, LentRole, accounts)
        ],
        N_("What I asked you and have not heard yet"): [
            {PLATFORM: asked.platform, N_("When"): asked.at}
            for asked in _of(session, Asked, accounts)
        ],
        N_("What you wrote that I cannot read or do yet"): [
            {PLATFORM: account.platform, N_("When"): each.at}
            for account in accounts
            for each in erasing.waiting(session, account)
        ],
        N_("Answers you picked, which you can still take back"): [
            {N_("Answers"): pick.options, N_("Picked on"): pick.said_at}
            for pick in _of(session, Pick, accounts)
        ],
    }


def _person(session: Session, person: Person) -> Row:
    return {
        N_("Name"): person.name,
        N_("Language"): person.language,
        PLACE: _place(session, person.home_id),
        N_("Quiet"): quiet.told(person),
    }


def _account(account: Account) -> Row:
    return {
        PLATFORM: account.platform,
        N_("Account"): account.user_id,
        N_("Since"): account.since,
        N_("Last heard of in the week of"): account.heard.date(),
    }


def _role(session: Session, held: Grant | LentRole) -> Row:
    return {N_("Role"): Role(held.role), PLACE: _place(session, held.neighbourhood_id)}


def _place(session: Session, neighbourhood_id: int | None) -> str | None:
    place = session.get(Neighbourhood, neighbourhood_id) if neighbourhood_id else None
    return place.name if place else None


def _of(session: Session, table: type[Any], accounts: Iterable[Account]) -> Iterator[Any]:
    """What lies in a table under these accounts."""
    for account in accounts:
        mine = {"platform": account.platform, "user_id": account.user_id}
        in_order = select(table).order_by(*inspect(table).primary_key)
        yield from session.scalars(in_order.filter_by(**mine))


UNTOLD = {
    "forgotten.person_id": "a keyed hash of an account that is not theirs now",
    "sealed.user_id": "is told by who stands in what waits, as all else that waits",
}
BELONGINGS = Belongings(OWNS, merge, export, erasing.erase, untold=UNTOLD)
