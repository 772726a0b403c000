"""Asking the author, and notes for colleagues."""

from functools import partial

from bot.context import Context
from bot.language import N_
from bot.refusals import Refusal
from moderation import answers, desk, log, telling
from moderation.deciding import Desk
from moderation.models import Case, NoteKind, State


def inquire(at: Desk, context: Context, number: int, question: str) -> Case:
    """Ask the author; the case waits for the answer, and anybody may decide it all the same."""
    case = at.take_up(context, number)
    if not case.waits:
        raise Refusal("This can only be asked before it is published.")
    answers.note(context, case, NoteKind.QUESTION, question)
    act = N_("asked the author of case {subject}")
    place = case.neighbourhood_id
    log.enter(context, act, str(case.id), about=case.author_id, place=place)
    case.becomes(State.ASKED)
    at.show_anew(context, case)
    say = partial(answers.asked, at.dossier(context.session, case))
    key = f"asked:{case.id}"
    telling.tell(context.session, telling.author(case), say, key, context.now)
    return case


def answer(at: Desk, context: Context, number: int, text: str) -> Case:
    """The author's answer comes back to the case, and before the moderators again."""
    case = desk.find(context, number, hold=True)
    if case.author_id != context.person.id:
        raise Refusal("Only who wrote this can answer.")
    if case.state != State.ASKED:
        raise Refusal("Nobody is asking you anything about this any more.")
    answers.note(context, case, NoteKind.ANSWER, text)
    case.becomes(State.WAITING)
    at.show_anew(context, case)
    desk.put_before_moderators(context, at.dossier(context.session, case))
    return case


def note(at: Desk, context: Context, number: int, text: str) -> Case:
    """For colleagues; the author never reads it."""
    case = at.look_at(context, number)
    answers.note(context, case, NoteKind.NOTE, text)
    at.show_anew(context, case)
    return case
