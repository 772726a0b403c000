"""The kinds of things a command can be given, and how each is read from what was said."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, NamedTuple, Protocol, TypeAlias
from zoneinfo import ZoneInfo

from bot import looks, people
from bot.context import Context
from bot.incoming import Argument, NativePoll, Picks, Quoted
from bot.lines import items
from bot.moments import read_moment
from bot.people import Neighbour
from bot.posts import clean
from bot.refusals import Refusal

# Larger than any number of ours, smaller than what a database column takes.
LARGEST = 2**31 - 1
SEPARATORS = re.compile(r"[\s,;+&]+")


class Suggestion(NamedTuple):
    """A completion: the value to give, and what people see."""

    value: str
    label: str


class Kind(Protocol):
    """One kind of parameter."""

    def read(self, given: Argument, context: Context) -> Any:
        """The value for the command, or a Refusal that says how to write it."""
        ...


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number; without a `most` of its own, the number of some thing, such as a poll."""

    least: int = 1
    most: int = LARGEST

    def read(self, given: Argument, context: Context) -> int:
        try:
            number = int(str(given).strip().lstrip("#"))
        except ValueError:
            raise Refusal("“{given}” is not a number.", given=_short(given)) from None
        if not self.least <= number <= self.most:
            if self.most == LARGEST:  # "from 1 to 2,147,483,647" would help nobody
                raise Refusal("“{given}” is not a number to choose here.", given=_short(given))
            raise Refusal(
                "“{given}” does not fit: write a number from {least} to {most}.",
                given=_short(given),
                least=self.least,
                most=self.most,
            )
        return number


_ITS_NUMBER = Number()
_AN_OPTION = Number(0)


@dataclass(frozen=True, slots=True)
class Line:
    """A short text."""

    longest: int = 200

    def read(self, given: Argument, context: Context) -> str:
        return _text(" ".join(str(given).split()), self.longest)


@dataclass(frozen=True, slots=True)
class LongText:
    """A text that may have paragraphs; in a line it takes all that is left."""

    longest: int = 4000

    def read(self, given: Argument, context: Context) -> str:
        return _text(str(given).strip(), self.longest)


@dataclass(frozen=True, slots=True)
class Several:
    """A list of short texts, none twice; not even what only looks the same."""

    least: int
    most: int
    longest: int = 100

    def read(self, given: Argument, context: Context) -> tuple[str, ...]:
        listed = given if isinstance(given, tuple) else items(str(given))
        line = Line(self.longest)
        texts = [line.read(item, context) for item in map(str, listed) if item.strip()]
        if not self.least <= len(texts) <= self.most:
            raise Refusal(
                "I count {count}, but there must be {least} to {most}. Write each on a line of "
                "its own, or in quotation marks.",
                count=len(texts),
                least=self.least,
                most=self.most,
            )
        seen: set[str] = set()
        for text in texts:
            if looks.alike(text) in seen:
                raise Refusal("“{text}” is there twice. Once is enough.", text=text)
            seen.add(looks.alike(text))
        return tuple(texts)


class When:
    """A moment, in people's words or ISO, in the city's time zone."""

    def read(self, given: Argument, context: Context) -> datetime:
        zone: ZoneInfo = context.words.zone
        said, vocabularies = str(given), context.vocabularies()
        return read_moment(said, context.said_at, zone, vocabularies, until=context.now)


class Choices:
    """Numbers of options: `2`, `1 3`, `1, 3` or `1 and 3`."""

    def read(self, given: Argument, context: Context) -> Picks:
        if isinstance(given, tuple):
            return tuple(_AN_OPTION.read(each, context) for each in given)
        written = str(given).strip()
        if written.isdecimal():
            return (_AN_OPTION.read(written, context),)
        parts = [part for part in SEPARATORS.split(written) if part]
        if not all(map(str.isdecimal, parts)):
            joiners = context.words.synonyms("list", "and")
            parts = [part for part in parts if part.casefold() not in joiners]
        if not parts:
            raise Refusal("“{given}” is not a number.", given=_short(given))
        return tuple(_AN_OPTION.read(part, context) for part in parts)


class Flag:
    """Said or not said."""

    def read(self, given: Argument, context: Context) -> bool:
        if isinstance(given, bool):
            return given
        return str(given).casefold() not in {*context.words.synonyms("flag", "no"), "no", "0"}


