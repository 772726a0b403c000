"""langdetect with the profiles of our own languages, imported when a text is to be read."""

from collections.abc import Sequence
from pathlib import Path

from langdetect.detector_factory import PROFILES_DIRECTORY, DetectorFactory
from langdetect.lang_detect_exception import LangDetectException

_SURE = 0.9


class Profiles:
    """With the profiles of all 55 languages it takes ten times as long and is right less
    often, so we load our own only."""

    def __init__(self, tags: Sequence[str]) -> None:
        paths = (Path(PROFILES_DIRECTORY) / tag for tag in tags)
        found = [path.read_text("utf-8") for path in paths if path.exists()]
        self._factory = DetectorFactory() if len(found) > 1 else None
        if self._factory:
            # Unseeded, it would hear the same text differently from time to time.
            self._factory.set_seed(0)
            self._factory.load_json_profile(found)

    def language(self, text: str) -> str | None:
        if self._factory is None:
            return None
        detector = self._factory.create()
        detector.append(text)
        try:
            best = detector.get_probabilities()[:1]
        except LangDetectException:  # nothing in it that any profile knows
            return None
        return next((str(guess.lang) for guess in best if guess.prob >= _SURE), None)
