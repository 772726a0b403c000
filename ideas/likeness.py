"""How alike two texts are. Pure: texts in, numbers out."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz, process

LONGEST = 600
_NO_WORD = re.compile(r"[^\w]+|_+")
# Who has no ä on their keys writes ae.
_SPELT_OUT = re.compile(r"(?<=[aou])e")


def folded(*texts: str | None) -> str:
    """Words without case, accents and signs, as they are searched and compared."""
    said = " ".join(filter(None, texts)).casefold()[: 2 * LONGEST]
    plain = "".join(
        each for each in unicodedata.normalize("NFKD", said) if not unicodedata.combining(each)
    )
    return _SPELT_OUT.sub("", _NO_WORD.sub(" ", plain)).strip()[:LONGEST]


def score(one: str, other: str) -> float:
    """From 0 to 100; 100 is the same words. Both are folded.

    The order of words does not matter, and neither does much that one text says beyond the
    other.
    """
    return 0.6 * fuzz.token_sort_ratio(one, other) + 0.4 * fuzz.token_set_ratio(one, other)


def ranked(
    wanted: str, texts: Iterable[tuple[int, str]], most: int, least: float
) -> Sequence[tuple[int, float]]:
    """Numbers and scores of the texts most alike, the nearest first."""
    named = dict(texts)
    found = process.extract(
        wanted, named, scorer=_score, processor=None, limit=most, score_cutoff=least
    )
    return [(number, reached) for _, reached, number in found]


def _score(one: str, other: str, **_: object) -> float:
    return score(one, other)
