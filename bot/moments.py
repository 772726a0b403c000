"""Times in people's words: what somebody typed becomes one moment ahead, or a kind no."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.language import N_, Words
from bot.posts import clean
from bot.refusals import Refusal
from bot.times import phrases
from bot.times.clocks import NoSuchHour
from bot.times.dates import Dates, NoSuchDay, next_ones
from bot.times.notes import NotUnderstood, Phrase
from bot.times.vocabulary import vocabulary

OVER = N_("“{typed}” is over already. Write a time still to come, for example {example}.")
_NOS = {
    NotUnderstood: N_(
        "I do not understand “{typed}” as a time."
        " Write for example: tomorrow 18:00, in 3 days, or {example}."
    ),
    NoSuchDay: N_("The day in “{typed}” does not exist. Write for example {example}."),
    NoSuchHour: N_("The hour in “{typed}” does not exist. Write for example {example}."),
}
_LONGEST = 100  # characters
_FARTHEST = timedelta(days=731)
_FRIDAY = 4
# What is open until "Friday" is open all Friday.
_END_OF_DAY = 23 * 60 + 59
# Only with the T: "2026-12-20 08:00-10:00" is rather from eight to ten.
_ISO = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d(:\d\d)?([Zz]|[+-]\d\d(:?\d\d)?)", re.ASCII)


class _Reading(NamedTuple):
    """One thing the phrase can mean; `wall` is the local time if somebody typed an hour."""

    instant: datetime
    day: date | None = None
    wall: datetime | None = None


def read_moment(
    typed: str,
    now: datetime,
    zone: ZoneInfo,
    vocabularies: Sequence[Words],
    *,
    until: datetime | None = None,
) -> datetime:
    """The moment ahead that was meant, in UTC; the words of all vocabularies may mix.

    A day alone means its end, 23:59. Days keep the hour on the wall over a change of clocks,
    hours are hours. `until`, where it was heard later than said, must still be ahead. Raises
    Refusal, always with a time that would be understood.
    """
    here = now.astimezone(zone)
    example = _example(here)
    if len(typed) > _LONGEST:
        raise Refusal(
            "That is too long for a time. Write for example {example}.", example=example
        )
    values = {"typed": " ".join(clean(typed).split()), "example": example}
    try:
        moment = _read(typed.strip(), here, tuple(vocabularies), values)
    except (NotUnderstood, NoSuchDay, NoSuchHour) as no:
        raise Refusal(_NOS[type(no)], **values) from None
    if until and moment <= until:
        values["example"] = _example(until.astimezone(zone))
        raise Refusal(OVER, **values)
    return moment


def how_many(words: Sequence[str], vocabularies: Sequence[Words]) -> int:
    """As many of the words, from a time's first on, as may belong to it, whatever else they
    may mean. What only leads to more of it does not end it: "tomorrow on purpose"."""
    known = vocabulary(tuple(vocabularies))
    wholes = ((count, " ".join(words[:count])) for count in range(len(words), 1, -1))
    short = ((count, whole) for count, whole in wholes if len(whole) <= _LONGEST)
    most = next((count for count, whole in short if known.tokens(whole) is not None), 1)
    while 1 < most < len(words) and known.leads_on(
        " ".join(words[: most - 1]), words[most - 1]
    ):
        most -= 1
    return most


def _read(
    typed: str, here: datetime, languages: tuple[Words, ...], values: Mapping[str, object]
) -> datetime:
    if _ISO.fullmatch(typed):
        readings = [_iso(typed, here)]
        weekday = None
    else:
        tokens = vocabulary(languages).tokens(typed)
        phrase = phrases.read(tokens or [], here.date())
        readings = list(_readings(phrase, here))
        weekday = phrase.weekday
    ahead = _ahead(readings, here, values)
    reading = _only(_fitting(ahead, weekday, values), values)
    if reading.wall:
        _check_clocks_change(reading.wall, reading.instant, here)
    return reading.instant


# What it can mean


def _readings(phrase: Phrase, here: datetime) -> Iterator[_Reading]:
    if phrase.wait is not None:
        yield _Reading(here.astimezone(UTC) + phrase.wait)
    elif phrase.keeps_clock and not phrase.clocks:
        for days in phrase.days:
            yield _at_the_hour_it_is(days[0], here)
    else:
        either = (here.date(), here.date() + timedelta(1))
        for days in phrase.days or (either,):
            for clock in phrase.clocks or (None,):
                yield _first_ahead(days, clock, here)


def _at_the_hour_it_is(day: date, here: datetime) -> _Reading:
    wall = _near(datetime.combine(day, here.time()), here)
    return _Reading(_instant(wall, here), day)


def _first_ahead(days: Dates, clock: int | None, here: datetime) -> _Reading:
    """The first ahead, or the last if all are over."""
    minutes = timedelta(minutes=_END_OF_DAY if clock is None else clock)
    for day in days:
        wall = _near(datetime.combine(day, time()), here) + minutes
        instant = _instant(wall, here)
        if instant > here:
            break
    return _Reading(instant, day, None if clock is None else wall)


def _instant(wall: datetime, here: datetime) -> datetime:
    return wall.replace(tzinfo=here.tzinfo).astimezone(UTC)


def _near(wall: datetime, here: datetime) -> datetime:
    """No longer ago and no farther than matters: zones overflow at the calendar's ends."""
    centre = here.replace(tzinfo=None)
    return max(centre - 3 * _FARTHEST, min(wall, centre + 3 * _FARTHEST))


