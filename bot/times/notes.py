"""What has been read of a phrase so far, and what it adds up to."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

from bot.times import clocks, dates
from bot.times.dates import Dates
from bot.times.vocabulary import Role


class NotUnderstood(Exception):
    """The phrase is none of ours."""


class Phrase(NamedTuple):
    """What a phrase can mean.

    `days` are alternatives; each lists dates in order, of which the first ahead is meant.
    `clocks` are alternatives too, in minutes after midnight; 1440 ends the day. `weekday`
    stood beside a date and should fit it. `keeps_clock`: "in 3 days", at the hour it is
    now. `wait` stands alone.
    """

    days: tuple[Dates, ...] = ()
    clocks: tuple[int, ...] = ()
    weekday: int | None = None
    keeps_clock: bool = False
    wait: timedelta | None = None


class Notes:
    """Days, hours and what narrows them down. Raises NotUnderstood at a contradiction."""

    def __init__(self, today: date) -> None:
        self._today = today
        self.days: tuple[Dates, ...] = ()
        self.clocks: tuple[int, ...] = ()
        self.half: Role | None = None
        self.weekday: int | None = None
        self.which: Callable[[int, date], tuple[Dates, ...]] | None = None
        self.keeps_clock = False
        self.wait: timedelta | None = None

    def on(self, *days: Dates) -> bool:
        insist(self.days in ((), days))
        self.days = days
        return True

    def at(self, *hours: int) -> bool:
        insist(self.clocks in ((), hours))
        self.clocks = hours
        return True

    def after(self, wait: timedelta) -> bool:
        insist(self.wait is None)
        self.wait = wait
        return True

    def phrase(self) -> Phrase:
        hours = self._clocks_by_half()
        days, weekday = self._days_by_week()
        insist(bool(days or hours) is (self.wait is None))
        return Phrase(days, hours, weekday, self.keeps_clock, self.wait)

    def _clocks_by_half(self) -> tuple[int, ...]:
        """ "Friday evening" has none: it is no hour."""
        if self.half is None:
            return self.clocks
        if self.half is Role.TONIGHT:
            kept = clocks.tonight(self.clocks)
        else:
            kept = clocks.in_half(self.clocks, morning=self.half is Role.AM)
        insist(bool(kept))
        return kept

    def _days_by_week(self) -> tuple[tuple[Dates, ...], int | None]:
        if self.weekday is None or self.days:
            insist(self.which is None)
            insist(self.weekday is None or not self.keeps_clock)  # "Friday in two weeks"
            return self.days, self.weekday
        which = self.which or dates.coming
        return which(self.weekday, self._today), None


def insist(fits: bool) -> None:
    if not fits:
        raise NotUnderstood
