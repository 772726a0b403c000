"""What ideas keep about people, and what becomes of it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, exists, func, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from bot import sharing
from bot.belongings import Belongings, hand_over
from bot.forgotten import Forgotten
from ideas import amending, answering, hours, index, mine, photos, publishing, subject, talk
from ideas.models import (
    ALIVE,
    PUBLIC,
    Amendment,
    Comment,
    Credit,
    Follow,
    Gathering,
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
from moderation import desk

# The time of an idea may end later than it was to, if a platform is away.
LONGER = timedelta(days=2)
OWNS = {
    "idea.author_id": "whose idea it is",
    "idea_credit.person_id": "whose idea it also was",
    "idea_support.person_id": "one support for each person",
    "idea_step.person_id": "who answered for the city",
    "idea_amendment.author_id": "who wants to say it better",
    "idea_wording.changed_by": "who said it better",
    "idea_photo.person_id": "whose photo it is",
    "idea_comment.author_id": "whose comment it is",
    "idea_follow.person_id": "who hears of new ideas where",
    "question_hour.officer_id": "who holds it for the city",
    "hour_question.author_id": "who asked",
    "idea_project.made_by": "who made the project",
}
_PLAIN: Sequence[InstrumentedAttribute[Any]] = (
    Idea.author_id,
    Step.person_id,
    Amendment.author_id,
    Wording.changed_by,
    Photo.person_id,
    Comment.author_id,
    Project.made_by,
    Hour.officer_id,
    Question.author_id,
)
_GATHERS = (Idea.gathering == Gathering.OPEN) & Idea.state.in_(ALIVE)


def merge(session: Session, stays: int, goes: int, now: datetime) -> None:
    """Of two supports of one idea one remains, and it stands as was said last."""
    for column in _PLAIN:
        hand_over(session, column, goes, stays)
    for support in session.scalars(select(Support).filter_by(person_id=goes)).all():
        _merge_support(session, support, stays)
    _merge_follows(session, stays, goes)
    for credit in session.scalars(select(Credit).filter_by(person_id=goes)).all():
        if session.get(Credit, (credit.idea_id, stays)) is None:
            session.add(Credit(idea_id=credit.idea_id, person_id=stays))
        session.delete(credit)
    session.flush()
    sharing.look_anew(session)


def _merge_support(session: Session, support: Support, stays: int) -> None:
    session.get_one(Idea, support.idea_id).restless = True
    theirs = session.get(Support, (support.idea_id, stays))
    if theirs is None:
        theirs = Support(
            idea_id=support.idea_id,
            person_id=stays,
            stands=support.stands,
            said_at=support.said_at,
        )
        session.add(theirs)
    elif support.said_at >= theirs.said_at:
        theirs.stands, theirs.said_at = support.stands, support.said_at
    session.delete(support)
    session.flush()


def _merge_follows(session: Session, stays: int, goes: int) -> None:
    theirs = session.scalars(select(Follow).filter_by(person_id=stays)).all()
    known = {(each.neighbourhood_id, each.field, each.district) for each in theirs}
    for each in session.scalars(select(Follow).filter_by(person_id=goes)).all():
        if (each.neighbourhood_id, each.field, each.district) in known:
            session.delete(each)
        else:
            each.person_id = stays


def erase(session: Session, person_id: int, now: datetime) -> datetime | None:
    """Who leaves takes their support, their photos and what was not published along. Ideas that
    others support stay, without a name. They must be known again while support is gathered."""
    public, asked = _published(session, person_id), _asked(session, person_id)
    _without_photos(session, person_id, now)
    _without_support(session, person_id)
    _without_words(session, person_id, asked, now)
    _without_unpublished(session, person_id, now)
    _without_name(session, person_id)
    _name_no_more(session, public, asked, now)
    last = session.scalar(select(func.max(Idea.gather_until)).where(_GATHERS))
    return last and last + LONGER


def _without_photos(session: Session, person_id: int, now: datetime) -> None:
    for idea in photos.forget_of(session, person_id, now):
        publishing.show_anew(session, idea, now)
        desk.lessened(session, subject.compared(session, idea), now)


def _without_support(session: Session, person_id: int) -> None:
    for support in session.scalars(select(Support).filter_by(person_id=person_id)).all():
        session.get_one(Idea, support.idea_id).restless = True
        session.delete(support)
    for table in (Follow, Credit):
        session.execute(delete(table).filter_by(person_id=person_id))


def _without_words(
    session: Session, person_id: int, asked: Sequence[Question], now: datetime
) -> None:
    """What they said about ideas, asked, or would have said better."""
    for comment in session.scalars(select(Comment).filter_by(author_id=person_id)).all():
        talk.forget(session, comment, now)
    for question in asked:
        if question.state != State.PUBLISHED:
            hours.forget(session, question, now)
    amending.drop_waiting(session, Amendment.author_id == person_id, person_id, now)


def _without_unpublished(session: Session, person_id: int, now: datetime) -> None:
    gone = _not_public(session, person_id)
    for idea in gone:
        photos.forget(session, Photo.idea_id == idea.id, now)
        amending.drop_waiting(session, Amendment.idea_id == idea.id, person_id, now)
        talk.lapse(session, idea, now)
        _empty(session, idea)
        desk.withdrawn(session, subject.KIND, idea.id, now)
    index.remove(session, [idea.id for idea in gone])
    session.flush()


def _without_name(session: Session, person_id: int) -> None:
    nowhere = update(Idea).where(Idea.author_id == person_id)
    session.execute(nowhere.values(platform=None, target=None))
    for column in _PLAIN:
        hand_over(session, column, person_id, None)


def remember(session: Session, now: datetime) -> None:
    """Bude was away when the time of an idea ended, and support that was said in time may still
    be heard: who was forgotten before is known until it is over."""
    meanwhile = (Idea.gather_from <= Forgotten.at) & (Forgotten.at < Idea.gather_until)
    late = exists().where(_GATHERS, Idea.gather_until <= now, meanwhile)
    longer = update(Forgotten).where(Forgotten.until <= now, late).values(until=now + LONGER)
    session.execute(longer.execution_options(synchronize_session=False))


def _name_no_more(
    session: Session, ideas: Sequence[Idea], questions: Sequence[Question], now: datetime
) -> None:
    """In what stands in rooms, and what waits to be said."""
    for idea in ideas:
        answering.tell_anew(session, idea, now)
    for question in questions:
        if question.state == State.PUBLISHED:
            hours.show_anew(session, question, now)


def _published(session: Session, person_id: int) -> Sequence[Idea]:
    """That name them."""
    shared = select(Credit.idea_id).where(Credit.person_id == person_id)
    theirs = (Idea.author_id == person_id) | Idea.id.in_(shared)
    return session.scalars(select(Idea).where(theirs, Idea.state.in_(PUBLIC))).all()


def _asked(session: Session, person_id: int) -> Sequence[Question]:
    return session.scalars(select(Question).filter_by(author_id=person_id)).all()


def _not_public(session: Session, person_id: int) -> Sequence[Idea]:
    """What was never published, or taken down or back since."""
    hidden = Idea.published_at.is_(None) | Idea.state.in_((State.TURNED_AWAY, State.WITHDRAWN))
    return session.scalars(select(Idea).filter_by(author_id=person_id).where(hidden)).all()


def _empty(session: Session, idea: Idea) -> None:
    idea.title = idea.text = idea.likeness = idea.fingerprint = ""
    idea.problem = idea.goal = idea.solution = idea.place = idea.district = None
    idea.state = State.WITHDRAWN
    session.execute(delete(Wording).where(Wording.idea_id == idea.id))


BELONGINGS = Belongings(OWNS, merge, mine.export, erase)
