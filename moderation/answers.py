"""What becomes of a case, told to whoever waits to hear it."""

from datetime import datetime
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.context import Context
from bot.incoming import Call
from bot.language import Words
from bot.posts import Ask, Post
from moderation import case_facts, cases, reasons, standing, telling
from moderation.dossiers import Dossier
from moderation.models import RESTRAINT, Case, Note, NoteKind, Report, State


def to_author(dossier: Dossier, before: State, words: Words) -> Post:
    """What was decided, as its author reads it; why, and what can be done, if it is a no."""
    case = dossier.case
    if case.state in (State.DECLINED, State.FROZEN):
        return reasons.statement(dossier, _restricted(case, before, words), words)
    if case.state == State.ASKED:
        return asked(dossier, words)
    said, title = cases.excerpt(dossier, words), cases.heading(dossier, words)
    if outcome := _outcome(case, before, words):
        facts = case_facts.besides(dossier, words) if case.is_published else ()
        text = "\n\n".join(filter(None, (said, outcome)))
        return Post(text, title=title, facts=tuple(facts))
    now = words.say("Now"), standing.stands(case, words)
    return Post(said, title=title, facts=(now, *case_facts.besides(dossier, words)))


def _restricted(case: Case, before: State, words: Words) -> str:
    """What they may not do, or what is not shown; for how long, if not for good."""
    if case.state == State.FROZEN:
        return words.say("It is locked away until somebody above the moderators decides.")
    if before == State.APPEALED:
        return words.say("Somebody else has looked at it anew, and it stays as it was decided.")
    if case.until:
        return words.say("Until {until}, you cannot take part here.", until=case.until)
    if case.kind == RESTRAINT:
        return words.say("You cannot take part here any more.")
    if case.was_reported or case.first_decided_at is None:  # It did not wait to be published.
        return words.say("It was taken down. Nobody sees it any more.")
    return words.say("It is not published.")


def _outcome(case: Case, before: State, words: Words) -> str | None:
    """In a sentence, once it is settled."""
    match case.state:
        case State.PUBLISHED if case.kind == RESTRAINT:
            return words.say("You can take part here again.")
        case State.PUBLISHED if before == State.APPEALED:
            return words.say("You were right: somebody else has looked, and it is published.")
        case State.PUBLISHED if before == State.REPORTED and case.edited:
            return words.say(
                "Somebody asked the moderators to look at it. It stays, and a moderator has "
                "changed some words."
            )
        case State.PUBLISHED if before == State.REPORTED:
            return words.say("Somebody asked the moderators to look at it. It stays.")
        case State.PUBLISHED if case.edited:
            return words.say("It is published. A moderator has changed some words.")
        case State.PUBLISHED:
            return words.say("It is published. Thank you!")
        case State.MERGED:
            return words.say(
                "It was put together with number {into}, which says the same; you are among "
                "its authors.",
                into=case.reason,
            )
        case State.SPLIT:
            return words.say(
                "It held several things, so each now stands for itself, with a number of its "
                "own: {numbers}. You hear of each.",
                numbers=case.reason,
            )
        case State.LAPSED:
            return words.say(
                "What it belonged to is gone meanwhile, so it is not published. There is "
                "nothing that you need to do."
            )
    return None


def asked(dossier: Dossier, words: Words) -> Post:
    """A question to the author, which a reply answers."""
    case = dossier.case
    questions = [note.text for note, _ in dossier.notes if note.kind == NoteKind.QUESTION]
    how = words.say("To answer, write {line} and your answer.", line=_answer_line(case, words))
    return Post(
        f"{questions[-1]}\n{how}" if questions else how,
        title=words.say("A question on your contribution"),
        facts=((words.say("You wrote"), cases.excerpt(dossier, words)),),
        ask=Ask(Call("answer", {"case": case.id}), "text"),
    )


def _answer_line(case: Case, words: Words) -> str:
    return words.line("answer", str(case.id))


def tell_reporters(session: Session, case: Case, now: datetime) -> None:
    """Whoever asked the moderators to look hears what came of it, and no more."""
    waiting = select(Report).filter_by(case_id=case.id, answered=False)
    for report in session.scalars(waiting.order_by(Report.id)).all():
        report.answered = True
        if None in (report.person_id, case.author_id):
            report.reason = ""  # It was kept for the moderators only: somebody is forgotten.
        reader = telling.reporter(report)
        say = partial(to_reporter, case)
        telling.tell(session, reader, say, f"report:{report.id}", now)


def to_reporter(case: Case, words: Words) -> Post:
    title = words.say("What you reported (case {number})", number=str(case.id))
    if case.is_open:
        return Post(words.say("The moderators are looking at it."), title=title)
    if case.state == State.DECLINED:
        return Post(words.say("It was taken down. Thank you for looking out."), title=title)
    if case.state == State.WITHDRAWN:
        gone = words.say("Whoever wrote it took it back, so nobody sees it any more.")
        return Post(gone, title=title)
    kept = words.say(
        "The moderators have looked at it, and it stays. If you disagree, write to one of "
        "them. You may also go to court."
    )
    return Post(kept, title=title)


def note(context: Context, case: Case, kind: NoteKind, text: str) -> None:
    context.session.add(
        Note(case_id=case.id, person_id=context.person.id, kind=kind, text=text, at=context.now)
    )
    context.session.flush()
