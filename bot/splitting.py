"""Splitting long texts: at paragraphs, else at lines, sentences, words. Pure."""

import re
import unicodedata
from collections.abc import Callable, Iterator

_PARAGRAPH = re.compile(r"\n\s*\n")
_LINE = re.compile(r"\n")
# A stop after a single letter or a digit ("z. B.", "am 3. Mai") ends no sentence. Where people
# write without spaces, a full stop ends it by itself.
_SENTENCE = re.compile(r"(?:[^\W\d_]{2}\.|[!?…؟۔।]|\.{3})[\"'»“”’)\]]*\s+|[。！？]+[」』”]*")
_WORD = re.compile(r"\s+")
# A part shorter than this share of the limit is not worth a nicer place.
_LEAST = 4

_JOINER = "\u200d"
_FLAGS = range(0x1F1E6, 0x1F200)
_SKINS = range(0x1F3FB, 0x1F400)


def split(text: str, limit: int) -> list[str]:
    """Parts of at most `limit` characters, in their order; white space between them goes.

    A line to type (see `bot.posts.typed`) stays whole if it is shorter than the limit.
    """
    parts: list[str] = []
    rest = text.strip()
    while len(rest) > limit:
        cut = _cut(rest, limit)
        parts.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [*parts, rest] if rest or not parts else parts


def _cut(text: str, limit: int) -> int:
    """Where the next part begins: the last good place of the best kind there is."""
    for places in (_paragraphs, _lines, _sentences, _words):
        good = [at for at in places(text, limit) if limit // _LEAST < at and _between(text, at)]
        if good:
            return good[-1]
    return _anywhere(text, limit)


def _places(pattern: re.Pattern[str]) -> Callable[[str, int], Iterator[int]]:
    def places(text: str, limit: int) -> Iterator[int]:
        # White space that hangs over the limit does not count: it is cut off.
        for found in pattern.finditer(text, 0, limit + 2):
            if len(text[: found.end()].rstrip()) <= limit:
                yield found.end()

    return places


_paragraphs, _lines, _words = _places(_PARAGRAPH), _places(_LINE), _places(_WORD)
_full_stops = _places(_SENTENCE)


def _sentences(text: str, limit: int) -> Iterator[int]:
    return (at for at in _full_stops(text, limit) if not text[at : at + 1].islower())


def _anywhere(text: str, limit: int) -> int:
    for cut in range(limit, limit // 2, -1):
        if _between(text, cut) and not _joined(text, cut):
            return cut
    return limit


def _between(text: str, cut: int) -> bool:
    """Whether this place is outside of every line to type."""
    return text.rfind("\ue000", 0, cut) <= text.rfind("\ue001", 0, cut)


def _joined(text: str, cut: int) -> bool:
    """Whether the characters on both sides are seen as one: accents, emoji, flags."""
    before, after = text[cut - 1], text[cut : cut + 1]
    if not after:
        return False
    mark = unicodedata.category(after) in ("Mn", "Me", "Mc") or ord(after) in _SKINS
    flag = ord(before) in _FLAGS and ord(after) in _FLAGS
    return mark or flag or _JOINER in (before, after)


def ended(words: str) -> str:
    """With a full stop, if another sentence is to follow and they end with no sign."""
    return words if words.endswith((*".!?…", ")", "”", "“", '"')) else f"{words}."
