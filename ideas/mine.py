"""What ideas tell somebody of themselves."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.belongings import Exported, Term
from bot.language import N_
from bot.places import Neighbourhood
from bot.store import Base
from ideas import fields
from ideas.models import (
    Amendment,
    Comment,
    Credit,
    Follow,
    Hour,
    Idea,
    Photo,
    Project,
    Question,
    State,
    Step,
    Support,
    Wording,
)
from ideas.posts import STATES

Row: TypeAlias = Mapping[str, Any]
Kept = TypeVar("Kept", bound=Base)
IDEA, TITLE, WORDS, SAID = N_("Idea"), N_("Title"), N_("Words"), N_("Said")
STATE, WHEN, WHY = N_("State"), N_("When"), N_("Why")
WITHDRAWN = Term(N_("withdrawn"))


def export(session: Session, person_id: int) -> Exported:
    """All that they said, wanted and did."""
    return {
        **_had(session, person_id),
        **_said(session, person_id),
        **_changed(session, person_id),
        N_("What you follow"): [
            _follow(session, each) for each in _mine(session, Follow, person_id)
        ],
        N_("What you did for the city"): [*_for_the_city(session, person_id)],
    }


def _had(session: Session, person_id: int) -> Exported:
    return {
        N_("Your ideas"): [_idea(each) for each in _written(session, Idea, person_id)],
        N_("Ideas that were yours, too"): [
            {IDEA: each.idea_id} for each in _mine(session, Credit, person_id)
        ],
        N_("Ideas you stand behind"): [
            _support(each) for each in _mine(session, Support, person_id)
        ],
        N_("Your photos"): [
            {IDEA: _idea_of(session, each), SAID: each.sent_at}
            for each in _mine(session, Photo, person_id)
        ],
    }


def _said(session: Session, person_id: int) -> Exported:
    return {
        N_("Your comments"): [
            {IDEA: each.idea_id, WORDS: each.text, SAID: each.said_at}
            for each in _written(session, Comment, person_id)
        ],
        N_("Your questions to the city"): [
            {WORDS: each.text, SAID: each.asked_at, N_("Answers"): each.answer}
            for each in _written(session, Question, person_id)
        ],
    }


def _changed(session: Session, person_id: int) -> Exported:
    changed = select(Wording).filter_by(changed_by=person_id)
    return {
        N_("What you want to say anew of ideas"): [
            _amendment(each) for each in _written(session, Amendment, person_id)
        ],
        N_("Ideas whose words you changed"): [
            {IDEA: each.idea_id, WHEN: each.changed_at} for each in session.scalars(changed)
        ],
    }


def _mine(session: Session, table: type[Kept], person_id: int) -> Sequence[Kept]:
    theirs = select(table).filter_by(person_id=person_id)
    return session.scalars(theirs.order_by(*table.__table__.primary_key)).all()


def _written(session: Session, table: type[Kept], person_id: int) -> Sequence[Kept]:
    theirs = select(table).filter_by(author_id=person_id)
    return session.scalars(theirs.order_by(*table.__table__.primary_key)).all()


def _amendment(amendment: Amendment) -> Row:
    return {
        IDEA: amendment.idea_id,
        WORDS: list(amendment.said.values()),
        STATE: Term(STATES[State(amendment.state)]),
    }


def _idea(idea: Idea) -> Row:
    return {
        IDEA: idea.id,
        TITLE: idea.title,
        WORDS: idea.text,
        N_("What is wrong"): idea.problem,
        N_("What it is to become"): idea.goal,
        N_("How"): idea.solution,
        N_("Where"): idea.place,
        STATE: Term(STATES[State(idea.state)]),
        SAID: idea.received_at,
    }


def _idea_of(session: Session, photo: Photo) -> int | None:
    waits = session.get(Amendment, photo.amendment_id) if photo.amendment_id else None
    return waits.idea_id if waits else photo.idea_id


def _support(support: Support) -> Row:
    said = {IDEA: support.idea_id, SAID: support.said_at}
    return said if support.stands else said | {STATE: WITHDRAWN}


def _follow(session: Session, follow: Follow) -> Row:
    place = session.get_one(Neighbourhood, follow.neighbourhood_id)
    return {
        N_("Neighbourhood"): place.name,
        N_("Field"): Term(fields.BY_SLUG[follow.field].label) if follow.field else None,
        N_("Where"): follow.district,
        N_("Since"): follow.since,
    }


def _for_the_city(session: Session, person_id: int) -> Iterator[Row]:
    for step in session.scalars(select(Step).filter_by(person_id=person_id)):
        yield {
            IDEA: step.idea_id,
            STATE: Term(STATES[State(step.state)]),
            WHY: step.reason,
            WHEN: step.at,
        }
    for hour in session.scalars(select(Hour).filter_by(officer_id=person_id)):
        yield {TITLE: hour.topic, WHEN: hour.starts}
    for project in session.scalars(select(Project).filter_by(made_by=person_id)):
        yield {TITLE: project.title, WHEN: project.made_at}
