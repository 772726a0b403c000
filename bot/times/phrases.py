"""The grammar of times: which days and hours a phrase can mean, whether ahead or not."""

from collections.abc import Sequence
from datetime import date, timedelta

from bot.times import clocks, dates
from bot.times.clocks import MIDNIGHT, NOON
from bot.times.cursor import Cursor
from bot.times.notes import Notes, NotUnderstood, Phrase, insist
from bot.times.vocabulary import Meanings, Role

_DAYS_ON = {Role.TODAY: 0, Role.TONIGHT: 0, Role.TOMORROW: 1, Role.DAY_AFTER: 2}
_HALVES = (Role.AM, Role.PM)
_OCLOCK = (Role.OCLOCK_12, Role.OCLOCK_24)
_UNITS = (
    Role.MINUTES, Role.HOURS, Role.HOUR_SIGN, Role.DAYS, Role.WEEKS, Role.MONTHS, Role.YEARS,
)  # fmt: skip


def read(tokens: Sequence[Meanings], today: date) -> Phrase:
    """Raises NotUnderstood, NoSuchDay or NoSuchHour."""
    return _Reader(tokens, today).read()


class _Reader:
    """Goes through the tokens once; the first rule that knows the next ones takes them."""

    def __init__(self, tokens: Sequence[Meanings], today: date) -> None:
        self._here = Cursor(tokens)
        self._today = today
        self._noted = Notes(today)

    def read(self) -> Phrase:
        rules = (
            self._near_day, self._next, self._day_of_week, self._date, self._day_and_month,
            self._month_and_day, self._day_of_month, self._half_an_hour, self._span,
            self._noon, self._clock, self._dotted, self._half_past, self._hour, self._am_pm,
        )  # fmt: skip
        while self._here.more:
            # "At" matters to the rules only as the token before theirs.
            if not self._here.take(Role.AT) and not any(rule() for rule in rules):
                raise NotUnderstood
        return self._noted.phrase()

    # Days

    def _near_day(self) -> bool:
        # "Freitag morgen" is in the morning, not tomorrow.
        if self._here.at(Role.AM) and (self._noted.days or self._noted.weekday is not None):
            return False
        role = next((role for role in _DAYS_ON if self._here.take(role)), None)
        if role is Role.TONIGHT:
            self._noted.half = role
        return role is not None and self._noted.on((self._today + timedelta(_DAYS_ON[role]),))

    def _next(self) -> bool:
        if self._here.take(Role.THIS):
            self._noted.which = dates.coming
        elif self._here.take(Role.NEXT):
            self._noted.which = (
                dates.of_next_week if self._here.take(Role.WEEKS) else dates.next_ones
            )
        else:
            return False
        return True

    def _day_of_week(self) -> bool:
        if not (found := self._here.take_numbers(Role.WEEKDAY)):
            return False
        insist(self._noted.weekday in (None, *found))
        (self._noted.weekday,) = found
        return True

    def _date(self) -> bool:
        if found := self._here.take_numbers(Role.YMD):
            year, month, day = found
            return self._noted.on(dates.dated(day, month, self._today, year))
        if found := self._here.take_numbers(Role.DMY):
            day, month, *years = found
            return self._noted.on(dates.dated(day, month, self._today, *years))
        found = self._here.take_numbers(Role.SLASHED)
        return bool(found) and self._noted.on(*dates.slashed(found, self._today))

    def _day_and_month(self) -> bool:
        if not (self._here.at(Role.NUMBER, Role.NTH) and self._here.at(Role.MONTH, ahead=1)):
            return False
        day, month = (
            *self._here.take_numbers(Role.NUMBER, Role.NTH),
            *self._here.take_numbers(Role.MONTH),
        )
        return self._noted.on(dates.dated(day, month, self._today, *self._year()))

    def _month_and_day(self) -> bool:
        if not (self._here.at(Role.MONTH) and self._here.at(Role.NUMBER, Role.NTH, ahead=1)):
            return False
        month, day = (
            *self._here.take_numbers(Role.MONTH),
            *self._here.take_numbers(Role.NUMBER, Role.NTH),
        )
        return self._noted.on(dates.dated(day, month, self._today, *self._year()))

    def _year(self) -> tuple[int, ...]:
        year = self._here.token().get(Role.NUMBER, (0,))
        return self._here.take_numbers(Role.NUMBER) if year >= (1000,) else ()

    def _day_of_month(self) -> bool:
        if self._here.at(Role.AT, ahead=-1) or not (found := self._here.take_numbers(Role.NTH)):
            return False
        return self._noted.on(dates.each_month(found[0], self._today))

    # Spans

    def _half_an_hour(self) -> bool:
        """ "in half an hour", "in einer halben Stunde"."""
        said = self._here.at(Role.IN)
        here = [self._here.token(said + ahead) for ahead in range(3)]
        halved = any(Role.HALF in token for token in here[:2])
        one = any(token.get(Role.NUMBER) == (1,) for token in here[:2])
        if not (halved and one and Role.HOURS in here[2]):
            return False
        self._here.skip(said + 3)
        self._here.take(Role.FROM_NOW)
        return self._noted.after(timedelta(minutes=30))

    def _span(self) -> bool:
        said = self._here.take(Role.IN)
        unit = next((unit for unit in _UNITS if self._here.at(unit, ahead=1)), None)
        if unit is None or not (found := self._here.take_numbers(Role.NUMBER)):
            insist(not said)
            return False
        self._here.take(unit)
        said = self._here.take(Role.FROM_NOW) or said
        # "18h" alone may be an hour of the day.
        insist(said or unit is not Role.HOUR_SIGN)
        return self._after_units(found[0], unit)

    def _after_units(self, amount: int, unit: Role) -> bool:
        match unit:
            case Role.MINUTES:
                return self._noted.after(timedelta(minutes=amount))
            case Role.HOURS | Role.HOUR_SIGN:
                return self._noted.after(timedelta(hours=amount))
            case Role.MONTHS | Role.YEARS:
                months = amount * (12 if unit is Role.YEARS else 1)
                day = dates.months_on(months, self._today)
            case _:
                day = self._today + timedelta(amount * (7 if unit is Role.WEEKS else 1))
        self._noted.keeps_clock = True
        return self._noted.on((day,))

    # Hours

    def _noon(self) -> bool:
        if self._here.take(Role.NOON):
            return self._noted.at(NOON)
        # A day's midnight may begin it or end it.
        return self._here.take(Role.MIDNIGHT) and self._noted.at(0, MIDNIGHT)

    def _clock(self) -> bool:
        if not (found := self._here.take_numbers(Role.CLOCK)):
            return False
        hour, minute, *_ = found  # seconds may stand there as :00
        self._here.take(*_OCLOCK)
        return self._noted.at(clocks.minutes(hour, minute))

    def _dotted(self) -> bool:
        """ "18.30" is an hour, "20.12" is a date, unless "at" or "Uhr" say otherwise."""
        hourly = self._here.at(Role.AT, ahead=-1) or self._here.at(*_OCLOCK, *_HALVES, ahead=1)
        if not (found := self._here.take_numbers(Role.PAIR)):
            return False
        if not hourly and 1 <= found[1] <= 12:
            day, month = found
            return self._noted.on(dates.dated(day, month, self._today))
        self._here.take(*_OCLOCK)
        return self._noted.at(clocks.minutes(*found))

    def _half_past(self) -> bool:
        to = self._here.at(Role.HALF_TO)
        if not self._here.take(Role.HALF_PAST, Role.HALF_TO):
            return False
        found = self._here.take_numbers(Role.NUMBER)
        insist(bool(found) and 1 <= found[0] <= 12)
        self._here.take(*_OCLOCK)
        return self._noted.at(*clocks.either_half(found[0] * clocks.HOUR + (-30 if to else 30)))

    def _hour(self) -> bool:
        said = self._here.at(Role.AT, ahead=-1)
        if not (found := self._here.take_numbers(Role.NUMBER, Role.NTH)):
            return False
        if found[0] == 12 and self._here.at(Role.NOON, Role.MIDNIGHT):
            return True
        minutes = clocks.minutes(found[0])
        if self._here.take(Role.OCLOCK_24):
            return self._noted.at(minutes)
        said = self._here.take(Role.OCLOCK_12) or said
        if 1 <= found[0] <= 12:
            return self._noted.at(*clocks.either_half(minutes))
        insist(said or self._here.at(*_HALVES))  # "Friday 18" may be the 18th
        return self._noted.at(minutes)

    def _am_pm(self) -> bool:
        half = next((role for role in _HALVES if self._here.at(role)), None)
        if half is None:
            return False
        if self._here.at(Role.ON) and self._means_on():
            return self._here.take(Role.ON)
        self._here.skip(1)
        insist(
            self._noted.half in (None, half)
            or (self._noted.half, half) == (Role.TONIGHT, Role.PM)
        )
        self._noted.half = self._noted.half or half
        return True

    def _means_on(self) -> bool:
        """German "am" is "on": "am Freitag", "18 Uhr am Freitag", but not "6 am Friday"."""
        before = self._here.token(-1)
        hour, *_ = before.get(Role.CLOCK) or before.get(Role.NUMBER) or (0,)
        if not self._noted.clocks or not 1 <= hour <= 12:
            return True
        more = bool(self._here.token(1))
        if hour == 12 and more:  # midnight in English, noon in German
            self._noted.clocks = clocks.either_half(self._noted.clocks[0])
        return hour == 12 and more
