"""Finding ideas that say much the same, before one more is made."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from ideas import index, likeness
from ideas.models import ALIVE, PUBLIC, Idea, State
from moderation.contributions import Alike

# From this score on an idea is shown as similar; from the second on it is likely the same.
ALIKE, LIKELY = 58.0, 75.0
SHOWN = 3
# What moderators see beside a new one: also what waits for them, and what was not published.
FOR_MODERATORS = (*PUBLIC, State.RECEIVED, State.TURNED_AWAY)
CANDIDATES = 60
# Some of the nearest may be settled, so a few more than are shown are looked up.
LOOKED_AT = 12
# The same place says as much as some words in common.
SAME_PLACE = 8.0
MOST = 100.0


class Similar(NamedTuple):
    """`score` is from 0 to 100."""

    idea: Idea
    score: float

    @property
    def is_likely_the_same(self) -> bool:
        return self.score >= LIKELY

    @property
    def beside(self) -> Alike:
        """As moderators see it beside a new one."""
        score = min(self.score, MOST)
        idea = self.idea
        return Alike(
            idea.id, idea.title, score, self.is_likely_the_same, joinable=idea.state in ALIVE
        )


def find(
    session: Session,
    place_id: int,
    wanted: str,
    *,
    district: str | None = None,
    most: int = SHOWN,
    least: float = ALIKE,
    states: Collection[State] = ALIVE,
) -> Sequence[Similar]:
    """Ideas of a neighbourhood, such as still find supporters, the nearest first. `wanted` is
    folded."""
    near = index.candidates(session, place_id, wanted, CANDIDATES)
    ranked = dict(likeness.ranked(wanted, near, least - SAME_PLACE)[:LOOKED_AT])
    ideas = session.scalars(select(Idea).where(Idea.id.in_(ranked), Idea.state.in_(states)))
    found = [Similar(idea, ranked[idea.id] + _bonus(idea, district)) for idea in ideas.all()]
    nearest = sorted(found, key=lambda each: (-each.score, each.idea.id))
    return [each for each in nearest if each.score >= least][:most]


def beside(session: Session, idea: Idea) -> tuple[Alike, ...]:
    """What moderators see beside an idea, as it reads now."""
    found = find(
        session,
        idea.neighbourhood_id,
        idea.likeness,
        district=idea.district,
        most=SHOWN + 1,
        states=FOR_MODERATORS,
    )
    return tuple(each.beside for each in found if each.idea is not idea)[:SHOWN]


def _bonus(idea: Idea, district: str | None) -> float:
    return SAME_PLACE if district and idea.district == district else 0.0
