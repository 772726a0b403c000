"""What languages call days, months and hours, and finding these words in a text."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from functools import lru_cache
from importlib import import_module
from typing import Any, NamedTuple, TypeAlias

from bot.language import Words


class Role(Enum):
    """What a word can do in a phrase. The value is its msgid in the context "time"."""

    ON = "on"
    AT = "at"
    IN = "in"
    FROM_NOW = "from now"
    NEXT = "next"
    THIS = "this"
    TODAY = "today"
    TONIGHT = "tonight"
    TOMORROW = "tomorrow"
    DAY_AFTER = "day after tomorrow"
    MINUTES = "minutes"
    HOURS = "hours"
    HOUR_SIGN = "h"
    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"
    YEARS = "years"
    HALF = "half"
    # "half past six" is 6:30, "halb sieben" too.
    HALF_PAST = "half past"
    HALF_TO = "half to"
    # "6 o'clock" may be in the evening, "6 Uhr" may not.
    OCLOCK_12 = "o'clock"
    OCLOCK_24 = "o'clock of 24 hours"
    AM = "am"
    PM = "pm"
    NOON = "noon"
    MIDNIGHT = "midnight"
    NTH = "th"
    WEEKDAY = "(day of the week)"
    MONTH = "(name of a month)"
    NUMBER = "(number)"
    CLOCK = "(hour and minute)"
    YMD = "(year, month, day)"
    DMY = "(day, month, maybe year)"
    SLASHED = "(two numbers and maybe a year)"
    PAIR = "(two numbers with a dot)"


Meanings: TypeAlias = Mapping[Role, tuple[int, ...]]
"""What a token can be, with its numbers: a weekday from 0, a month from 1, a date's parts."""

NUMBERS = (
    "one", "two", "three", "four", "five", "six",
    "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip

_LEADING = frozenset({Role.ON, Role.AT, Role.IN, Role.NEXT, Role.THIS, Role.HALF_TO})
_BEFORE_HOURS = frozenset({Role.AT, Role.HALF_PAST, Role.HALF_TO})
_HOURS = frozenset({Role.NUMBER, Role.NTH, Role.CLOCK, Role.PAIR})

_WORDS = tuple(role for role in Role if not role.value.startswith("("))
_LETTER = r"[^\W\d_]"
_SHAPES = {
    Role.YMD: r"\d{4}[-/]\d{1,2}[-/]\d{1,2}(?:t(?=\d)|(?!\d))",
    # A year of two digits only without a space: "20.12. 18 Uhr" is not in 2018.
    Role.DMY: r"\d{1,2}\.\s?\d{1,2}\.(?:\s?\d{4}|\d\d)?(?!\d)",
    Role.SLASHED: r"\d{1,2}/\d{1,2}(?:/\d{4}|/\d\d)?(?![\d/])",
    Role.CLOCK: r"\d{1,2}:\d\d(?::00)?(?![:\d])",
    Role.PAIR: r"\d{1,2}\.\d\d(?!\d)",
    Role.NTH: rf"\d{{1,2}}(?:\.(?!\d)|(?:SUFFIX)(?!{_LETTER}))",
    Role.NUMBER: r"\d{1,4}(?!\d)",
}
_BETWEEN = re.compile(r"[\s,;.!?]+")


class Vocabulary(NamedTuple):
    """The words of some languages together, because people mix them."""

    words: Mapping[str, Meanings]
    pattern: re.Pattern[str]

    def tokens(self, text: str) -> list[Meanings] | None:
        """The words and numbers of a text; None if there is anything else in it."""
        text, place, tokens = _plain(text), 0, []
        while place < len(text):
            if gap := _BETWEEN.match(text, place):
                place = gap.end()
            elif found := self.pattern.match(text, place):
                tokens.append(self._meanings(found))
                place = found.end()
            else:
                return None
        return [token for token in tokens if set(token) != {Role.ON}]

    def leads_on(self, earlier: str, word: str) -> bool:
        """Whether it says nothing there unless more follows: "on", "next", the article "a"."""
        said, before = self.tokens(word), self.tokens(earlier)
        last = before[-1] if before else {}
        if said is None:
            return False  # It is part of a name of several words.
        if said == [{Role.NUMBER: (1,)}] and word.casefold() in self.words:
            return not last.keys() & _BEFORE_HOURS
        roles = {role for token in said for role in token}
        hours = [numbers[0] for role, numbers in last.items() if role in _HOURS]
        if Role.AM in roles and hours and max(hours) <= 12:
            return False  # "6 am", but not "18:00 am Kiosk".
        return not said or bool(roles & _LEADING)

    def _meanings(self, found: re.Match[str]) -> Meanings:
        if found.lastgroup == "word":
            return self.words[" ".join(found["word"].split())]
        role = Role[str(found.lastgroup)]
        return {role: tuple(map(int, re.findall(r"\d+", found[0])))}


@lru_cache(maxsize=64)
def vocabulary(languages: tuple[Words, ...]) -> Vocabulary:
    words: defaultdict[str, dict[Role, tuple[int, ...]]] = defaultdict(dict)
    for name, role, numbers in _entries(languages):
        words[_plain(name)][role] = numbers
    return Vocabulary(dict(words), _pattern(words))


def _entries(languages: Iterable[Words]) -> Iterator[tuple[str, Role, tuple[int, ...]]]:
    for language in languages:
        for role in _WORDS:
            yield from ((name, role, ()) for name in language.synonyms("time", role.value))
        for number, msgid in enumerate(NUMBERS, 1):
            yield from ((name, Role.NUMBER, (number,)) for name in _also(language, msgid))
        for role, number, name in _calendar(language):
            yield name, role, (number,)


def _calendar(language: Words) -> Iterator[tuple[Role, int, str]]:
    """Names from CLDR, and what a catalogue adds to them ("Sonnabend")."""
    # Imported when somebody writes the first time of a day.
    locale: Any = import_module("babel").Locale
    ours, english = locale.parse(language.tag), locale("en")
    for role, names, msgids in (
        (Role.WEEKDAY, ours.days, english.days["format"]["wide"]),
        (Role.MONTH, ours.months, english.months["format"]["wide"]),
    ):
        for number, msgid in msgids.items():
            yield from ((role, number, name) for name in _also(language, msgid))
            for form in ("format", "stand-alone"):
                for width in ("wide", "abbreviated"):
                    yield role, number, names[form][width][number].rstrip(".")


def _also(language: Words, msgid: str) -> tuple[str, ...]:
    return language.synonyms("time", msgid)


def _pattern(words: Mapping[str, Meanings]) -> re.Pattern[str]:
    suffixes = _either(word for word, roles in words.items() if Role.NTH in roles)
    shapes = [
        f"(?P<{role.name}>{shape.replace('SUFFIX', suffixes)})"
        for role, shape in _SHAPES.items()
    ]
    # A suffix means something after a number only: "4th", but not "th".
    whole = _either(word for word, roles in words.items() if Role.NTH not in roles)
    word = rf"(?<!{_LETTER})(?P<word>{whole})(?!{_LETTER})"
    return re.compile("|".join([*shapes, word]))


def _either(names: Iterable[str]) -> str:
    longest_first = sorted(names, key=len, reverse=True)
    return "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in longest_first) or "(?!)"


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return unicodedata.normalize("NFC", folded).replace("’", "'")
