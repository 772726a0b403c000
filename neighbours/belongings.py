"""What is kept about who knows whom, and what becomes of it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import Session, aliased

from bot import telling
from bot.belongings import Belongings, Exported
from bot.language import N_
from bot.people import Account, Person
from neighbours import parting, standing, vouching
from neighbours.models import Letterbox, Link, Parting, Vouch
from neighbours.standing import Changed

OWNS = {
    "vouch.voucher_id": "who vouches for somebody, for the moderators and the limit of a month",
    "vouch.known_id": "who is vouched for",
    "letterbox_code.made_by": "who made a code to hand out",
    "letterbox_code.used_by": "who is known by a code",
    "link.user_id": "which account asked for a code, for a quarter of an hour",
    "parting.user_id": "which account is to be parted, until it is",
    "code_attempt.account": "how often codes were asked for and guessed, for an hour",
}

UNTOLD = {
    "code_attempt.account": "a keyed hash, for an hour; who guesses need not see how we count",
    "letterbox_code.made_by": "is told with what they did with a right",
}
Row: TypeAlias = Mapping[str, Any]
# The rest only counts in a month: it stands with a person from whom they parted.
_STOOD = Vouch.taken_back.is_(None) | (Vouch.taken_back >= Vouch.at)


def belongings(changed: Sequence[Changed]) -> Belongings:
    """`changed` are told whose votes count differently from now on."""

    def merge(session: Session, stays: int, goes: int, now: datetime) -> None:
        """Two who vouched for one neighbour are one vouch now, and nobody vouches for
        themselves; so others may not be known any more."""
        for person_id in (stays, goes):
            parting.call_off(session, person_id, now)
        _known_in_one_place(session, stays, goes)
        places = set(_places(session, stays)) | set(_places(session, goes))
        _merge_vouches(session, stays, goes)
        for column in (Letterbox.made_by, Letterbox.used_by):
            handed = update(Letterbox).where(column == goes)
            session.execute(handed.values({column: stays}))
        for place in sorted(places):
            standing.look_anew(session, place, changed, now)

    def erase(session: Session, person_id: int, now: datetime) -> datetime | None:
        """They neither vouch nor are vouched for any more; whom a moderator has vouched for
        stays known, and counts in their month if they come back."""
        places = _places(session, person_id)
        _forget_accounts(session, person_id)
        mine = (Vouch.voucher_id == person_id) & ~Vouch.by_right
        session.execute(delete(Vouch).where(mine | (Vouch.known_id == person_id)))
        for column in (Letterbox.made_by, Letterbox.used_by):
            session.execute(update(Letterbox).where(column == person_id).values({column: None}))
        for place in sorted(places):
            standing.look_anew(session, place, changed, now)
        return vouching.counted_until(session, person_id, now)

    return Belongings(OWNS, merge, export, erase, vouching.part, untold=UNTOLD)


def export(session: Session, person_id: int) -> Exported:
    mine = select(Vouch, Person.name).join(Person, Person.id == Vouch.known_id)
    used = select(Letterbox.used_at).where(Letterbox.used_by == person_id)
    others = select(Vouch.at).where(Vouch.known_id == person_id)
    accounts = list(telling.accounts_of(session, person_id))
    return {
        N_("Links that wait for a yes"): [*_links(session, accounts)],
        N_("Accounts that are to be parted"): [*_partings(session, accounts)],
        N_("For whom you vouch"): [
            {N_("Name"): name, N_("Since"): vouch.at, N_("Until"): vouch.taken_back}
            for vouch, name in session.execute(
                mine.where(Vouch.voucher_id == person_id, _STOOD)
            )
        ],
        N_("By what you are known"): [
            *({N_("By a vouch"): at} for at in session.scalars(others)),
            *({N_("By a code"): at} for at in session.scalars(used)),
        ],
    }


def _links(session: Session, accounts: Iterable[Account]) -> Iterator[Row]:
    for account in accounts:
        first = (Link.platform == account.platform) & (Link.user_id == account.user_id)
        other = Link.other_platform == account.platform
        other &= Link.other_user_id == account.user_id
        for link in session.scalars(select(Link).where(first | other)):
            yield {N_("Account"): account.user_id, N_("Until"): link.expires}


def _partings(session: Session, accounts: Iterable[Account]) -> Iterator[Row]:
    for account in accounts:
        who = {"platform": account.platform, "user_id": account.user_id}
        for each in session.scalars(select(Parting).filter_by(**who)):
            yield {N_("Account"): account.user_id, N_("When"): each.due}


def _forget_accounts(session: Session, person_id: int) -> None:
    """What was begun with their accounts. How often they tried stays for its hour, or
    forgetting would be a way to guess on."""
    theirs = select(Account).filter_by(person_id=person_id)
    for account in session.scalars(theirs).all():
        who = {"platform": account.platform, "user_id": account.user_id}
        other = {"other_platform": account.platform, "other_user_id": account.user_id}
        for table in (Parting, Link):
            session.execute(delete(table).filter_by(**who))
        session.execute(delete(Link).filter_by(**other))


def _known_in_one_place(session: Session, stays: int, goes: int) -> None:
    kept, gone = session.get_one(Person, stays), session.get_one(Person, goes)
    if kept.known_in is None:
        kept.known_in, kept.known_since = gone.known_in, gone.known_since
    gone.known_in = None
    session.flush()


def _places(session: Session, person_id: int) -> Sequence[int]:
    vouched = select(Vouch.neighbourhood_id).where(
        (Vouch.voucher_id == person_id) | (Vouch.known_id == person_id)
    )
    used = select(Letterbox.neighbourhood_id).where(Letterbox.used_by == person_id)
    return session.scalars(vouched.union(used)).all()


def _merge_vouches(session: Session, stays: int, goes: int) -> None:
    for column in (Vouch.voucher_id, Vouch.known_id):
        session.execute(update(Vouch).where(column == goes).values({column: stays}))
    session.execute(delete(Vouch).where(Vouch.voucher_id == Vouch.known_id))
    other = aliased(Vouch)
    same = (other.voucher_id == Vouch.voucher_id) & (other.known_id == Vouch.known_id)
    again = exists().where(same, other.at == Vouch.at, other.id < Vouch.id)
    counted = delete(Vouch).where(Vouch.taken_back < Vouch.at, again)
    session.execute(counted.execution_options(synchronize_session=False))
