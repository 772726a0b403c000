"""Taking a photo off an idea: whoever sent it may, whoever had the idea, and moderators."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.context import Context
from bot.refusals import Refusal
from bot.roles import Role
from ideas import amending, photos, publishing, subject, taking_down
from ideas.models import Amendment, Idea, Photo, State
from moderation import desk


def take_off(context: Context, idea: Idea, which: int, reason: str = "") -> bool:
    """Nobody needs to look at what is not shown any more. Whether whoever sent it reads why.
    Raises Refusal."""
    subject.hold(context, idea)
    if not idea.is_public and idea.state != State.RECEIVED:
        raise Refusal("Idea {number} is no longer there.", number=str(idea.id))
    photo = _photo(context.session, idea, which)
    waits_with, theirs = photo.amendment_id, _is_theirs(context, idea, photo)
    if theirs:
        photos.forget(context.session, Photo.id == photo.id, context.now)
    else:
        taking_down.take_down(context, idea, photo, which, reason)
    context.session.flush()
    _show_without(context, idea, waits_with)
    return not theirs


def _is_theirs(context: Context, idea: Idea, photo: Photo) -> bool:
    """Or they moderate. Raises Refusal."""
    theirs = context.person.id in (idea.author_id, photo.person_id)
    if not theirs and Role.MODERATOR not in context.roles:
        raise Refusal(
            "Only whoever sent this photo, whoever had the idea, or a moderator can take it "
            "off."
        )
    return theirs


def _photo(session: Session, idea: Idea, which: int) -> Photo:
    found = _in_order(session, idea)
    if which > len(found):
        raise Refusal(
            "Idea {number} has no photo {which}.", number=str(idea.id), which=str(which)
        )
    return found[which - 1]


def _in_order(session: Session, idea: Idea) -> Sequence[Photo]:
    """As its post shows them, and then those that wait at the desk."""
    of_it = select(Photo).where(photos.all_of(idea))
    return session.scalars(of_it.order_by(Photo.idea_id.is_(None), Photo.id)).all()


def _show_without(context: Context, idea: Idea, waits_with: int | None) -> None:
    if waits_with is None:
        publishing.show_anew(context.session, idea, context.now)
        desk.reworded(context, subject.compared(context.session, idea))
    else:
        amending.lessened(context, context.session.get_one(Amendment, waits_with))
