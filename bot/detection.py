"""Hearing which language a text is in."""

from collections.abc import Sequence
from functools import cached_property
from importlib import import_module
from typing import Any

_FEWEST_WORDS = 4
_ENOUGH = 1000  # characters; more only takes longer


class Detection:
    """Tells our languages apart; one without a langdetect profile is never heard."""

    def __init__(self, tags: Sequence[str]) -> None:
        self._tags = tags

    def language(self, text: str) -> str | None:
        some = text[:_ENOUGH]
        if _count_words(some) < _FEWEST_WORDS:
            return None
        heard: str | None = self._profiles.language(some)
        return heard

    @cached_property
    def _profiles(self) -> Any:
        # Most of what is said to us is a short command, for which nobody needs them.
        return import_module("bot.profiles").Profiles(self._tags)


def _count_words(text: str) -> int:
    return sum("://" not in word and any(map(str.isalpha, word)) for word in text.split())
