"""Once a month, each neighbourhood hears what passed its moderators' desk."""

from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import outbox, places
from bot.outbox import Letter
from bot.places import Neighbourhood
from moderation import count_posts
from moderation.counts import Month, count, month_before, month_of

# In the morning of the first day; a Bude that was down then says it within a week.
AT = timedelta(hours=10)
WITHIN = timedelta(days=7)


def announce_due(session: Session, now: datetime) -> None:
    """Once a month each neighbourhood hears the numbers of the month before, in all rooms."""
    for place in session.scalars(select(Neighbourhood).order_by(Neighbourhood.id)).all():
        zone = ZoneInfo(place.city.timezone)
        begun = month_of(now, zone).begins
        if begun + AT <= now < begun + WITHIN:
            _announce(session, place, month_before(now, zone), now)


def _announce(session: Session, place: Neighbourhood, month: Month, now: datetime) -> None:
    key = f"counts:{place.id}:{month.begins:%Y-%m-%d}"
    if session.scalar(select(Letter.id).where(Letter.key == key).limit(1)):
        return
    counts = count(session, place.id, month)
    if counts.received or counts.restrained:
        rooms = places.rooms_of(session, place.id)
        say = partial(count_posts.counted, counts, place.name)
        outbox.announce(session, rooms, say, key=key, now=now)
