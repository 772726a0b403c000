"""Saying an idea better: by its author or a moderator, with everything that was said before."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from ideas import checking, index, placing
from ideas.likeness import fingerprint, folded
from ideas.models import Idea, Wording


class Better(NamedTuple):
    """What is said anew; what is None stays."""

    title: str | None = None
    text: str | None = None
    field: str | None = None
    problem: str | None = None
    goal: str | None = None
    solution: str | None = None
    place: str | None = None

    @property
    def said(self) -> dict[str, str]:
        return {name: value for name, value in self._asdict().items() if value is not None}


def put(session: Session, idea: Idea, better: Better, by: int | None, now: datetime) -> None:
    """Change the words, and keep the ones before. A title that was only the beginning of the
    text does not outlive it. Raises Refusal for a place that is not in the city."""
    if better.text and not better.title and idea.title == checking.title_of(idea.text):
        better = better._replace(title=checking.title_of(better.text))
    if better.title or better.text:
        before = Wording(
            idea_id=idea.id, title=idea.title, text=idea.text, changed_by=by, changed_at=now
        )
        session.add(before)
    if better.place:
        idea.district = placing.of_place(idea.neighbourhood.city, better.place)
    for name, value in better.said.items():
        setattr(idea, name, value)
    idea.likeness, idea.restless = folded(idea.title, idea.text), True
    idea.fingerprint = fingerprint(idea.likeness)
    index.enter(session, idea)


def history(session: Session, idea: Idea) -> Sequence[Wording]:
    query = select(Wording).where(Wording.idea_id == idea.id)
    return session.scalars(query.order_by(Wording.id)).all()
