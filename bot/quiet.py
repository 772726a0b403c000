"""Quiet hours: letters to one person wait until these are over, by the clock of their city."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.people import Person


def over(person: Person, zone: ZoneInfo, now: datetime) -> datetime:
    """When they may be written to: now, or at the end of their quiet hours."""
    if person.quiet_from is None or person.quiet_until is None:
        return now
    local = now.astimezone(zone)
    minutes = local.hour * 60 + local.minute
    if not _is_within(minutes, person.quiet_from, person.quiet_until):
        return now
    day = local if minutes < person.quiet_until else local + timedelta(days=1)
    hour, minute = divmod(person.quiet_until, 60)
    end = day.replace(hour=hour, minute=minute, second=0, microsecond=0, fold=0)
    return end.astimezone(UTC)


def _is_within(minutes: int, begin: int, end: int) -> bool:
    """Over midnight, too."""
    return begin <= minutes < end if begin < end else minutes >= begin or minutes < end


def told(person: Person) -> str | None:
    if person.quiet_from is None or person.quiet_until is None:
        return None
    return f"{clock(person.quiet_from)}–{clock(person.quiet_until)}"


def clock(minutes: int) -> str:
    return "{}:{:02}".format(*divmod(minutes, 60))