@dataclass(frozen=True, slots=True)
class OneOf:
    """A choice of few words; every language's own words are understood."""

    values: tuple[str, ...]

    def read(self, given: Argument, context: Context) -> str:
        said = str(given).strip().casefold()
        for value in self.values:
            for words in context.vocabularies():
                if said == value or said in words.synonyms("choice", value):
                    return value
        raise Refusal(
            "“{given}” is not one of these: {values}.",
            given=_short(given),
            values=", ".join(context.words.term("choice", value) for value in self.values),
        )


def referred(given: Argument) -> str:
    """What was said for something that has a number, without the signs around it."""
    return str(given).strip("#:., \n")


@dataclass(frozen=True, slots=True)
class Reference:
    """One of our own things (a poll, an idea, an event), by number or part of its name.

    `search` finds what a speaker may refer to by what they typed, nearest first.
    """

    search: Callable[[Context, str], Sequence[Suggestion]]

    def read(self, given: Argument, context: Context) -> int:
        written = referred(given)
        if written.isdecimal():
            return _ITS_NUMBER.read(written, context)
        found = self.search(context, written) if written else ()
        if not found:
            raise Refusal("I found nothing called “{given}” here.", given=_short(given))
        if len(found) > 1:
            labels = "; ".join(f"{each.value}: {each.label}" for each in found[:5])
            raise Refusal("Which one do you mean? Write its number. {labels}", labels=labels)
        return int(found[0].value)


class Somebody:
    """A person of this neighbourhood, by name or account."""

    def read(self, given: Argument, context: Context) -> Neighbour:
        home = context.room.neighbourhood_id if context.room else context.person.home_id
        found = people.called(context.session, str(given).strip(), home)
        if len(found) == 1:
            return found[0]
        if found:
            own = context.who.platform
            accounts = [people.account(context.session, each, own) for each in found[:5]]
            raise Refusal(
                "Several people are called “{given}”. Write the account of the one you mean: "
                "{accounts}",
                given=_short(given),
                accounts=", ".join(accounts),
            )
        raise Refusal("I do not know anybody called “{given}” here.", given=_short(given))


class Message:
    """A message on the platform, by its id there; said in a reply, the one replied to."""

    def read(self, given: Argument, context: Context) -> str:
        return str(given).strip()


class Native:
    """A poll of the platform's own, which only an adapter can hand over."""

    def read(self, given: Argument, context: Context) -> NativePoll:
        if isinstance(given, NativePoll):
            return given
        raise Refusal(
            "To make somebody's own poll one of the neighbourhood, reply to it with {line} and "
            "nothing else.",
            line=context.words.line("poll"),
        )


@dataclass(frozen=True, slots=True)
class Quotation:
    """A message that is made into something; `words` is the parameter that its words fill.

    Adapters hand it over together with the words: of the message replied to with nothing but
    the command, or chosen in the platform's message menu.
    """

    words: str = "text"

    def read(self, given: Argument, context: Context) -> Quoted:
        if isinstance(given, Quoted):
            return given
        raise Refusal("To take up a message, reply to it with the command and nothing else.")


def _text(given: str, longest: int) -> str:
    text = clean(given).strip()
    if not looks.shows(text):
        raise Refusal("There is nothing to read in that.")
    if len(text) > longest:
        raise Refusal(
            "That is {length} characters long. Please use at most {longest}.",
            length=len(text),
            longest=longest,
        )
    return text


def _short(given: Argument) -> str:
    text = clean(str(given)).strip()
    return text if len(text) <= 40 else f"{text[:39]}…"


ShortText: TypeAlias = Annotated[str, Line()]
Paragraphs: TypeAlias = Annotated[str, LongText()]
Moment: TypeAlias = Annotated[datetime, When()]
Picking: TypeAlias = Annotated[Picks, Choices()]
Yes: TypeAlias = Annotated[bool, Flag()]
Anybody: TypeAlias = Annotated[Neighbour, Somebody()]
ThatMessage: TypeAlias = Annotated[str, Message()]
TheirPoll: TypeAlias = Annotated[NativePoll, Native()]
ThatQuote: TypeAlias = Annotated[Quoted, Quotation()]
