"""What an idea's post tells, looked up: its people, its numbers, its last step."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import BindParameter, Select, bindparam, func, select
from sqlalchemy.orm import Session

from bot.language import Words
from bot.people import Person
from bot.posts import Post
from ideas import photos, posts, stepping, threshold
from ideas.models import Comment, Credit, Idea, Photo, State, Support
from ideas.posts import View

SHOWN = 10


def view(session: Session, idea: Idea, now: datetime | None = None) -> View:
    """`now` is needed to know what is overdue."""
    step = stepping.last(session, idea)
    supporters, comments, shown = _numbers(session, idea)
    overdue = idea.answer_due is not None and now is not None and idea.answer_due <= now
    return View(
        idea=idea,
        by=_names(session, idea),
        supporters=supporters,
        counted=threshold.counted(session, idea),
        comments=comments,
        photos=shown,
        pictures=_pictures(session, idea) if shown else (),
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
    names = session.scalars(_credited(), {"idea": idea.id}).all()
    author = session.get(Person, idea.author_id) if idea.author_id else None
    return [author.name, *names] if author else names


@cache
def _credited() -> Select[str]:
    names = select(Person.name).join(Credit, Credit.person_id == Person.id)
    return names.where(Credit.idea_id == bindparam("idea")).order_by(Person.id)


def _numbers(session: Session, idea: Idea) -> tuple[int, int, int]:
    """How many support it, comment on it, and how many photos it has; in one query."""
    row = session.execute(_counts(), {"idea": idea.id}).one()
    return row[0], row[1], row[2]


@cache
def _counts() -> Select[*tuple[int, ...]]:
    idea: BindParameter[int] = bindparam("idea")
    support = select(func.count()).select_from(Support).filter_by(idea_id=idea, stands=True)
    comments = select(func.count()).select_from(Comment)
    said = comments.filter_by(idea_id=idea, state=State.PUBLISHED)
    shown = select(func.count()).select_from(Photo).where(photos.is_shown(idea))
    return select(*(each.scalar_subquery() for each in (support, said, shown)))


def _pictures(session: Session, idea: Idea) -> Sequence[str]:
    """The first photos, by the names of their media. Several ideas that became one may have
    more than a message takes."""
    return photos.shown(session, idea)[:SHOWN]
