"""When a digest comes. Pure: moments in, moments out."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from digest.models import Often
from digest.rules import WEEKDAYS, DigestRules

DAY = timedelta(days=1)
# So long somebody else may still be at writing what happened a moment ago.
AT_WORK = timedelta(minutes=1)


def settled(now: datetime) -> datetime:
    """Until when all that happened can be read by now. What is later comes with the next. A
    full minute, so that many hear until the same moment."""
    return (now - AT_WORK).replace(second=0, microsecond=0)


def after(moment: datetime, often: Often, laid_down: DigestRules, zone: ZoneInfo) -> datetime:
    """The first time later than this moment, by the clock of the city; in UTC."""
    day = moment.astimezone(zone).date()
    while not _comes_on(day, often, laid_down) or _at(day, laid_down, zone) <= moment:
        day += DAY
    return _at(day, laid_down, zone)


def _comes_on(day: date, often: Often, laid_down: DigestRules) -> bool:
    match often:
        case Often.DAILY:
            return True
        case Often.WEEKLY:
            return WEEKDAYS[day.weekday()] == laid_down.weekday
        case Often.MONTHLY:
            return day.day == 1


def _at(day: date, laid_down: DigestRules, zone: ZoneInfo) -> datetime:
    """An hour that the clock leaves out in spring comes when it has been put forward."""
    hour = time.fromisoformat(laid_down.hour)
    return datetime.combine(day, hour, zone).astimezone(UTC)
