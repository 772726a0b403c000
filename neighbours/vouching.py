"""Vouching: a known neighbour says who else lives here; how often, and how it is taken back."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, delete, func, select, update
from sqlalchemy.orm import Session

from bot import people
from bot.context import Context
from bot.language import N_
from bot.people import Neighbour, Person
from bot.refusals import Refusal
from bot.roles import Role
from moderation import log
from neighbours import standing
from neighbours.models import Letterbox, Vouch
from neighbours.standing import Changed

MONTH = timedelta(days=30)
MOST, MOST_BY_RIGHT = 3, 20
NEVER_STOOD = timedelta(seconds=1)


def vouch(context: Context, whom: Neighbour, changed: Sequence[Changed]) -> bool:
    """Say that somebody lives here. Whether they are known by that. Raises Refusal."""
    by_right = Role.MODERATOR in context.roles
    _refuse(context, whom, by_right)
    place = context.neighbourhood.id
    context.session.add(
        Vouch(
            neighbourhood_id=place,
            voucher_id=context.person.id,
            known_id=whom.id,
            by_right=by_right,
            at=context.now,
        )
    )
    context.session.flush()
    if by_right:
        subject = people.in_full(context.session, whom)
        log.enter(context, N_("vouched for {subject}"), subject, about=whom.id)
    standing.look_anew(context.session, place, changed, context.now)
    return _is_known(context, whom)


def take_back(context: Context, whom: Neighbour, changed: Sequence[Changed]) -> bool:
    """Take back one's own vouch; a moderator without one takes back all by which somebody is
    known here. Whether they still are."""
    place = context.neighbourhood.id
    mine = _standing(context, whom, context.person.id)
    theirs = [] if mine else _others(context, whom)
    codes = [] if mine else _codes(context, whom)
    if not (mine or theirs or codes):
        raise Refusal("You do not vouch for {name}.", name=whom.name)
    for each in mine or theirs:
        each.taken_back = context.now
    for code in codes:
        code.used_by = None
    context.session.flush()
    if Role.MODERATOR in context.roles:
        subject = people.in_full(context.session, whom)
        took_back = N_("took back that {subject} is vouched for")
        log.enter(context, took_back, subject, about=whom.id)
    standing.look_anew(context.session, place, changed, context.now)
    return _is_known(context, whom)


def chain(context: Context, whom: Neighbour) -> list[tuple[Vouch, str, str]]:
    """Who vouches for somebody, who for those, and so on: each with both names, nearest first.
    Raises Refusal."""
    found: list[Vouch] = []
    seen, now = {whom.id}, [whom.id]
    while now:
        query = _here(context).where(Vouch.known_id.in_(now)).order_by(Vouch.id)
        vouches = context.session.scalars(query).all()
        found += vouches
        now = list({each.voucher_id for each in vouches} - seen)
        seen |= set(now)
    return _with_names(context, found)


def newest(context: Context, shown: int = 20) -> list[tuple[Vouch, str, str]]:
    query = _here(context).order_by(Vouch.id.desc()).limit(shown)
    return _with_names(context, context.session.scalars(query).all())


def _refuse(context: Context, whom: Neighbour, by_right: bool) -> None:
    place = context.neighbourhood
    if whom.id == context.person.id:
        raise Refusal("Nobody can vouch for themselves.")
    if not by_right and context.person.known_in != place.id:
        raise Refusal(
            "Only who is known in {place} can vouch for others. {line} says how to become "
            "known.",
            place=place.name,
            line=context.words.line("known"),
        )
    if not by_right:
        _refuse_newly_known(context, place.id)
    if whom.known_in not in (None, place.id):
        raise Refusal("{name} is known in another neighbourhood.", name=whom.name)
    if _standing(context, whom, context.person.id):
        raise Refusal("You vouch for {name} already.", name=whom.name)
    _refuse_too_many(context, MOST_BY_RIGHT if by_right else MOST)


def _refuse_newly_known(context: Context, place: int) -> None:
    """Or else two who cheat would be a hundred in an afternoon, each vouching for the next."""
    if standing.is_root(context.session, context.person.id, place):
        return
    query = select(Person.known_since).where(Person.id == context.person.id)
    since = context.session.scalar(query) or context.now
    if context.now < since + MONTH:
        raise Refusal(
            "You are known here through neighbours, and only lately. After {moment} you can "
            "vouch for others.",
            moment=since + MONTH,
        )


def _refuse_too_many(context: Context, most: int) -> None:
    """What was taken back counts, too, or else it could go round and round."""
    since = context.now - MONTH
    mine = (Vouch.voucher_id == context.person.id, Vouch.at > since)
    count, first = context.session.execute(
        select(func.count(), func.min(Vouch.at)).where(*mine)
    ).one()
    if count >= most:
        raise Refusal(
            "You have vouched for {count} people in a month, and more would be too easy to "
            "abuse. You can again after {moment}.",
            count=count,
            moment=first + MONTH,
        )


def _standing(context: Context, whom: Neighbour, voucher_id: int) -> Sequence[Vouch]:
    query = _here(context).where(Vouch.known_id == whom.id, Vouch.voucher_id == voucher_id)
    return context.session.scalars(query).all()


def _others(context: Context, whom: Neighbour) -> Sequence[Vouch]:
    if Role.MODERATOR not in context.roles:
        return []
    return context.session.scalars(_here(context).where(Vouch.known_id == whom.id)).all()


def _codes(context: Context, whom: Neighbour) -> Sequence[Letterbox]:
    """Personal codes get stolen, too."""
    if Role.MODERATOR not in context.roles:
        return []
    used = select(Letterbox).filter_by(
        used_by=whom.id, neighbourhood_id=context.neighbourhood.id
    )
    return context.session.scalars(used).all()


def _here(context: Context) -> Select[Vouch]:
    return select(Vouch).where(
        Vouch.neighbourhood_id == context.neighbourhood.id, Vouch.taken_back.is_(None)
    )


def _with_names(context: Context, vouches: Sequence[Vouch]) -> list[tuple[Vouch, str, str]]:
    ids = {each.voucher_id for each in vouches} | {each.known_id for each in vouches}
    query = select(Person.id, Person.name).where(Person.id.in_(ids))
    names = {row.id: row.name for row in context.session.execute(query)}
    return [(each, names[each.voucher_id], names[each.known_id]) for each in vouches]


def _is_known(context: Context, whom: Neighbour) -> bool:
    query = select(Person.known_in).where(Person.id == whom.id)
    return context.session.scalar(query) == context.neighbourhood.id


def move_away(context: Context, changed: Sequence[Changed]) -> None:
    """Whoever lives elsewhere now is no longer known where they were."""
    place = context.person.known_in
    if place is None:
        return
    theirs = update(Vouch).where(
        Vouch.neighbourhood_id == place,
        Vouch.known_id == context.person.id,
        Vouch.taken_back.is_(None),
    )
    context.session.execute(theirs.values(taken_back=context.now))
    used = update(Letterbox).where(Letterbox.used_by == context.person.id)
    context.session.execute(used.values(used_by=None))
    standing.look_anew(context.session, place, changed, context.now)


def part(session: Session, stays: int, parts: int, now: datetime) -> None:
    """What a moderator has vouched for counts in the month of both, or each parting would begin
    a new one. It stands with whoever stays: here it was taken back before it was said."""
    lately = (Vouch.voucher_id == stays) & (Vouch.at > now - MONTH)
    for each in session.scalars(select(Vouch).where(lately, Vouch.by_right)).all():
        session.add(
            Vouch(
                neighbourhood_id=each.neighbourhood_id,
                voucher_id=parts,
                known_id=each.known_id,
                by_right=True,
                at=each.at,
                taken_back=each.at - NEVER_STOOD,
            )
        )
    session.flush()


def counted_until(session: Session, person_id: int, now: datetime) -> datetime | None:
    """Until when what somebody vouched for counts in a month of theirs."""
    mine = select(func.max(Vouch.at)).where(Vouch.voucher_id == person_id)
    last = session.scalar(mine)
    return last + MONTH if last and last + MONTH > now else None


def forget_old(session: Session, now: datetime) -> None:
    """What was taken back, once it no longer counts as one of the month."""
    over = Vouch.taken_back.is_not(None) & (Vouch.at <= now - MONTH)
    session.execute(delete(Vouch).where(over).execution_options(synchronize_session=False))