def _iso(typed: str, here: datetime) -> _Reading:
    try:
        read = datetime.fromisoformat(typed.upper())
    except ValueError:
        raise NotUnderstood from None
    near = _near(read.replace(tzinfo=None), here)
    return _Reading(near.replace(tzinfo=read.tzinfo).astimezone(UTC))


# What it means


def _ahead(
    readings: Sequence[_Reading], here: datetime, values: Mapping[str, object]
) -> list[_Reading]:
    ahead = [reading for reading in readings if reading.instant > here]
    if not ahead:
        raise Refusal(OVER, **values)
    near = [reading for reading in ahead if reading.instant - here <= _FARTHEST]
    if not near:
        raise Refusal(
            "“{typed}” is more than two years away."
            " Choose an earlier time, for example {example}.",
            **values,
        )
    return near


def _fitting(
    readings: Sequence[_Reading], weekday: int | None, values: Mapping[str, object]
) -> list[_Reading]:
    fitting = [
        reading
        for reading in readings
        if weekday is None or reading.day is None or reading.day.weekday() == weekday
    ]
    if not fitting:
        raise Refusal(
            "The day of the week and the date in “{typed}” do not fit together."
            " Do you mean {moment}?",
            moment=readings[0].instant,
            **values,
        )
    return fitting


def _only(readings: Sequence[_Reading], values: Mapping[str, object]) -> _Reading:
    by_time = sorted(readings, key=lambda reading: reading.instant)
    first, last = by_time[0], by_time[-1]
    if first.instant != last.instant:
        raise Refusal(
            "“{typed}” can mean {first} or {second}. Please write which one.",
            first=first.instant,
            second=last.instant,
            **values,
        )
    return first


def _check_clocks_change(wall: datetime, instant: datetime, here: datetime) -> None:
    first, second = (wall.replace(tzinfo=here.tzinfo, fold=fold) for fold in (0, 1))
    clock = f"{wall:%H:%M}"
    if instant.astimezone(here.tzinfo).replace(tzinfo=None) != wall:
        raise Refusal(
            "On that day the clocks go forward and {clock} does not exist."
            " Write for example {example}.",
            clock=clock,
            example=instant,
        )
    if first.utcoffset() != second.utcoffset():
        raise Refusal(
            "On that day the clocks go back and {clock} comes twice."
            " Write {first} for the first time or {second} for the second.",
            clock=clock,
            first=first.isoformat(timespec="minutes"),
            second=second.isoformat(timespec="minutes"),
        )


def _example(here: datetime) -> datetime:
    (friday,), *_ = next_ones(_FRIDAY, here.date())
    return datetime.combine(friday, time(18), here.tzinfo).astimezone(UTC)
