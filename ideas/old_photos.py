"""Photos of what was declined for good: nobody gets to see them again, so they go."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from ideas import amending, photos, subject
from ideas.models import Amendment, Idea, Photo, State
from moderation import appeals, desk

_HELD_BY = (
    (subject.KIND, Idea, Photo.idea_id),
    (amending.KIND, Amendment, Photo.amendment_id),
)


def forget_declined(session: Session, now: datetime) -> None:
    """Once nobody can have a second look at it."""
    for number in session.scalars(select(Photo.id).where(Photo.taken_down)).all():
        _forget(session, photos.KIND, number, Photo.id, now)
    for kind, table, holder in _HELD_BY:
        declined = select(table.id).where(table.state == State.TURNED_AWAY)
        for number in session.scalars(declined.where(table.id.in_(select(holder)))).all():
            _forget(session, kind, number, holder, now)


def _forget(
    session: Session,
    kind: str,
    number: int,
    holder: InstrumentedAttribute[Any],
    now: datetime,
) -> None:
    case = desk.newest_about(session, kind, number)
    if case and appeals.is_final(case, now):
        photos.forget(session, holder == number, now)
