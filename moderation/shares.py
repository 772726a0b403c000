"""A fair share of the work: whose turn it is, handing over, being away."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from bot.context import Context
from bot.people import Grant, Neighbour, Role
from bot.refusals import Refusal
from moderation import deciders
from moderation.models import Case, Leave


def whose_turn(context: Context, case: Case) -> int | None:
    """The moderator of the place who is there and whose last turn is longest ago. Anybody may
    decide all the same; nobody has to wait for them."""
    session, place = context.session, case.neighbourhood.id
    here = _of_the_place(session, place) or deciders.moderators(session, place)
    there = here - {case.author_id} - _away(session, context.now)
    return min(there, key=lambda person: (_last_turn(session, person), person), default=None)


def _of_the_place(session: Session, neighbourhood_id: int) -> set[int]:
    """Those of the config look after everything; they get a share only where nobody else is."""
    query = select(Grant.person_id).filter_by(
        role=Role.MODERATOR.value, neighbourhood_id=neighbourhood_id
    )
    return set(session.scalars(query))


def _away(session: Session, now: datetime) -> set[int]:
    return set(session.scalars(select(Leave.person_id).where(Leave.until > now)))


def _last_turn(session: Session, person_id: int) -> int:
    newest = select(func.max(Case.id)).where(Case.keeper_id == person_id)
    return session.scalar(newest) or 0


def hand(context: Context, case: Case, to: Neighbour) -> None:
    """From now on it is their share."""
    if to.id not in deciders.moderators(context.session, case.neighbourhood_id):
        raise Refusal("{name} is no moderator here.", name=to.name)
    if to.id == case.author_id:
        raise Refusal("{name} wrote this, so somebody else must look at it.", name=to.name)
    case.keeper_id = to.id


def leave(context: Context, until: datetime) -> int:
    """Away until then; what waits goes to the others. Returns how many cases that were."""
    context.session.merge(Leave(person_id=context.person.id, until=until))
    context.session.flush()
    mine = select(Case).where(Case.keeper_id == context.person.id, Case.is_open)
    return _hand_on(context, context.session.scalars(mine.order_by(Case.id)).all())


def come_back(context: Context) -> None:
    context.session.execute(delete(Leave).filter_by(person_id=context.person.id))


def without_role(context: Context, person_id: int, neighbourhood_id: int) -> None:
    """Whoever moderates no more keeps no cases."""
    theirs = select(Case).where(
        Case.keeper_id == person_id, Case.neighbourhood_id == neighbourhood_id, Case.is_open
    )
    _hand_on(context, context.session.scalars(theirs.order_by(Case.id)).all())


def _hand_on(context: Context, cases: Sequence[Case]) -> int:
    for case in cases:
        case.keeper_id = whose_turn(context, case)
        context.session.flush()
    return len(cases)
