"""Question hours: announced everywhere, held in one room, answered for all to read."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import outbox, places
from bot.context import Context
from bot.language import N_
from bot.parameters import Suggestion
from bot.people import Person
from bot.refusals import Refusal
from ideas import checking, hour_posts
from ideas.models import Hour, Question, State
from ideas.rules import rules
from moderation import desk, slowing
from moderation.contributions import Contribution

KIND = "question"
LASTS = timedelta(hours=1)
SUGGESTED = 50
MANY = N_(
    "So that everybody has their turn, I take {most} questions an hour from each "
    "person: the next one from {moment} on."
)


class Held(StrEnum):
    PLANNED = "planned"
    OPEN = "open"
    OVER = "over"


def plan(context: Context, topic: str, starts: datetime, ends: datetime | None) -> Hour:
    """Held in the room where this is said. Raises Refusal."""
    if context.room is None or context.private:
        raise Refusal("Say this in the room in which the question hour shall be.")
    ends = ends or starts + LASTS
    if not context.now < starts < ends:
        raise Refusal("A question hour begins in the future, and ends after it begins.")
    hour = Hour(
        neighbourhood=context.neighbourhood,
        officer_id=context.person.id,
        platform=context.room.platform,
        target=context.room.target,
        topic=topic,
        starts=starts,
        ends=ends,
        state=Held.PLANNED,
    )
    context.session.add(hour)
    context.session.flush()
    _announce(context.session, hour, context.now)
    return hour


def _announce(session: Session, hour: Hour, now: datetime) -> None:
    officer = _name(session, hour.officer_id)
    for room in places.rooms_of(session, hour.neighbourhood_id):
        here = (room.platform, room.target) == (hour.platform, hour.target)
        post = hour_posts.announced(hour, officer, here, places.tongue(room))
        outbox.send(session, room.address, post, key=hour.key, now=now)


def find(context: Context, number: int) -> Hour:
    hour = context.session.get(Hour, number)
    if hour is None or hour.neighbourhood_id != context.neighbourhood.id:
        raise Refusal("There is no question hour {number} here.", number=str(number))
    return hour


def suggest(context: Context, typed: str) -> Sequence[Suggestion]:
    """For completing a number: by it, or by words of the topic; the latest first."""
    wanted = typed.casefold().strip()
    here = select(Hour).filter_by(neighbourhood_id=context.neighbourhood.id)
    latest = context.session.scalars(here.order_by(Hour.starts.desc()).limit(SUGGESTED)).all()
    return [
        Suggestion(str(each.id), each.topic)
        for each in latest
        if wanted in each.topic.casefold() or wanted == str(each.id)
    ]


def ask(context: Context, hour: Hour, text: str) -> bool:
    """Whether all can read it already; else it waits at the desk. Raises Refusal."""
    if context.said_at >= hour.ends:
        raise Refusal("This question hour ended on {ends}.", ends=hour.ends)
    checking.refuse_wordless(text)
    most = rules(context.neighbourhood.city).most_an_hour
    slowing.refuse_flood(context, Question.author_id, Question.asked_at, most, MANY)
    question = Question(
        hour_id=hour.id,
        author_id=context.person.id,
        text=text,
        state=State.RECEIVED,
        asked_at=context.said_at,
    )
    context.session.add(question)
    context.session.flush()
    case = desk.open_case(context, contribution(question))
    if case.is_published:
        publish(context.session, question, context.now)
    return case.is_published


def contribution(question: Question) -> Contribution:
    what = N_("a question for question hour {number}"), {"number": str(question.hour_id)}
    return Contribution(KIND, question.id, question.text, what=what)


def publish(session: Session, question: Question, now: datetime) -> None:
    again = question.state == State.TURNED_AWAY
    question.state = State.PUBLISHED
    session.flush()
    _tell(session, question, question.key, now)
    if again:
        show_anew(session, question, now)


def forget(session: Session, question: Question, now: datetime) -> None:
    """Neither neighbours nor moderators read it any more."""
    question.text, question.state = "", State.WITHDRAWN
    show_anew(session, question, now)
    desk.withdrawn(session, KIND, question.id, now)


def take_back(context: Context, number: int | None) -> Question:
    """A question of the speaker's; without its number, their newest. Raises Refusal."""
    mine = select(Question).filter_by(author_id=context.person.id)
    there = mine.where(Question.state.in_((State.RECEIVED, State.PUBLISHED)))
    if number is not None:
        there = there.where(Question.id == number)
    question = context.session.scalars(there.order_by(Question.id.desc()).limit(1)).first()
    if question is None:
        raise Refusal("There is no such question of yours to take back.")
    forget(context.session, question, context.now)
    return question


def show_anew(session: Session, question: Question, now: datetime) -> None:
    """Where it stands in rooms it reads as it is now; nowhere, once it is not published."""
    session.flush()
    say = partial(hour_posts.question, question, _name(session, question.author_id))
    if question.state != State.PUBLISHED:
        say = partial(hour_posts.gone, question)
    for key in (question.key, f"{question.key}:answer"):
        outbox.revise(session, say, key=key, now=now)


def answer(context: Context, number: int, text: str) -> Question:
    """By whoever speaks for the city; under the announcement in all rooms. Raises Refusal."""
    question = context.session.get(Question, number)
    if question is None or question.state != State.PUBLISHED:
        raise Refusal("There is no question {number} here.", number=str(number))
    find(context, question.hour_id)
    question.answer, question.answered_at = text, context.now
    context.session.flush()
    _tell(context.session, question, f"{question.key}:answer", context.now)
    return question


def _tell(session: Session, question: Question, key: str, now: datetime) -> None:
    hour, name = session.get_one(Hour, question.hour_id), _name(session, question.author_id)
    for room in places.rooms_of(session, hour.neighbourhood_id):
        to = outbox.under(session, room.address, hour.key)
        post = hour_posts.question(question, name, places.tongue(room))
        outbox.send(session, to, post, key=key, now=now)


def questions(session: Session, hour: Hour) -> Sequence[Question]:
    asked = select(Question).filter_by(hour_id=hour.id, state=State.PUBLISHED)
    return session.scalars(asked.order_by(Question.asked_at, Question.id)).all()


def look(session: Session, now: datetime) -> None:
    """What begins, and what is over; said where it is held."""
    begins = select(Hour).where(Hour.state == Held.PLANNED, Hour.starts <= now)
    for hour in session.scalars(begins.with_for_update(of=Hour)).all():
        hour.state = Held.OPEN
        _say(session, hour, "begins", now)
    over = select(Hour).where(Hour.state == Held.OPEN, Hour.ends <= now)
    for hour in session.scalars(over.with_for_update(of=Hour)).all():
        hour.state = Held.OVER
        _say(session, hour, "over", now)


def _say(session: Session, hour: Hour, what: str, now: datetime) -> None:
    asked, officer = questions(session, hour), _name(session, hour.officer_id)
    rooms = places.rooms_of(session, hour.neighbourhood_id)
    say = partial(hour_posts.BY_WHAT[what], hour, officer, asked)
    here = [
        each for each in rooms if (each.platform, each.target) == (hour.platform, hour.target)
    ]
    outbox.announce(session, here, say, key=f"{hour.key}:{what}", now=now)


def _name(session: Session, person_id: int | None) -> str:
    person = session.get(Person, person_id) if person_id else None
    return person.name if person else "…"
