"""Until when a poll is open, and by when it is answered."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.places import City
from polls.models import Poll
from polls.rules import rules

MINUTE = timedelta(minutes=1)


def promised(closes: datetime, city: City) -> datetime:
    """By when a poll that closes then is answered."""
    return days_later(closes, rules(city).answer_within_days, city)


def days_later(moment: datetime, days: int, city: City) -> datetime:
    """The same time on the clock, that many days on."""
    local = moment.astimezone(ZoneInfo(city.timezone)).replace(second=0, microsecond=0)
    return (local + timedelta(days=days)).astimezone(UTC)


def give_back(poll: Poll, since: datetime, now: datetime) -> None:
    """While nobody could vote, from `since` until now, its time went on. If less than half is
    left, it ends so much later."""
    missed = now - since
    if poll.closes - now < missed:
        later = poll.closes + missed + MINUTE
        poll.closes = later.replace(second=0, microsecond=0)
        poll.answer_by = promised(poll.closes, poll.neighbourhood.city)
