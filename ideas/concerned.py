"""Who hears alone what becomes of an idea: whose it is, and all who support it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import telling
from bot.telling import Say
from ideas.models import Credit, Idea, Support


def supporters(session: Session, idea: Idea) -> Sequence[int]:
    query = select(Support.person_id).filter_by(idea_id=idea.id, stands=True)
    return session.scalars(query.order_by(Support.said_at, Support.person_id)).all()


def whose(session: Session, idea: Idea) -> Sequence[int | None]:
    """Its author, and those whose ideas became part of it."""
    also = select(Credit.person_id).where(Credit.idea_id == idea.id)
    return [idea.author_id, *session.scalars(also.order_by(Credit.person_id))]


def tell(
    session: Session, idea: Idea, say: Say, *, key: str, now: datetime, by: int | None = None
) -> None:
    """Each of them once, where they can be told alone; but not who did it, and knows."""
    theirs = {*whose(session, idea), *supporters(session, idea)} - {by}
    for person_id in sorted(filter(None, theirs)):
        telling.tell(session, person_id, say, key=key, now=now)
