"""What is typed here: a neighbour's line to Bude, or a word to the terminal itself."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from uuid import uuid4
from zoneinfo import ZoneInfo

from bot.incoming import Address, Identity, Incoming, Text
from bot.language import Words, languages
from bot.posts import clean

PLATFORM = "terminal"
ROOM = Address(PLATFORM, PLATFORM)
LONGEST_NAME = 60
# Votes, where somebody lives, and codes that make somebody known or join accounts.
NOT_KEPT = ("vote", "live", "redeem", "link", "confirm")


@dataclass(frozen=True, slots=True)
class Leaving:
    """`quit`"""


@dataclass(frozen=True, slots=True)
class Speaking:
    """`as NAME`, or `as` alone to ask who speaks; answered in the language it was said in."""

    name: str
    words: Words


def locale_of(environment: Mapping[str, str]) -> str:
    """The language of whoever sits here; "en" where none is set."""
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    chosen = next((environment[name] for name in names if environment.get(name)), "")
    return "en" if chosen.partition(".")[0] in ("", "C", "POSIX") else chosen


class Ear:
    """Knows who speaks, and hears what is meant for the terminal and what for Bude."""

    def __init__(self, locale: str) -> None:
        self.locale = locale
        self.words = words_of(languages().known(locale) or "en")
        self.first = Identity(PLATFORM, "you", self.words.say("You"))
        self.speaker = self.first

    def own(self, line: str, *, answering: bool) -> Leaving | Speaking | None:
        """What this means to the terminal, if anything.

        Answers may begin with “as”, so somebody `answering` changes only to what is a name.
        """
        word, rest = (*line.split(maxsplit=1), "", "")[:2]
        for words in tongues():
            if not rest and word.casefold() in words.synonyms("terminal", "quit"):
                return Leaving()
            if word.casefold() in words.synonyms("terminal", "as") and (
                not answering or names_one(rest)
            ):
                return Speaking(_name(rest), words)
        return None

    def listen_to(self, name: str) -> None:
        same = name.casefold() in (self.first.user_id, self.first.name.casefold())
        self.speaker = self.first if same else Identity(PLATFORM, name.casefold(), name)

    def incoming(self, line: str) -> Incoming:
        message_id = uuid4().hex
        # Whoever sits here reads it, and nobody else.
        return Incoming(
            self.speaker, ROOM, message_id, Text(line), private=True, locale=self.locale
        )


def words_of(tag: str) -> Words:
    return languages().words(tag, ZoneInfo("UTC"))


def tongues() -> Iterator[Words]:
    return map(words_of, languages().tags)


def is_private(line: str) -> bool:
    """Whether it must not be found by who sits here next; also a number alone, for that may be
    a vote that answers a question of ours."""
    word = (*line.split(maxsplit=1), "")[0].casefold()
    names = {
        name
        for command in NOT_KEPT
        for words in tongues()
        for name in (command, *words.synonyms("command", command))
    }
    return word in names or word.strip(",;.").isdecimal()


def names_one(text: str) -> bool:
    """Whether this can only be a name: one word, or in quotation marks."""
    return len(text.split()) < 2 or (text[:1] in '"“„' and text.rstrip()[-1:] in '"“”')


def _name(written: str) -> str:
    return " ".join(clean(written).split()).strip('"“”„ ')[:LONGEST_NAME].strip()
