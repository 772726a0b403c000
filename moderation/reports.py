"""A report: a neighbour asks the moderators to look at something that Bude shows."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot import outbox
from bot.context import Context
from bot.language import N_
from bot.outbox import Letter
from bot.refusals import Refusal
from moderation import desk, slowing
from moderation.deciding import Desk
from moderation.models import Case, Report, State
from moderation.rules import rules
from moderation.subjects import Subjects

ON_MESSAGE = N_("Report to the moderators")
MANY = N_(
    "Thank you for looking out! So that the moderators can look at everything, I pass "
    "on {most} reports an hour from each person: the next one from {moment} on. What "
    "cannot wait, please tell a moderator yourself."
)


def report(at: Desk, context: Context, case: Case, reason: str) -> Case:
    """What is published stays until a moderator has looked; a second report by the same
    person adds nothing."""
    if not case.is_published:
        raise Refusal("The moderators have that before them already. Thank you!")
    if at.is_gone(context.session, case):
        raise Refusal("That is not there any more, so there is nothing to look at.")
    if not _is_new(context, case):
        raise Refusal("You have told the moderators already. You will hear what comes of it.")
    # Each report of something else is a letter to the moderators.
    most = rules(context.neighbourhood.city).reports_an_hour
    slowing.refuse_flood(context, Report.person_id, Report.at, most, MANY)
    _keep(context, case, reason)
    first = case.state == State.PUBLISHED
    if first:
        case.edited = False  # What was changed before, its author has heard.
    case.becomes(State.REPORTED)
    case.was_reported = True
    context.session.flush()
    dossier = at.dossier(context.session, case)
    desk.show_anew(context.session, dossier, context.now)
    if first:
        desk.put_before_moderators(context, dossier)
    return case


def reported(context: Context, message: str, subjects: Subjects) -> Case:
    """The case of what a message of ours shows. Raises Refusal."""
    letter = outbox.letter_behind(context.session, context.at.platform, message)
    if letter and letter.edits:
        letter = context.session.get_one(Letter, letter.edits)
    kind, number = (*(letter.key if letter else "").split(":"), "", "")[:2]
    if kind in subjects and number.isdecimal():
        found = desk.newest_about(context.session, kind, int(number))
        if found and found.neighbourhood_id == context.neighbourhood.id:
            return found
    raise Refusal(
        "I can pass on only what neighbours published through me: reply to it with {line}; on "
        "Discord, choose Apps, “{menu}” in its menu. For other messages, please turn to those "
        "who look after this room.",
        line=context.words.line("report"),
        menu=context.words.say(ON_MESSAGE),
    )


def _keep(context: Context, case: Case, reason: str) -> None:
    context.session.add(
        Report(
            case_id=case.id,
            round=_round(context.session, case),
            person_id=context.person.id,
            reason=reason,
            at=context.now,
            language=context.words.tag,
            platform=context.at.platform,
            target=context.at.target,
            thread=context.at.thread,
            answered=False,
        )
    )
    context.session.flush()


def _is_new(context: Context, case: Case) -> bool:
    mine = select(Report.id).filter_by(
        case_id=case.id, person_id=context.person.id, answered=False
    )
    return context.session.scalar(mine) is None


def _round(session: Session, case: Case) -> int:
    """How often it was decided after a report."""
    answered = select(func.max(Report.round)).filter_by(case_id=case.id, answered=True)
    last = session.scalar(answered)
    return 0 if last is None else last + 1
