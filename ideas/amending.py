"""An author says their published idea better: what is new passes the desk like the first."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from bot.context import Context
from bot.incoming import Attached
from bot.language import N_
from bot.refusals import Refusal
from bot.roles import Role
from ideas import checking, depending, handled, photos, placing, subject, wording
from ideas.models import Amendment, Idea, Photo, State
from ideas.wording import Better
from moderation import desk, log
from moderation.contributions import Contribution

KIND = "amendment"
CHANGED = N_("changed the words of idea {subject}")
WANTED = N_("wants other words for idea {subject}")


def amend(context: Context, idea: Idea, better: Better, files: Sequence[Attached] = ()) -> bool:
    """Whether it is changed already; else what is new waits at the desk. Raises Refusal."""
    subject.hold(context, idea)
    _refuse(context, idea, better, files)
    is_own = idea.author_id == context.person.id
    done = _changed(context, idea, better, files, moderates=not is_own)
    if not is_own:
        log.enter(context, CHANGED if done else WANTED, str(idea.id))
    return done


def _changed(
    context: Context,
    idea: Idea,
    better: Better,
    files: Sequence[Attached],
    *,
    moderates: bool,
) -> bool:
    alone = moderates and not subject.needs_two(context.session, idea)
    if alone or idea.state == State.RECEIVED:
        photos.keep(context, files, idea)
        wording.put(context.session, idea, better, context.person.id, context.now)
        desk.reworded(context, subject.compared(context.session, idea))
        if idea.is_public:
            handled.changed(context, idea)
        return True
    return _through_the_desk(context, idea, better, files, agrees=moderates)


def _refuse(context: Context, idea: Idea, better: Better, files: Sequence[Attached]) -> None:
    if not better.said and not files:
        goal = context.words.term("parameter", "goal")
        raise Refusal(
            "Write what shall be said anew, such as {line}",
            line=context.words.line("amend", f'{idea.id} {goal}="…"'),
        )
    if idea.author_id != context.person.id and Role.MODERATOR not in context.roles:
        raise Refusal("Only the person whose idea this is, or a moderator, can change it.")
    if not idea.is_public and idea.state != State.RECEIVED:
        raise Refusal("Idea {number} is no longer there.", number=str(idea.id))
    if better.text:
        checking.refuse_wordless(better.text)
    if better.place:
        placing.of_place(idea.neighbourhood.city, better.place)
    photos.refuse_too_many(context, idea, len(files))


def _through_the_desk(
    context: Context,
    idea: Idea,
    better: Better,
    files: Sequence[Attached],
    *,
    agrees: bool,
) -> bool:
    amendment = Amendment(
        idea_id=idea.id, author_id=context.person.id, said=better.said, state=State.RECEIVED
    )
    context.session.add(amendment)
    context.session.flush()
    photos.keep(context, files, amendment=amendment)
    given = subject.inheriting(context.session, idea, _contribution(context.session, amendment))
    case = desk.open_case(context, given, agrees=agrees)
    if case.is_published:
        _put(context, amendment)
    return case.is_published


def _contribution(session: Session, amendment: Amendment) -> Contribution:
    said, seen = dict(amendment.said), photos.of_amendment(session, amendment)
    of = session.get_one(Idea, amendment.idea_id)
    values = {"number": str(of.id), "title": of.title}
    if not said:  # Photos alone are told by what they belong to.
        what = N_("photos for idea {number}"), values
        return Contribution(KIND, amendment.id, "", of.title, seen, wordless=True, what=what)
    title = said.pop("title", "")
    what = N_("new words for idea {number}: “{title}”"), values
    return Contribution(KIND, amendment.id, "\n".join(said.values()), title, seen, what=what)


def _put(context: Context, amendment: Amendment) -> None:
    idea = context.session.get_one(Idea, amendment.idea_id)
    amendment.state = State.PUBLISHED
    better = Better(**amendment.said)
    photos.publish(context.session, amendment)
    wording.put(context.session, idea, better, amendment.author_id, context.now)
    desk.reworded(context, subject.compared(context.session, idea))
    if amendment.author_id != idea.author_id:
        handled.changed(context, idea)


def drop_waiting(
    session: Session, which: ColumnElement[bool], by: int | None, now: datetime
) -> None:
    """New words that were never published are wanted no more; somebody else who wrote them than
    who took them or their idea back hears so."""
    unpublished = select(Amendment).where(which, Amendment.state != State.PUBLISHED)
    for amendment in session.scalars(unpublished).all():
        if amendment.author_id != by:
            desk.lapsed(session, _contribution(session, amendment), now)
        photos.forget(session, Photo.amendment_id == amendment.id, now)
        amendment.said, amendment.state = {}, State.WITHDRAWN
        desk.withdrawn(session, KIND, amendment.id, now)


def lessened(context: Context, amendment: Amendment) -> None:
    """A photo of it was taken back; with the last one there may be nothing left to decide."""
    given = _contribution(context.session, amendment)
    if given.wordless and not given.pictures:
        whose = Amendment.id == amendment.id
        drop_waiting(context.session, whose, amendment.author_id, context.now)
    else:
        desk.reworded(context, given)


def _part_said(amendment: Amendment) -> str:
    """Which part of the idea is said anew. Raises Refusal if there are several, or none."""
    if not amendment.said:
        raise Refusal("These are photos only. Publish or decline them.")
    parts = [name for name in amendment.said if name != "title"] or ["title"]
    if "text" in parts:
        return "text"
    if len(parts) > 1:
        raise Refusal(
            "These new words are for several parts of the idea, so I cannot tell which of them "
            "to change. Decline them, and say why."
        )
    return parts[0]


class Amendments:
    """Obeys moderation.subjects.Subject."""

    def shown(self, session: Session, number: int) -> Contribution | None:
        amendment = session.get(Amendment, number)
        if amendment is None or amendment.state == State.WITHDRAWN:
            return None
        return _contribution(session, amendment)

    def approved(self, context: Context, number: int) -> None:
        amendment = context.session.get_one(Amendment, number)
        depending.refuse_gone(context, KIND, number, amendment.idea_id)
        subject.show_pictures_anew(context, Photo.amendment_id == number)
        if amendment.state != State.PUBLISHED:
            _put(context, amendment)

    def declined(self, context: Context, number: int, reason: str) -> None:
        subject.show_pictures_anew(context, Photo.amendment_id == number)
        context.session.get_one(Amendment, number).state = State.TURNED_AWAY

    def edited(self, context: Context, number: int, title: str, text: str) -> None:
        amendment = context.session.get_one(Amendment, number)
        mended = {_part_said(amendment): text} if text else {}
        if title and _part_said(amendment):
            mended |= {"title": title}
        amendment.said = {**amendment.said, **mended}

    def split(self, context: Context, number: int, parts: Sequence[str]) -> Sequence[int]:
        raise Refusal("New words for an idea cannot be taken apart.")

    def merged(self, context: Context, number: int, into: int) -> None:
        raise Refusal("New words for an idea cannot be joined with others.")
