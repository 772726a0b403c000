"""Until when a poll is open, and by when it is answered."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.places import City
from polls.models import Poll
from polls.rules import rules

# A time that people read has no seconds.
ALMOST_A_MINUTE = timedelta(seconds=59)


def promised(closes: datetime, city: City) -> datetime:
    """By when a poll that closes then is answered."""
    return days_later(closes, rules(city).answer_within_days, city)


def days_later(moment: datetime, days: int, city: City) -> datetime:
    """The same time on the clock, that many days on."""
    local = moment.astimezone(ZoneInfo(city.timezone)).replace(second=0, microsecond=0)
    return (local + timedelta(days=days)).astimezone(UTC)


def give_back(poll: Poll, since: datetime, now: datetime) -> None:
    """From `since` until now nobody could vote. The end stays, but at least half of the time
    that was left then is left from now on."""
    least = now + (poll.closes - since) / 2
    if poll.closes < least:
        poll.closes = (least + ALMOST_A_MINUTE).replace(second=0, microsecond=0)
        poll.answer_by = promised(poll.closes, poll.neighbourhood.city)
