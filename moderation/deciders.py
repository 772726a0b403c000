"""Who may decide on a case, and on what of it; and where it goes when nobody here may."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import lent_roles
from bot.context import Context
from bot.places import Neighbourhood
from bot.refusals import Refusal
from bot.roles import Role
from moderation import dossiers
from moderation.models import RESTRAINT, Appeal, Case, State


def refuse_unless_may_decide(context: Context, case: Case) -> None:
    """A moderator there, not on their own, and a second time only somebody else."""
    if case.author_id == context.person.id:
        raise Refusal("This is about you, so somebody else must decide on it.")
    if case.state == State.FROZEN:
        _refuse_unless_above(context, case)
    elif not is_moderator(context, case) and not is_of_city_desk(context, case):
        raise Refusal("Only moderators may do this. Ask one of them in your room.")
    if case.state == State.APPEALED and context.person.id == decided_first(
        context.session, case
    ):
        raise Refusal(
            "You decided on this the first time. Now it is for somebody else to look at."
        )


def _refuse_unless_above(context: Context, case: Case) -> None:
    if not is_above(context, case):
        raise Refusal("This is frozen. Only those who look after Bude here decide on it.")


def is_above(context: Context, case: Case) -> bool:
    """Whether they decide what was frozen."""
    held = context.roles_in(case.neighbourhood_id)
    return bool(held & {Role.ADMIN, Role.CITY_OFFICER})


def refuse_settled(context: Context, case: Case) -> None:
    """Whoever comes second hears what the first decided."""
    if case.is_open:
        return
    who = dossiers.name_of(context.session, case.decided_by)
    at = case.decided_at or case.opened_at
    if case.kind == RESTRAINT:
        raise _settled(case, at)
    if case.decided_by == context.person.id:
        _refuse_twice(case, at)
    said: dict[str, object] = {"who": who, "number": str(case.id), "at": at}
    match case.state:
        case State.PUBLISHED if who:
            raise Refusal("{who} published case {number} already, on {at}.", **said)
        case State.DECLINED if who:
            raise Refusal("{who} declined case {number} already, on {at}.", **said)
    raise _settled(case, at)


def _refuse_twice(case: Case, at: datetime) -> None:
    """Whoever pressed twice reads that it was done the first time."""
    match case.state:
        case State.PUBLISHED:
            raise Refusal(
                "You published case {number} already, on {at}.", number=str(case.id), at=at
            )
        case State.DECLINED:
            raise Refusal(
                "You declined case {number} already, on {at}.", number=str(case.id), at=at
            )


def _settled(case: Case, at: datetime) -> Refusal:
    return Refusal("Case {number} is settled already, since {at}.", number=str(case.id), at=at)


def refuse_frozen(context: Context, case: Case) -> None:
    """It is released or destroyed, and nothing else: in another shape its pictures would
    be kept for good."""
    if case.state == State.FROZEN:
        number = str(case.id)
        raise Refusal(
            "This is frozen, so it stays as it is: {approve} releases it, {decline} ends it.",
            approve=context.words.line("approve", number),
            decline=context.words.line("decline", number),
        )


def refuse_restraint(context: Context, case: Case) -> None:
    """Else whoever shut somebody out could be the one who decides on the appeal."""
    if case.kind == RESTRAINT:
        number = str(case.id)
        raise Refusal(
            "A time-out or a ban is no contribution: {approve} ends it, {decline} lets it "
            "stand.",
            approve=context.words.line("approve", number),
            decline=context.words.line("decline", number),
        )


def refuse_alone(context: Context, case: Case) -> None:
    """Its pictures and comments are seen by all once it is part of another."""
    first = agreed_first(context.session, case)
    if case.needs_two and first in (None, context.person.id):
        raise Refusal(
            "Two moderators must agree on this: first one of you writes {line}, then the other "
            "can put it together with another.",
            line=context.words.line("approve", str(case.id)),
        )


def refuse_other_words(context: Context, case: Case) -> None:
    if case.needs_two and case.is_published:
        raise Refusal(
            "This is published, and two moderators must agree on its words, so they cannot be "
            "changed here. {line} takes it down.",
            line=context.words.line("decline", str(case.id)),
        )


def is_moderator(context: Context, case: Case) -> bool:
    held = context.roles_in(case.neighbourhood_id)
    return bool(held & {Role.MODERATOR, Role.ADMIN})


def is_of_city_desk(context: Context, case: Case) -> bool:
    """Moderators of the city's other neighbourhoods, where there is no second one here."""
    if not is_for_city(context.session, case):
        return False
    places = _of_city(context.session, case)
    return any(Role.MODERATOR in context.roles_in(place) for place in places)


def _of_city(session: Session, case: Case) -> Sequence[int]:
    of_city = select(Neighbourhood.id).filter_by(city_id=case.neighbourhood.city_id)
    return session.scalars(of_city).all()


def is_for_city(session: Session, case: Case) -> bool:
    """Whether an appeal finds too few here who could decide on it anew."""
    return case.state == State.APPEALED and len(others_here(session, case)) < case.eyes


def others_here(session: Session, case: Case) -> set[int]:
    """The moderators of the place, without the author and without who decided first."""
    first = decided_first(session, case)
    return moderators(session, case.neighbourhood_id) - {case.author_id, first}


def decided_first(session: Session, case: Case) -> int | None:
    appeal = appeal_of(session, case)
    return appeal.decided_first_by if appeal else None


def agreed_first(session: Session, case: Case) -> int | None:
    """The first of two who must, as long as they could still decide on it."""
    if case.seconded_by is None:
        return None
    places: Sequence[int] = (case.neighbourhood_id,)
    if is_for_city(session, case):
        places = _of_city(session, case)
    there = any(case.seconded_by in moderators(session, place) for place in places)
    return case.seconded_by if there else None


def settle_appeal(context: Context, case: Case, *, right: bool) -> None:
    appeal = appeal_of(context.session, case)
    if appeal and appeal.decided_at is None:
        appeal.right, appeal.decided_at = right, context.now


def appeal_of(session: Session, case: Case) -> Appeal | None:
    """The newest; there is one for each decision at most."""
    query = select(Appeal).filter_by(case_id=case.id).order_by(Appeal.id.desc())
    return session.scalars(query.limit(1)).first()


def moderators(session: Session, neighbourhood_id: int) -> set[int]:
    """All who moderate there; also everywhere, or by a role of their platform. To reckon
    with: who may decide is read from `Context.roles_in`."""
    return lent_roles.holders(session, (Role.MODERATOR, Role.ADMIN), neighbourhood_id)
