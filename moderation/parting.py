"""Somebody becomes two persons: what shuts the one out shuts out the other."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import sharing
from bot.store import Base
from moderation import restraints
from moderation.models import Case, Restraint, State


def part(session: Session, stays: int, parts: int, now: datetime) -> None:
    """Each can ask for a second look, and each is let in again on their own."""
    for restraint in restraints.all_standing(session, stays, now):
        theirs = Restraint(**_values(restraint, person_id=parts))
        session.add(theirs)
        session.flush()
        about = select(Case).filter_by(kind=restraints.KIND, number=restraint.id)
        before = session.scalars(about).one()
        case = Case(**_values(before, number=theirs.id, author_id=parts))
        # The look that is under way is at the other one.
        case.was_appealed = before.was_appealed and before.state != State.APPEALED
        case.becomes(State.DECLINED)
        session.add(case)
    session.flush()
    sharing.look_anew(session)


def _values(row: Base, **instead: int) -> dict[str, Any]:
    """Of a new row that is like this one but for its number."""
    columns = [column.key for column in row.__table__.columns if not column.primary_key]
    return {name: getattr(row, name) for name in columns} | instead
