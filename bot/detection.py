"""Hearing which language a text is in."""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from langdetect.detector_factory import PROFILES_DIRECTORY, DetectorFactory
from langdetect.lang_detect_exception import LangDetectException

_FEWEST_WORDS = 4
_SURE = 0.9
_ENOUGH = 1000  # characters; more only takes longer


class Detection:
    """Tells our languages apart; one without a langdetect profile is never heard.

    langdetect with the profiles of all 55 languages takes ten times as long and is right
    less often, so we load our own only, on first use.
    """

    def __init__(self, tags: Sequence[str]) -> None:
        profiles = (Path(PROFILES_DIRECTORY) / tag for tag in tags)
        self._profiles = [profile for profile in profiles if profile.exists()]

    def language(self, text: str) -> str | None:
        if len(self._profiles) < 2 or _count_words(text[:_ENOUGH]) < _FEWEST_WORDS:
            return None
        detector = self._factory.create()
        detector.append(text[:_ENOUGH])
        try:
            best = detector.get_probabilities()[:1]
        except LangDetectException:  # nothing in it that any profile knows
            return None
        return next((str(guess.lang) for guess in best if guess.prob >= _SURE), None)

    @cached_property
    def _factory(self) -> DetectorFactory:
        factory = DetectorFactory()
        # Unseeded, it would hear the same text differently from time to time.
        factory.set_seed(0)
        factory.load_json_profile([path.read_text("utf-8") for path in self._profiles])
        return factory


def _count_words(text: str) -> int:
    return sum("://" not in word and any(map(str.isalpha, word)) for word in text.split())
