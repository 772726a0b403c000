"""The port to the city's own pool of ideas, and what it does not have yet."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import places
from bot.context import Context
from bot.places import City, Neighbourhood
from ideas import fields, posts, support
from ideas.models import ALIVE, PUBLIC, Idea
from ideas.profile import Profile

# So many at once keep nobody waiting.
EXPORTED = 1_000


class CityPool(Protocol):
    """Whoever brings ideas to a city: its file, its mailbox, its system."""

    async def submit(self, profile: Profile, *, key: str) -> str:
        """The city's own reference. The same key is taken in once."""
        ...


def waiting(session: Session, city: City, most: int = 50) -> Sequence[Idea]:
    """Published ideas that have no reference of the city yet, the oldest first."""
    query = (
        select(Idea)
        .join(Neighbourhood, Neighbourhood.id == Idea.neighbourhood_id)
        .where(
            Neighbourhood.city_id == city.id,
            Idea.state.in_(ALIVE),
            Idea.city_reference.is_(None),
        )
    )
    return session.scalars(query.order_by(Idea.published_at, Idea.id).limit(most)).all()


def newest(context: Context) -> Sequence[Idea]:
    """Of this neighbourhood, what everybody may see; in their order."""
    query = select(Idea).where(
        Idea.neighbourhood_id == context.neighbourhood.id, Idea.state.in_(PUBLIC)
    )
    found = context.session.scalars(query.order_by(Idea.id.desc()).limit(EXPORTED)).all()
    return found[::-1]


def arrived(session: Session, idea: Idea, reference: str) -> None:
    idea.city_reference, idea.restless = reference, True


def profiles(session: Session, ideas: Sequence[Idea], now: datetime) -> list[Profile]:
    """As the city writes them: in its language, with its codes."""
    supporters = support.counts(session, [each.id for each in ideas])
    return [_profile(each, supporters.get(each.id, 0), now) for each in ideas]


def _profile(idea: Idea, supporters: int, now: datetime) -> Profile:
    city = idea.neighbourhood.city
    words = places.speech(city.language, city)
    return Profile(
        number=idea.id,
        title=idea.title,
        field=fields.label(idea.field, words) if idea.field else "",
        code=(fields.code(idea.field, city) or "") if idea.field else "",
        problem=idea.problem or "",
        goal=idea.goal or "",
        solution=idea.solution or idea.text,
        state=posts.state_of(idea, words),
        as_of=words.day(now),
        place=idea.place or "",
        supporters=supporters,
    )
