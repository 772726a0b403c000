"""A moderator takes a single photo off an idea: whoever sent it reads why, and may appeal."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import places
from bot.context import Context
from bot.language import N_
from bot.refusals import Refusal
from ideas import handled, photos, publishing, subject
from ideas.models import Idea, Photo
from moderation import canned, desk, dossiers, log, restraints, restricting
from moderation.canned import Reason
from moderation.contributions import Contribution
from moderation.models import Case, State
from moderation.restricting import Restriction

# So long it takes until all rooms show which photos are left, and a moderator has seen that.
READING = timedelta(seconds=20)


def take_down(context: Context, idea: Idea, photo: Photo, which: int, written: str) -> None:
    """It is kept for a second look, and shown to nobody meanwhile. Raises Refusal."""
    restraints.refuse_shut_out(context)
    _refuse_waiting(context, idea, photo)
    _refuse_just_after_a_colleague(context, idea)
    _refuse_without_reason(context, idea, which, written)
    assert photo.person_id
    photo.taken_down = True
    context.session.flush()
    given = subject.inheriting(context.session, idea, _contribution(idea, photo))
    reason = _reason(context, photo.person_id, written)
    act = N_("took a photo of idea {subject} down: {reason}")
    log.enter(context, act, str(idea.id), reason.text, photo.person_id)
    reported = _is_reported(context.session, idea)
    restricting.restrict(
        context, Restriction(given, photo.person_id, reason, reported=reported)
    )
    if idea.is_public and photo.person_id != idea.author_id:
        handled.changed(context, idea)


def _refuse_waiting(context: Context, idea: Idea, photo: Photo) -> None:
    """What came with new words is decided on with them."""
    if photo.amendment_id is not None:
        raise Refusal(
            "This photo still waits for a moderator itself. {line} shows all that wait.",
            line=context.words.line("cases"),
        )


def _refuse_just_after_a_colleague(context: Context, idea: Idea) -> None:
    """Else the second of two who press at once would take off the photo behind the one that
    both mean."""
    theirs = select(Case).join(Photo, Photo.id == Case.number)
    just_now = theirs.where(
        Case.kind == photos.KIND,
        Photo.idea_id == idea.id,
        Photo.taken_down,
        Case.decided_by != context.person.id,
        Case.decided_at > context.said_at - READING,
    )
    case = context.session.scalars(just_now.order_by(Case.id.desc()).limit(1)).first()
    if case is not None:
        raise Refusal(
            "{who} took a photo off idea {number} a moment ago, so the others are counted "
            "anew. Please look once more.",
            who=dossiers.name_of(context.session, case.decided_by),
            number=str(idea.id),
        )


def _refuse_without_reason(context: Context, idea: Idea, which: int, written: str) -> None:
    if not written.strip():
        reason = context.words.term("parameter", "reason")
        raise Refusal(
            "Whoever sent this photo reads why it is taken off, and may ask for a second look. "
            "Please write the reason, too, in your own words or as one of {reasons}: {line}",
            reasons=context.words.line("reasons"),
            line=context.words.line("dropphoto", f'{idea.id} {which} {reason}="…"'),
        )


def _reason(context: Context, author_id: int, written: str) -> Reason:
    city = context.neighbourhood.city
    author = places.speech(restricting.language(context, author_id), city)
    return canned.read(written, context, city, author)


def _is_reported(session: Session, idea: Idea) -> bool:
    case = desk.newest_about(session, subject.KIND, idea.id)
    return case is not None and case.state == State.REPORTED


def _contribution(idea: Idea, photo: Photo) -> Contribution:
    what = N_("a photo of idea {number}"), {"number": str(idea.id)}
    seen = (photo.medium,)
    return Contribution(photos.KIND, photo.id, "", idea.title, seen, wordless=True, what=what)


def _refuse_gone(context: Context, number: int) -> None:
    """What is frozen waits for a decision all the same."""
    case = desk.newest_about(context.session, photos.KIND, number)
    if case is not None and context.session.get(Photo, number) is None:
        raise Refusal(
            "This photo is gone, with its idea or with whoever sent it, so nobody can see it "
            "again. {line} and a reason ends this.",
            line=context.words.line("decline", str(case.id)),
        )


class Photos:
    """Obeys moderation.subjects.Subject: it comes here with an appeal."""

    def shown(self, session: Session, number: int) -> Contribution | None:
        photo = session.get(Photo, number)
        idea = session.get(Idea, photo.idea_id) if photo and photo.idea_id else None
        if photo is None or idea is None or idea.state in subject.GONE:
            return None
        return _contribution(idea, photo)

    def approved(self, context: Context, number: int) -> None:
        _refuse_gone(context, number)
        self._show(context, number, taken_down=False)

    def declined(self, context: Context, number: int, reason: str) -> None:
        self._show(context, number, taken_down=True)

    def _show(self, context: Context, number: int, *, taken_down: bool) -> None:
        photo = context.session.get_one(Photo, number)
        photo.taken_down = taken_down
        context.session.flush()
        idea = context.session.get_one(Idea, photo.idea_id)
        publishing.show_anew(context.session, idea, context.now)
        subject.show_pictures_anew(context, Photo.id == number)

    def edited(self, context: Context, number: int, title: str, text: str) -> None:
        raise Refusal("A photo has no words to change.")

    def split(self, context: Context, number: int, parts: Sequence[str]) -> Sequence[int]:
        raise Refusal("A photo cannot be taken apart.")

    def merged(self, context: Context, number: int, into: int) -> None:
        raise Refusal("A photo cannot be joined with others.")
