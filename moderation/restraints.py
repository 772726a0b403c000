"""Time-outs and bans: of a person, on all their accounts, in one neighbourhood."""

from collections.abc import Sequence, Set
from datetime import datetime
from functools import partial
from typing import TypeAlias

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from bot import people, sharing
from bot.context import Context
from bot.language import N_
from bot.people import Neighbour, Person
from bot.refusals import Refusal
from bot.splitting import ended
from moderation import answers, deciders, desk, dossiers, log, reasons, restricting, telling
from moderation.canned import Reason
from moderation.contributions import Contribution
from moderation.models import RESTRAINT, Case, Restraint, State
from moderation.restricting import Restriction

KIND = RESTRAINT
FORGOTTEN = N_("I forgot it when you had me forget you.")
ShutOut: TypeAlias = Set[tuple[int, int | None]]
_STANDS = Restraint.lifted_at.is_(None) & (
    Restraint.until.is_(None) | (Restraint.until > bindparam("now"))
)
_WHO = select(Restraint.person_id, Restraint.neighbourhood_id).where(_STANDS)


def restrain(context: Context, who: Neighbour, reason: str, until: datetime | None) -> Case:
    """Nothing this person asks of Bude here is done until then, or any more. They get the
    reasons, and may ask for a second look."""
    _refuse_for_moderators(context, who)
    _refuse_unless_new(context, who, until)
    place = context.neighbourhood
    restraint = Restraint(
        person_id=who.id, neighbourhood_id=place.id, until=until, reason=reason, at=context.now
    )
    context.session.add(restraint)
    sharing.look_anew(context.session)
    context.session.flush()
    act = N_("banned {subject}: {reason}")
    if until:
        act = N_("gave {subject} a time-out: {reason}")
    log.enter(context, act, people.in_full(context.session, who), reason, who.id)
    given = _shown(context.session, restraint)
    why = Reason(reason, cause=KIND)
    return restricting.restrict(context, Restriction(given, who.id, why, until))


def _refuse_for_moderators(context: Context, who: Neighbour) -> None:
    if who.id == context.person.id:
        raise Refusal("That would be you.")
    if who.id in deciders.moderators(context.session, context.neighbourhood.id):
        raise Refusal(
            "Moderators do not act against each other. Please turn to those who look after "
            "Bude here."
        )


def _refuse_unless_new(context: Context, who: Neighbour, until: datetime | None) -> None:
    if until and until <= context.now:
        raise Refusal("That time is over already.")
    if standing(context.session, who.id, context.neighbourhood.id, context.now):
        raise Refusal(
            "{name} is shut out already. {line} ends that.",
            name=who.name,
            line=context.words.line("lift", who.name),
        )


def lift(context: Context, who: Neighbour) -> None:
    """They may take part again."""
    found = standing(context.session, who.id, context.neighbourhood.id, context.now)
    if not found:
        raise Refusal("{name} is not shut out here.", name=who.name)
    act = N_("let {subject} take part again")
    log.enter(context, act, people.in_full(context.session, who), "", who.id)
    for restraint in found:
        _lift(context, restraint)


def _lift(context: Context, restraint: Restraint) -> None:
    _end(context, restraint)
    case = _case_of(context.session, restraint)
    if case.state == State.APPEALED:
        deciders.settle_appeal(context, case, right=True)
        case.decided_at, case.decided_by = context.now, context.person.id
    case.becomes(State.PUBLISHED)
    context.session.flush()
    dossier = dossiers.of(context.session, case, _shown(context.session, restraint))
    desk.show_anew(context.session, dossier, context.now)
    say = partial(answers.to_author, dossier, State.DECLINED)
    telling.tell(context.session, telling.author(case), say, "lifted", context.now)


def _end(context: Context, restraint: Restraint) -> None:
    restraint.lifted_at = context.now
    context.session.flush()
    sharing.look_anew(context.session)


def standing(
    session: Session, person_id: int, place_id: int, now: datetime
) -> Sequence[Restraint]:
    """Whoever linked accounts may have several."""
    theirs = select(Restraint).filter_by(person_id=person_id, neighbourhood_id=place_id)
    return session.scalars(theirs.where(_STANDS).order_by(Restraint.id), {"now": now}).all()


def all_standing(session: Session, person_id: int, now: datetime) -> Sequence[Restraint]:
    """In all neighbourhoods."""
    theirs = select(Restraint).filter_by(person_id=person_id).where(_STANDS)
    return session.scalars(theirs.order_by(Restraint.id), {"now": now}).all()


def _case_of(session: Session, restraint: Restraint) -> Case:
    about = select(Case).where(Case.kind == KIND, Case.number == restraint.id)
    return session.scalars(about).one()


def _shown(session: Session, restraint: Restraint) -> Contribution:
    person = session.get(Person, restraint.person_id)
    what = N_("a time-out") if restraint.until else N_("a ban")
    return Contribution(KIND, restraint.id, person.name if person else "", what=(what, {}))


class Restraints:
    """Obeys `moderation.subjects.Subject`: an appeal that was right lifts it."""

    def shown(self, session: Session, number: int) -> Contribution | None:
        restraint = session.get(Restraint, number)
        return _shown(session, restraint) if restraint else None

    def approved(self, context: Context, number: int) -> None:
        _end(context, context.session.get_one(Restraint, number))

    def declined(self, context: Context, number: int, reason: str) -> None:
        """It stands, as it did."""

    def edited(self, context: Context, number: int, title: str, text: str) -> None:
        raise Refusal("A time-out has no words to change.")

    def split(self, context: Context, number: int, parts: Sequence[str]) -> Sequence[int]:
        raise Refusal("A time-out cannot be taken apart.")

    def merged(self, context: Context, number: int, into: int) -> None:
        raise Refusal("A time-out cannot be put together with another.")


def refuse_shut_out(context: Context) -> None:
    """Asked by the bot before anything is done that not everybody may do. Raises Refusal."""
    look_up = partial(_shut_out, context.session, context.now)
    found = sharing.once(context.session, "shut out", look_up)
    if found and (context.person.id, context.place_id) in found:
        raise _told(context)


def _shut_out(session: Session, now: datetime) -> ShutOut:
    """All who are, by person and neighbourhood: looked up once in a transaction."""
    rows = session.execute(_WHO, {"now": now})
    return {(person_id, place_id) for person_id, place_id in rows}


def _told(context: Context) -> Refusal:
    place = context.neighbourhood.id
    restraint = standing(context.session, context.person.id, place, context.now)[-1]
    case = _case_of(context.session, restraint)
    told = {
        "reason": ended(restraint.reason or context.words.say(FORGOTTEN)),
        "left": _left(case, context),
    }
    if restraint.until:
        return Refusal(
            "Until {until}, you cannot take part here. The reason: {reason} {left}",
            until=restraint.until,
            **told,
        )
    return Refusal(
        "You cannot take part here any more. The reason: {reason} {left}",
        **told,
    )


def _left(case: Case, context: Context) -> str:
    """What they can still do; a second look only once, and as long as there is time."""
    words = context.words
    if case.state == State.APPEALED:
        return words.say("You asked for a second look, and somebody else looks at it now.")
    if reasons.may_appeal(case, context.now):
        return words.say(
            "If you disagree, write {line} and why; somebody else will look at it.",
            line=words.line("appeal", str(case.id)),
        )
    if case.was_appealed:
        looked = words.say(
            "Somebody else has looked at it anew, and it stays as it was decided."
        )
        return f"{looked} {reasons.elsewhere(case, words)}"
    return reasons.elsewhere(case, words)
