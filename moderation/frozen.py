"""What may be against the law: locked away, and in the end released or destroyed."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import media, places, taking_out
from bot.context import Context
from bot.language import N_
from bot.places import City, Neighbourhood
from moderation import city_desk, log, rules
from moderation.contributions import Contribution
from moderation.models import Case, State


def reason(case: Case) -> str:
    """As its author reads it."""
    words = places.speech(case.language, case.neighbourhood.city)
    return words.say("It is being looked at whether this is against the law.")


def lock_away(context: Context, case: Case, given: Contribution | None) -> None:
    """Its pictures are shown to nobody, and what stands of it in rooms is taken out there."""
    session, now = context.session, context.now
    case.frozen_at = now
    case.locked = media.lock(session, given.pictures if given else (), now)
    taking_out.take_out(session, f"{case.kind}:{case.number}", now)


def release(context: Context, case: Case) -> None:
    """Those above found nothing against it."""
    if case.state == State.FROZEN:
        elsewhere = _locked_elsewhere(context.session, case)
        media.unlock(context.session, [each for each in case.locked if each not in elsewhere])
        case.locked, case.frozen_at = [], None


def _locked_elsewhere(session: Session, case: Case) -> set[str]:
    """The same picture may be frozen with something else, and wait for its own decision."""
    others = select(Case.locked).where(Case.state == State.FROZEN, Case.id != case.id)
    return {digest for locked in session.scalars(others) for digest in locked}


def destroy(context: Context, case: Case) -> None:
    """Those above declined it for good."""
    if case.locked:
        act = N_("destroyed the pictures of case {subject}")
        log.enter(context, act, str(case.id), place=case.neighbourhood_id)
        _destroy(context.session, case, context.now)


def _destroy(session: Session, case: Case, now: datetime) -> None:
    media.destroy(session, case.locked, now)
    case.locked = []


def destroy_old(session: Session, now: datetime) -> None:
    """Nobody decided in time: we keep no such picture for longer than the city lays down."""
    for city in session.scalars(select(City).order_by(City.id)).all():
        kept = timedelta(days=rules.rules(city).frozen_days)
        here = select(Neighbourhood.id).where(Neighbourhood.city_id == city.id)
        old = select(Case).where(Case.state == State.FROZEN, Case.frozen_at <= now - kept)
        for case in session.scalars(old.where(Case.neighbourhood_id.in_(here))).all():
            _let_go(session, case, now)


def _let_go(session: Session, case: Case, now: datetime) -> None:
    if case.locked:
        act = N_("destroyed the pictures of case {subject}, because nobody had decided in time")
        log.enter_alone(session, case.neighbourhood_id, act, str(case.id), now)
        _destroy(session, case, now)
        city_desk.tell_destroyed(session, case, now)
