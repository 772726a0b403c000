"""What an idea's post tells, looked up: its people, its numbers, its last step."""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.language import Words
from bot.people import Person
from bot.posts import Post
from ideas import posts, stepping, support, threshold
from ideas.models import Comment, Credit, Idea, Photo, State
from ideas.posts import View


def view(session: Session, idea: Idea, now: datetime | None = None) -> View:
    """`now` is needed to know what is overdue."""
    step = stepping.last(session, idea)
    overdue = idea.answer_due is not None and now is not None and idea.answer_due <= now
    return View(
        idea=idea,
        by=_names(session, idea),
        supporters=support.count(session, idea),
        counted=threshold.counted(session, idea),
        comments=_comments(session, idea),
        photos=_photos(session, idea),
        reason=step.reason if step else "",
        since=step.at if step else idea.received_at,
        overdue=overdue,
    )


def say(session: Session, idea: Idea, now: datetime | None = None) -> Callable[[Words], Post]:
    """The idea as it stands in a room."""
    seen = view(session, idea, now)
    return lambda words: posts.standing(seen, words)


def _names(session: Session, idea: Idea) -> Sequence[str]:
    """The author first, then all who share the credit, by the names they chose."""
    also = select(Person.name).join(Credit, Credit.person_id == Person.id)
    names = session.scalars(also.where(Credit.idea_id == idea.id).order_by(Person.id)).all()
    author = session.get(Person, idea.author_id) if idea.author_id else None
    return [author.name, *names] if author else names


def _comments(session: Session, idea: Idea) -> int:
    query = select(func.count()).select_from(Comment)
    return session.scalar(query.filter_by(idea_id=idea.id, state=State.PUBLISHED)) or 0


def _photos(session: Session, idea: Idea) -> int:
    return session.scalar(select(func.count(Photo.id)).filter_by(idea_id=idea.id)) or 0
