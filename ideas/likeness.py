"""How alike two texts are. Pure: texts in, numbers out."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from importlib import import_module
from typing import Any

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


def fingerprint(folded_text: str) -> str:
    """Short, and the same for the same words."""
    return hashlib.sha256(folded_text.encode()).hexdigest()[:16]


def score(one: str, other: str) -> float:
    """From 0 to 100; 100 is the same words. Both are folded.

    The order of words does not matter, and neither does much that one text says beyond the
    other.
    """
    fuzz = _fuzz()
    by_order = 0.6 * fuzz.token_sort_ratio(one, other)
    return float(by_order + 0.4 * fuzz.token_set_ratio(one, other))


@cache
def _fuzz() -> Any:
    """Fifty modules, which nobody needs until there are texts to compare."""
    return import_module("rapidfuzz.fuzz")


def ranked(
    wanted: str, texts: Iterable[tuple[int, str]], least: float
) -> Sequence[tuple[int, float]]:
    """Numbers and scores of the texts most alike, the nearest first."""
    scored = [(number, score(wanted, each)) for number, each in texts]
    near = [(number, reached) for number, reached in scored if reached >= least]
    return sorted(near, key=lambda pair: (-pair[1], pair[0]))
