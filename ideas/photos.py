"""Photos of ideas: some come along with the idea, others later; each passes the desk."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Annotated, TypeAlias

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    bindparam,
    func,
    select,
    update,
)
from sqlalchemy.orm import Session

from bot import media
from bot.came_along import Files
from bot.context import Context
from bot.incoming import Attached
from bot.media import Medium
from bot.parameters import Number
from bot.refusals import Refusal
from ideas.models import Amendment, Idea, Photo, State
from moderation import desk
from moderation.slowing import HOUR

KIND = "photo"
MOST = 5
SentPhotos: TypeAlias = Annotated[tuple[Attached, ...], Files(MOST)]
Which: TypeAlias = Annotated[int, Number(1, 100)]
_TO_BE_SEEN = ~Photo.taken_down & media.to_be_seen(Photo.medium)
_UNTOLD = Photo.idea_id.is_(None) & Photo.amendment_id.is_(None)


def keep(
    context: Context,
    files: Sequence[Attached],
    idea: Idea | None = None,
    amendment: Amendment | None = None,
) -> None:
    """Keep them for an idea, for what is said anew of one, or (neither) for the idea that
    their sender is about to tell. Raises Refusal."""
    for file in files:
        photo = Photo(
            idea_id=idea and idea.id,
            amendment_id=amendment and amendment.id,
            person_id=context.person.id,
            medium=media.keep(context.session, file, context.now),
            sent_at=context.now,
        )
        context.session.add(photo)
    context.session.flush()


def refuse_too_many(context: Context, idea: Idea, more: int) -> None:
    """Those that still wait at the desk count, too."""
    number = select(func.count()).select_from(Photo).where(all_of(idea))
    count = context.session.scalar(number) or 0
    if more and count + more > MOST:
        raise Refusal(
            "An idea can have {most} photos, and idea {number} has {count} already, counting "
            "those that wait for a moderator. Please choose the ones that say most.",
            most=MOST,
            number=str(idea.id),
            count=count,
        )


def all_of(idea: Idea) -> ColumnElement[bool]:
    """Those that it has, and those that wait at the desk to become its own; but none that is
    locked away or taken down."""
    waits = select(Amendment.id).filter_by(idea_id=idea.id, state=State.RECEIVED)
    its = (Photo.idea_id == idea.id) | Photo.amendment_id.in_(waits)
    return its & _TO_BE_SEEN


def take_along(context: Context, idea: Idea) -> None:
    """What was sent for it before it was told."""
    lately = Photo.sent_at > context.now - HOUR
    _belongs(
        context.session, (Photo.person_id == context.person.id) & _UNTOLD & lately, idea.id
    )


def of_idea(session: Session, idea: Idea) -> tuple[str, ...]:
    """Their media, by name, in the order in which neighbours and moderators count them."""
    return tuple(session.scalars(_of_idea(), {"idea": idea.id}))


@cache
def _of_idea() -> Select[str]:
    its = Photo.idea_id == bindparam("idea")
    return select(Photo.medium).where(its, ~Photo.taken_down).order_by(Photo.id)


def shown(session: Session, idea: Idea) -> tuple[str, ...]:
    """Those of them that neighbours get to see."""
    return _media(session, is_shown(idea.id))


def is_shown(idea_id: int | BindParameter[int]) -> ColumnElement[bool]:
    return (Photo.idea_id == idea_id) & _TO_BE_SEEN


def of_amendment(session: Session, amendment: Amendment) -> tuple[str, ...]:
    """The same of those that wait with it."""
    return _media(session, Photo.amendment_id == amendment.id)


def _media(session: Session, which: ColumnElement[bool]) -> tuple[str, ...]:
    return tuple(session.scalars(select(Photo.medium).where(which).order_by(Photo.id)))


def publish(session: Session, amendment: Amendment) -> None:
    _belongs(session, Photo.amendment_id == amendment.id, amendment.idea_id)


def _belongs(session: Session, which: ColumnElement[bool], idea_id: int) -> None:
    session.flush()
    now = update(Photo).where(which).values(idea_id=idea_id, amendment_id=None)
    session.execute(now.execution_options(synchronize_session=False))


def with_the_same(session: Session, which: ColumnElement[bool]) -> Sequence[Idea]:
    """Ideas that have the same pictures: nobody sees these there either while they are locked
    away."""
    pictures = select(Medium.digest).join(Photo, Photo.medium == Medium.name).where(which)
    same = select(Photo.idea_id).join(Medium, Medium.name == Photo.medium)
    there = same.where(Medium.digest.in_(pictures))
    return session.scalars(select(Idea).where(Idea.id.in_(there)).order_by(Idea.id)).all()


def forget_untold(session: Session, now: datetime) -> None:
    """Photos whose idea was never told are not kept."""
    forget(session, _UNTOLD & (Photo.sent_at <= now - HOUR), now)


def let_go(context: Context) -> None:
    """The idea for which they were sent is not told after all: it joined another, or there is
    a new one instead."""
    forget(context.session, _UNTOLD & (Photo.person_id == context.person.id), context.now)


def forget_of(session: Session, person_id: int, now: datetime) -> Sequence[Idea]:
    """Of these ideas they were."""
    theirs = select(Photo.idea_id).filter_by(person_id=person_id)
    ideas = session.scalars(select(Idea).where(Idea.id.in_(theirs))).all()
    forget(session, Photo.person_id == person_id, now)
    session.flush()
    return ideas


def forget(session: Session, which: ColumnElement[bool], now: datetime) -> None:
    """Nobody gets to see these again, or has to decide on one."""
    for photo in session.scalars(select(Photo).where(which)).all():
        if photo.taken_down:
            desk.withdrawn(session, KIND, photo.id, now)
        media.forget(session, [photo.medium])
        session.delete(photo)
