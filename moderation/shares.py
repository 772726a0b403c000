"""A fair share of the work: whose turn it is, handing over, being away."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache, partial

from sqlalchemy import Select, bindparam, delete, func, select
from sqlalchemy.orm import Session

from bot import lent_roles
from bot.context import Context
from bot.people import Neighbour
from bot.refusals import Refusal
from bot.roles import Grant, Role
from moderation import deciders
from moderation.models import Case, Leave, State


def whose_turn(session: Session, case: Case, now: datetime) -> int | None:
    """The moderator of the place who is there and whose last turn is longest ago. Anybody may
    decide all the same; nobody has to wait for them."""
    place, may_not = case.neighbourhood.id, {case.author_id} | _away(session, now)
    if case.state == State.APPEALED:
        may_not.add(deciders.decided_first(session, case))
    here = _of_the_place(session, place) - may_not
    there = here or deciders.moderators(session, place) - may_not
    return min(there, key=lambda person: (_last_turn(session, person), person), default=None)


def _of_the_place(session: Session, neighbourhood_id: int) -> set[int]:
    """Those of the config look after everything; they get a share only while nobody else is
    there."""
    granted = session.scalars(_granted(), {"place": neighbourhood_id})
    return {*granted, *lent_roles.lent(session, (Role.MODERATOR,), neighbourhood_id)}


@cache
def _granted() -> Select[int]:
    there = select(Grant.person_id).filter_by(neighbourhood_id=bindparam("place"))
    return there.filter_by(role=Role.MODERATOR.value)


def _away(session: Session, now: datetime) -> set[int]:
    return set(session.scalars(_on_leave(), {"now": now}))


@cache
def _on_leave() -> Select[int]:
    return select(Leave.person_id).where(Leave.until > bindparam("now"))


def _last_turn(session: Session, person_id: int) -> int:
    return session.scalar(_newest_share(), {"person": person_id}) or 0


@cache
def _newest_share() -> Select[int | None]:
    return select(func.max(Case.id)).where(Case.keeper_id == bindparam("person"))


def hand(context: Context, case: Case, to: Neighbour) -> None:
    """From now on it is their share."""
    if to.id not in deciders.moderators(context.session, case.neighbourhood_id):
        raise Refusal("{name} is no moderator here.", name=to.name)
    if to.id == case.author_id:
        raise Refusal("{name} wrote this, so somebody else must look at it.", name=to.name)
    case.keeper_id = to.id


def leave(context: Context, until: datetime) -> Sequence[Case]:
    """Away until then; what waits goes to the others, and is returned."""
    context.session.merge(Leave(person_id=context.person.id, until=until))
    context.session.flush()
    mine = select(Case).where(Case.keeper_id == context.person.id, Case.is_open)
    cases = context.session.scalars(mine.order_by(Case.id)).all()
    _hand_on(context.session, cases, context.now)
    return cases


def come_back(context: Context) -> None:
    context.session.execute(delete(Leave).filter_by(person_id=context.person.id))


def without_role(session: Session, now: datetime) -> Sequence[Case]:
    """Whoever moderates no more, or was forgotten, keeps no cases; those that went to the
    others."""
    handed: list[Case] = []
    moderators = cache(partial(deciders.moderators, session))
    shares = select(Case.keeper_id, Case.neighbourhood_id).where(Case.is_open).distinct()
    for keeper_id, place_id in session.execute(shares).all():
        if keeper_id not in moderators(place_id):
            handed += _share(session, keeper_id, place_id)
    before = [(case, case.keeper_id) for case in handed]
    _hand_on(session, handed, now)
    return [case for case, keeper_id in before if case.keeper_id != keeper_id]


def agreed_without_role(session: Session) -> Sequence[Case]:
    """Whoever moderates no more is not the first of two who agree; where that was so."""
    agreed = select(Case).where(Case.is_open, Case.seconded_by.is_not(None))
    in_order = session.scalars(agreed.order_by(Case.id)).all()
    lapsed = [case for case in in_order if deciders.agreed_first(session, case) is None]
    for case in lapsed:
        case.seconded_by = None
    return lapsed


def _share(session: Session, keeper_id: int | None, place_id: int) -> Sequence[Case]:
    theirs = select(Case).filter_by(keeper_id=keeper_id, neighbourhood_id=place_id)
    return session.scalars(theirs.where(Case.is_open).order_by(Case.id)).all()


def _hand_on(session: Session, cases: Sequence[Case], now: datetime) -> None:
    for case in cases:
        case.keeper_id = whose_turn(session, case, now)
        session.flush()
