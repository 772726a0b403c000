"""How many must support an idea by when, so that a committee has to decide on it."""

from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from bot import heard, outbox, places
from bot.context import Context
from bot.language import Words
from bot.people import Person
from bot.posts import Post
from bot.refusals import Refusal
from bot.roles import Role
from ideas import concerned, rules, telling
from ideas.models import ALIVE, Gathering, Idea, Support

WEEK = timedelta(days=7)


def begin(idea: Idea, since: datetime, now: datetime) -> None:
    """From now on support is gathered, where the city has such a rule; `since` is from when on
    it counts."""
    city = idea.neighbourhood.city
    laid_down = rules.rules(city)
    if not laid_down.supports:
        return
    idea.gathering, idea.told_week, idea.gathered_at = Gathering.OPEN, 0, None
    idea.gather_from, idea.gather_needed = since, laid_down.supports
    idea.gather_until = rules.days_later(now, 7 * laid_down.weeks, city)


def is_over(idea: Idea, said_at: datetime) -> bool:
    """Whether this was said too late to count."""
    if idea.gathering == Gathering.EXPIRED:
        return True
    late = idea.gather_until is not None and said_at >= idea.gather_until
    return idea.gathering == Gathering.OPEN and late


def counted(session: Session, idea: Idea) -> int:
    """How many known neighbours support it in time."""
    if idea.gathering == Gathering.NONE:
        return 0
    return session.scalar(_count_of_one(), {"idea": idea.id}) or 0


@cache
def _count_of_one() -> Select[*tuple[Any, ...]]:
    return _counting(func.count()).where(Idea.id == bindparam("idea"))


def _counting(*columns: Any) -> Select[*tuple[Any, ...]]:
    return (
        select(*columns)
        .select_from(Support)
        .join(Idea, Idea.id == Support.idea_id)
        .join(Person, Person.id == Support.person_id)
        .where(
            Person.known_in == Idea.neighbourhood_id,
            Support.stands,
            Support.said_at >= Idea.gather_from,
            Support.said_at < Idea.gather_until,
        )
    )


def look_at(session: Session, idea: Idea, now: datetime) -> None:
    """Once there are enough, the committee has to decide, whoever changes their mind later."""
    if idea.gathering == Gathering.OPEN and counted(session, idea) >= (idea.gather_needed or 0):
        _end(session, idea, Gathering.REACHED, now)


def _end(session: Session, idea: Idea, how: Gathering, now: datetime) -> None:
    idea.gathering, idea.gathered_at, idea.restless = how, now, True
    _tell(session, idea, how, now)


def look(session: Session, now: datetime, awake_since: datetime | None = None) -> None:
    """What time brings: success by neighbours known only now, the word of the week, the end."""
    gathering = (Idea.gathering == Gathering.OPEN) & Idea.state.in_(ALIVE)
    all_counts = _counting(Idea.id, func.count()).where(gathering).group_by(Idea.id)
    counts: dict[int, int] = dict(session.execute(all_counts).all())
    for idea in session.scalars(select(Idea).where(gathering).with_for_update(of=Idea)).all():
        if counts.get(idea.id, 0) >= (idea.gather_needed or 0):
            _end(session, idea, Gathering.REACHED, now)
        else:
            _grow_older(session, idea, now, awake_since)


def _grow_older(
    session: Session, idea: Idea, now: datetime, awake_since: datetime | None
) -> None:
    assert idea.gather_until
    if now >= idea.gather_until:
        rooms = places.rooms_of(session, idea.neighbourhood_id)
        platforms = {room.platform for room in rooms}
        if heard.all_is_in(session, platforms, idea.gather_until, now, awake_since):
            _end(session, idea, Gathering.EXPIRED, now)
        return
    week = (now - _began(idea)) // WEEK
    if week > idea.told_week:
        idea.told_week = week
        _tell(session, idea, f"week {week}", now)


def _began(idea: Idea) -> datetime:
    return max(filter(None, (idea.published_at, idea.gather_from)))


def key(idea: Idea, what: str) -> str:
    """Of a word on how far it is, each time it gathers."""
    return f"{idea.key}:{_began(idea):%Y%m%d}:{what}"


def _tell(session: Session, idea: Idea, what: str, now: datetime) -> None:
    number = counted(session, idea)

    def say(words: Words) -> Post:
        return telling.gathered(idea, number, words)

    rooms = places.rooms_of(session, idea.neighbourhood_id)
    outbox.announce(session, rooms, say, key=key(idea, what), now=now)
    if idea.gathering != Gathering.OPEN:
        concerned.tell(session, idea, say, key=key(idea, what), now=now)


def revive(context: Context, idea: Idea) -> None:
    """Once more from the beginning; all that was before stays to be read."""
    if idea.gathering != Gathering.EXPIRED or idea.state not in ALIVE:
        raise Refusal("The time of idea {number} is not over.", number=str(idea.id))
    if context.person.id not in concerned.whose(context.session, idea) and not _may(context):
        raise Refusal(
            "Whoever had this idea can revive it, or a moderator. Ask them, they will be glad."
        )
    begin(idea, context.now, context.now)
    idea.restless = True


def _may(context: Context) -> bool:
    return Role.MODERATOR in context.roles
