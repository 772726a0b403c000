"""From what happened to what a digest tells: by topic, each thing once, newest first."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial
from typing import NamedTuple

from sqlalchemy.orm import Session

from bot.news import News, StillThere, Teller
from bot.places import Neighbourhood
from digest.rules import rules

# What is older than these is not even counted.
LOOKED_AT = 400


class Sources(NamedTuple):
    """Who tells what happened, in which order its topics stand, and who knows what of it can
    still be read."""

    tell: Teller
    topics: Sequence[str]
    there: Sequence[StillThere]


class Item(NamedTuple):
    """One thing, and what is to be said of it; `in_full` if nothing matters more."""

    topic: str
    news: Sequence[News]
    in_full: bool = False


class Digest(NamedTuple):
    """`more` is how many things there is no room for."""

    items: Sequence[Item]
    more: int = 0

    @property
    def named(self) -> str:
        """The keys of the things in it."""
        return " ".join(item.news[0].about for item in self.items)


def read(
    session: Session,
    sources: Sources,
    place: Neighbourhood,
    since: datetime,
    until: datetime,
) -> Digest:
    news = sources.tell(session, place, since, until, LOOKED_AT)
    return compose(news, sources.topics, rules(place.city).most)


def compose(news: Iterable[News], topics: Sequence[str], most: int) -> Digest:
    """Of a thing all is said that is newer than what is most important about it."""
    things: dict[str, list[News]] = {}
    for each in sorted(news, key=lambda each: each.at, reverse=True):
        things.setdefault(each.about, []).append(each)
    rank = partial(_rank, topics)
    items = [_item(found, rank) for found in things.values()]
    items.sort(key=lambda item: rank(item.topic))
    return Digest(items[:most], len(items[most:]))


def _rank(topics: Sequence[str], topic: str) -> int:
    return topics.index(topic) if topic in topics else len(topics)


def _item(found: Sequence[News], rank: "partial[int]") -> Item:
    best = min(found, key=lambda each: rank(each.topic))
    return Item(best.topic, found[: found.index(best) + 1], in_full=rank(best.topic) == 0)
