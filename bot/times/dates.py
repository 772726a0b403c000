"""Dates a neighbour may mean. Pure: lists of days, of which the first ahead counts."""

import calendar
from contextlib import suppress
from datetime import date, timedelta
from typing import TypeAlias

Dates: TypeAlias = tuple[date, ...]

_CENTURY = 1200  # months; farther off the calendar may end
_YEARS = 9  # within so many years every date comes once, 29 February across 2100 too


class NoSuchDay(Exception):
    """The calendar has no such day."""


def coming(weekday: int, today: date) -> tuple[Dates, ...]:
    """Today too: which of the two is ahead depends on the hour."""
    first = today + timedelta((weekday - today.weekday()) % 7)
    return ((first, first + timedelta(7)),)


def of_next_week(weekday: int, today: date) -> tuple[Dates, ...]:
    return ((today + timedelta(7 - today.weekday() + weekday),),)


def next_ones(weekday: int, today: date) -> tuple[Dates, ...]:
    """ "Next Friday" is the coming one to some people, the one after to others."""
    first = today + timedelta((weekday - today.weekday() - 1) % 7 + 1)
    return (first,), (first + timedelta(7),)


def dated(day: int, month: int, today: date, year: int | None = None) -> Dates:
    """A year of two digits is in this century. Raises NoSuchDay."""
    if year is not None:
        return _existing([(year + 2000 if year < 100 else year, month, day)])
    return _existing([(today.year + ahead, month, day) for ahead in range(_YEARS)])


def slashed(numbers: tuple[int, ...], today: date) -> tuple[Dates, ...]:
    """ "3/4" is in April to some people, in March to others. Raises NoSuchDay."""
    first, second, *years = numbers
    found: dict[Dates, None] = {}
    for day, month in ((first, second), (second, first)):
        with suppress(NoSuchDay):
            found[dated(day, month, today, *years)] = None
    if not found:
        raise NoSuchDay
    return tuple(found)


def each_month(day: int, today: date) -> Dates:
    """ "The 20th". Raises NoSuchDay."""
    months = [divmod(today.year * 12 + today.month - 1 + ahead, 12) for ahead in range(13)]
    return _existing([(year, month + 1, day) for year, month in months])


def months_on(months: int, today: date) -> date:
    """A month after 31 January is the last of February."""
    year, month = divmod(today.year * 12 + today.month - 1 + min(months, _CENTURY), 12)
    return date(year, month + 1, min(today.day, calendar.monthrange(year, month + 1)[1]))


def _existing(wishes: list[tuple[int, int, int]]) -> Dates:
    dates = []
    for wish in wishes:
        with suppress(ValueError):
            dates.append(date(*wish))
    if not dates:
        raise NoSuchDay
    return tuple(dates)
