"""An appeal: once, by whoever was restricted; somebody else decides, or the city's desk."""

from datetime import datetime

from bot.context import Context
from bot.refusals import Refusal
from moderation import city_desk, deciders, desk, reasons, rules, shares
from moderation.deciding import Desk
from moderation.models import Appeal, Case, State


def appeal(at: Desk, context: Context, number: int, text: str) -> Case:
    """Bring a case before the moderators again, without the one who decided it."""
    case = desk.find(context, number, hold=True)
    _refuse_unless_due(context, case)
    if at.is_gone(context.session, case):
        raise Refusal("That is not there any more, so there is nothing to look at.")
    context.session.add(
        Appeal(case_id=case.id, text=text, at=context.now, decided_first_by=case.decided_by)
    )
    case.becomes(State.APPEALED)
    case.was_appealed, case.seconded_by = True, None
    context.session.flush()
    case.keeper_id = shares.whose_turn(context.session, case, context.now)
    context.session.flush()
    dossier = at.dossier(context.session, case)
    desk.show_anew(context.session, dossier, context.now)
    if deciders.is_for_city(context.session, case):
        city_desk.bring(context, dossier)
    else:
        desk.put_before_moderators(context, dossier)
    return case


def _refuse_unless_due(context: Context, case: Case) -> None:
    if case.author_id != context.person.id:
        raise Refusal("Only whoever this is about can ask for a second look.")
    if case.was_appealed:
        raise Refusal("You have asked for a second look already, and that can be done once.")
    if case.state != State.DECLINED:
        raise Refusal("Nothing was declined here, so there is nothing to look at again.")
    last = _last_day(case)
    if context.now > last:
        raise Refusal("That was possible until {day}.", day=context.words.day(last))


def is_final(case: Case, now: datetime) -> bool:
    """Whether it was declined, and nobody can ask for a second look any more."""
    declined = case.state == State.DECLINED
    return declined and (case.was_appealed or now > _last_day(case))


def _last_day(case: Case) -> datetime:
    days = rules.rules(case.neighbourhood.city).appeal_days
    return reasons.last_day(case.decided_at or case.opened_at, days)
