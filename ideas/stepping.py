"""From one state to the next: each with its reason in public words, none ever lost."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from ideas.models import Idea, State, Step


def enter(
    session: Session, idea: Idea, state: State, reason: str, by: int | None, now: datetime
) -> None:
    idea.state, idea.restless = state, True
    session.add(Step(idea_id=idea.id, state=state, reason=reason, person_id=by, at=now))
    session.flush()


def steps(session: Session, idea: Idea) -> Sequence[Step]:
    """All there were, in their order."""
    query = select(Step).where(Step.idea_id == idea.id)
    return session.scalars(query.order_by(Step.id)).all()


_LAST = select(Step).where(Step.idea_id == bindparam("idea")).order_by(Step.id.desc()).limit(1)


def last(session: Session, idea: Idea) -> Step | None:
    return session.scalars(_LAST, {"idea": idea.id}).first()
