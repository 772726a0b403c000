"""Linking: two accounts become one person, once each has said yes in private."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import and_, delete, or_, select
from sqlalchemy.orm import Session

from bot import belongings, people, roles, store, telling
from bot.belongings import Belongings
from bot.context import Context
from bot.people import AccountKey, Neighbour
from bot.refusals import Refusal
from bot.roles import Grant, Role
from neighbours import attempts, codes
from neighbours.models import Link

LIFE = timedelta(minutes=15)


class Side(NamedTuple):
    """One of the two accounts, and who it is by now; `accounts` are all of that person."""

    account: AccountKey
    person: Neighbour
    grants: tuple[tuple[str, int | None], ...]
    accounts: tuple[AccountKey, ...]

    @property
    def roles(self) -> tuple[Role, ...]:
        return tuple(Role(role) for role in dict.fromkeys(role for role, _ in self.grants))


class Pair(NamedTuple):
    """Who stays and who becomes the same; whose roles end by that."""

    stays: Side
    goes: Side

    def other(self, account: AccountKey) -> Side:
        return self.goes if self.stays.account == account else self.stays

    @property
    def rights(self) -> str:
        """What both are told, so that nobody gets more than was confirmed, and nobody comes
        along of whom the other has not heard."""
        sides = (self.stays, self.goes)
        return "; ".join(f"{each.accounts} {each.grants}" for each in sides)


def begin(context: Context) -> str:
    """A code for the other account; the one before no longer works."""
    attempts.refuse_too_many(context, attempts.ASKED)
    attempts.note(context, attempts.ASKED)
    who = context.who
    mine = (Link.platform == who.platform, Link.user_id == who.user_id)
    context.session.execute(delete(Link).where(*mine, Link.code.is_not(None)))
    code = codes.make()
    link = Link(
        code=codes.hashed(code),
        platform=who.platform,
        user_id=who.user_id,
        target=context.chat,
        language=context.words.tag,
        expires=context.now + LIFE,
    )
    context.session.add(link)
    context.session.flush()
    return code


def void(context: Context, code: str) -> bool:
    """Others could read it, so it no longer works. Whether it was one."""
    found = context.session.scalar(select(Link).filter_by(code=codes.hashed(code)))
    if found:
        context.session.delete(found)
    return found is not None


def enter(context: Context, code: str) -> Link | None:
    """The code's link, waiting for both to say yes; None for what is no code (any more)."""
    store.one_at_a_time(context.session, "linking")
    query = select(Link).where(Link.code == codes.hashed(code), Link.expires > context.now)
    link = context.session.scalar(query)
    if link is None:
        return None
    who = context.who
    if (link.platform, link.user_id) == who.account:
        raise Refusal("This code is for your other account: write it to me from there.")
    pair_of(context.session, link, who.account)  # Refuses what can never be.
    return _begun(context, link) or _entered(context, link)


def _begun(context: Context, link: Link) -> Link | None:
    """Each entered the other's code: these are one link, not two that wait for ever."""
    who = context.who
    crossing = and_(
        Link.platform == who.platform,
        Link.user_id == who.user_id,
        Link.other_platform == link.platform,
        Link.other_user_id == link.user_id,
    )
    again = and_(
        Link.platform == link.platform,
        Link.user_id == link.user_id,
        Link.other_platform == who.platform,
        Link.other_user_id == who.user_id,
    )
    query = select(Link).where(or_(crossing, again), Link.expires > context.now)
    found = context.session.scalars(query).first()
    if found:
        context.session.delete(link)
        context.session.flush()
    return found


def _entered(context: Context, link: Link) -> Link:
    who = context.who
    link.code = None
    link.other_platform, link.other_user_id = who.account
    link.other_target, link.other_language = context.chat, context.words.tag
    link.expires = context.now + LIFE
    link.rights = pair_of(context.session, link).rights
    context.session.flush()
    return link


def find(context: Context, number: int) -> Link:
    """A link of the account that speaks, while it waits."""
    link = context.session.get(Link, number)
    mine = context.who.account
    if link is None or link.other_user_id is None or mine not in both(link):
        raise Refusal("There is nothing with that number for you to confirm.")
    if link.expires <= context.now:
        raise Refusal(
            "That was too long ago. Please begin again: {line}", line=context.words.line("link")
        )
    return link


def agree(context: Context, link: Link, rooms: Sequence[Belongings]) -> Pair | None:
    """The account that speaks says yes; once both did, they are one person. None until then."""
    store.one_at_a_time(context.session, people.WHO_IS_WHO)
    pair = pair_of(context.session, link)
    if pair.rights != link.rights:
        raise Refusal(
            "Something about one of the two accounts has changed meanwhile. Please begin "
            "again: {line}",
            line=context.words.line("link"),
        )
    if context.who.account == (link.platform, link.user_id):
        link.said_yes = True
    else:
        link.other_said_yes = True
    context.session.flush()
    if not (link.said_yes and link.other_said_yes):
        return None
    context.session.delete(link)
    merged = (pair.stays.person.id, pair.goes.person.id)
    belongings.merge(context.session, rooms, *merged, context.now)
    return pair


def both(link: Link) -> tuple[AccountKey, AccountKey]:
    other = (link.other_platform or "", link.other_user_id or "")
    return (link.platform, link.user_id), other


def pair_of(session: Session, link: Link, other: AccountKey | None = None) -> Pair:
    """Who would stay: whoever has roles, then whoever is known, then whom we met first.
    Raises Refusal for what cannot be."""
    accounts = (both(link)[0], other or both(link)[1])
    found = people.known(session, accounts)
    if len(found) < 2:
        raise Refusal("One of the two accounts is not here any more.")
    sides = [_side(session, each, found[each]) for each in accounts]
    if sides[0].person.id == sides[1].person.id:
        raise Refusal("These two accounts are one person already.")
    stays, goes = sorted(sides, key=_order)
    _refuse_taking_along(goes)
    _refuse_without_admin(session, goes.person.id)
    return Pair(stays, goes)


def _side(session: Session, account: AccountKey, person: Neighbour) -> Side:
    theirs = telling.accounts_of(session, person.id)
    accounts = tuple((each.platform, each.user_id) for each in theirs)
    return Side(account, person, _grants(session, person.id), accounts)


def _order(side: Side) -> tuple[bool, bool, int]:
    return not side.grants, side.person.known_in is None, side.person.id


def _grants(session: Session, person_id: int) -> tuple[tuple[str, int | None], ...]:
    held = select(Grant.role, Grant.neighbourhood_id).where(Grant.person_id == person_id)
    return tuple((role, place) for role, place in session.execute(held.order_by(Grant.id)))


def _refuse_taking_along(goes: Side) -> None:
    """Else whoever sits at one account would hand over the person, with accounts that nobody
    asked and that could not undo it, to somebody of their own."""
    if len(goes.accounts) > 1:
        raise Refusal(
            "{account} is linked to others already, which would come along without having said "
            "yes. Part them first; then link one after the other.",
            account=":".join(goes.account),
        )


def _refuse_without_admin(session: Session, goes: int) -> None:
    if roles.is_last_admin(session, goes):
        raise Refusal(
            "One of the two accounts is the only one that looks after its neighbourhood. "
            "Somebody else must be made admin there first."
        )


def forget_old(session: Session, now: datetime) -> None:
    session.execute(delete(Link).where(Link.expires <= now))
