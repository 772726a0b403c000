"""Rooms that a platform itself keeps together, and so belong to one neighbourhood.

What an admin or the config said of a room goes before, and rooms of moderators stay theirs.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import places
from bot.incoming import Address
from bot.places import Neighbourhood, Room

logger = logging.getLogger(__name__)

Follow = Callable[[Session, Room, datetime], None]


class Gathered(NamedTuple):
    """What a platform says of a room: that it belongs to a neighbourhood, or does no more."""

    at: Address
    slug: str
    belongs: bool


def heed(news: Gathered, follow: Sequence[Follow], now: datetime, session: Session) -> None:
    """`follow` are told of a room that is new to us."""
    room = places.room_at(session, news.at)
    if news.belongs and room is None:
        _take_in(session, news, follow, now)
    if not news.belongs and room and room.neighbourhood.slug == news.slug and not room.desk:
        places.give_up(session, news.at)
        logger.info("%s: the room %s left %s", news.at.platform, news.at.target, news.slug)


def _take_in(session: Session, news: Gathered, follow: Sequence[Follow], now: datetime) -> None:
    at, slug = news.at, news.slug
    place = session.scalar(select(Neighbourhood).filter_by(slug=slug))
    if place is None:
        logger.error("rooms shall belong to %r, but the config has no such neighbourhood", slug)
        return
    room = places.settle(session, at, place)
    session.flush()
    logger.info("%s: the room %s belongs to %s now", at.platform, at.target, slug)
    for each in follow:
        each(session, room, now)
