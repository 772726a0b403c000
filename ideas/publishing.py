"""How an idea appears in all rooms of its neighbourhood, and stays up to date there."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import outbox, places
from bot.places import Room
from ideas import following, rules, showing, stepping, threshold
from ideas.models import PUBLIC, Idea, State

# Each is said in all its rooms, and nobody else can be heard meanwhile.
AT_ONCE = 50


def publish(session: Session, idea: Idea, now: datetime) -> None:
    """From now on the city's time to answer runs, and whoever follows hears of it."""
    first = idea.published_at is None
    if first:
        city = idea.neighbourhood.city
        idea.published_at = now
        idea.answer_due = rules.days_later(now, rules.rules(city).answer_within_days, city)
        threshold.begin(idea, idea.received_at, now)
    stepping.enter(session, idea, State.PUBLISHED, "", None, now)
    say = showing.say(session, idea)
    outbox.announce(session, rooms(session, idea), say, key=idea.key, now=now)
    if first:
        following.tell(session, idea, now)


def rooms(session: Session, idea: Idea) -> Sequence[Room]:
    return places.rooms_of(session, idea.neighbourhood_id)


def show_anew(session: Session, idea: Idea, now: datetime) -> None:
    """In rooms soon, and to whoever heard of it alone: a picture is gone, or all of it."""
    idea.restless = True
    following.show_anew(session, idea, now)


def refresh(session: Session, now: datetime) -> None:
    """Show what is new under the posts of ideas: support, comments, the city's answer."""
    _wake_overdue(session, now)
    restless = select(Idea).where(Idea.restless).order_by(Idea.id).limit(AT_ONCE)
    for idea in session.scalars(restless).all():
        idea.restless = False
        outbox.revise(session, showing.say(session, idea, now), key=idea.key, now=now)


def _wake_overdue(session: Session, now: datetime) -> None:
    """When an answer is overdue, everybody can see it."""
    late = select(Idea).where(
        Idea.answer_due <= now, ~Idea.shown_overdue, Idea.state.in_(PUBLIC)
    )
    for idea in session.scalars(late.limit(AT_ONCE)).all():
        idea.shown_overdue, idea.restless = True, True


def appear(session: Session, room: Room, now: datetime) -> None:
    """A room moved: ideas that still find supporters appear in the new one."""
    here = select(Idea).where(
        Idea.neighbourhood_id == room.neighbourhood_id, Idea.state == State.PUBLISHED
    )
    for idea in session.scalars(here.order_by(Idea.id.desc()).limit(AT_ONCE)).all():
        outbox.announce(session, [room], showing.say(session, idea, now), key=idea.key, now=now)
