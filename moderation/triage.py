"""What must wait for a moderator, and why. Pure: facts in, reasons out."""

import hashlib
import re
from collections.abc import Collection
from datetime import timedelta
from enum import StrEnum
from typing import NamedTuple

from bot import looks
from moderation.contributions import Contribution

# With and without https://, but not "z.B." or "Str.12".
_LINK = re.compile(
    r"(?:https?://|www\.)[^\s<>]+"
    r"|\b[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|de|eu|info|io|me|gg|ru|tk|xyz|shop|app|link|ly)"
    r"\b(?:/\S*)?",
    re.IGNORECASE,
)
_HOST = re.compile(r"(?:https?://)?(?:[^\s/@]*@)?(?:www\.)?([^\s/:?#]+)", re.IGNORECASE)
# Said before so often, the next time is one too many.
MANY_REPEATS = 2


class Rule(StrEnum):
    """What a room does with what its neighbours want to publish; the strictest comes last."""

    AT_ONCE = "at once"
    NEWCOMERS = "newcomers"
    ALL = "all"


class Sign(StrEnum):
    """Why a contribution waits for a moderator."""

    ALL = "all"
    NEWCOMER = "newcomer"
    LINK = "link"
    REPEATS = "repeats"
    PICTURE = "picture"
    FILE = "file"
    WARNED = "warned"
    YOUTH = "youth"
    PAIRS = "pairs"


class Author(NamedTuple):
    """What counts of somebody: how long they are known here, how often they said the same
    lately, whether a list of other communities warns of their account."""

    known_for: timedelta
    repeats: int = 0
    warned: bool = False


class House(NamedTuple):
    """What a room and its city lay down; `pairs` of eyes look at what is held."""

    rule: Rule = Rule.NEWCOMERS
    pairs: int = 1
    newcomer_for: timedelta = timedelta(days=7)
    trusted_links: Collection[str] = ()
    watched_words: Collection[str] = ()


def signs(given: Contribution, author: Author, house: House) -> tuple[Sign, ...]:
    """Why it waits; nothing if it may be published at once."""
    newcomer = author.known_for < house.newcomer_for
    found = {
        Sign.ALL: house.rule == Rule.ALL,
        Sign.NEWCOMER: newcomer and house.rule == Rule.NEWCOMERS,
        Sign.LINK: bool(links(f"{given.title}\n{given.text}", house.trusted_links)),
        Sign.REPEATS: author.repeats >= MANY_REPEATS,
        Sign.PICTURE: newcomer and bool(given.pictures),
        Sign.FILE: given.files > 0,
        Sign.WARNED: author.warned,
        Sign.YOUTH: given.of_youth,
        Sign.PAIRS: given.eyes > 1,
    }
    return tuple(sign for sign, holds in found.items() if holds)


def marks(given: Contribution, house: House) -> tuple[str, ...]:
    """Words of the city's list that stand in it: for the moderators to see, and no more."""
    seen = looks.alike(f"{given.title} {given.text}")
    return tuple(word for word in house.watched_words if _stands(looks.alike(word), seen))


def _stands(word: str, text: str) -> bool:
    return bool(word) and re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) is not None


def links(text: str, trusted: Collection[str] = ()) -> tuple[str, ...]:
    """The addresses in a text, without those of sites the city trusts."""
    found = (match[0] for match in _LINK.finditer(text))
    return tuple(each for each in found if not _is_trusted(each, trusted))


def _is_trusted(link: str, trusted: Collection[str]) -> bool:
    host = _HOST.match(link)
    name = host[1].casefold() if host else ""
    return any(name == site or name.endswith(f".{site}") for site in map(str.casefold, trusted))


def fingerprint(given: Contribution) -> str:
    """The same for texts that nobody can tell apart by looking; no pictures are the same."""
    seen = given.pictures if given.wordless else ()
    text = looks.alike(" ".join((given.title, given.text, *seen)))
    return hashlib.sha256(text.encode()).hexdigest()[:16]
