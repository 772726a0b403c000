"""What an idea must bring along to be one. Pure: words in, a Refusal out."""

import re

from bot.refusals import Refusal

LONGEST, LONGEST_TITLE = 4000, 100
_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n")


def refuse_wordless(text: str) -> None:
    """An idea says in words, of whatever script, what should be."""
    said = _LINK.sub("", text)
    if any(map(str.isalpha, said)):
        return
    if said != text:
        raise Refusal(
            "A link alone says little to those who cannot open it. Write in a sentence what "
            "should happen; the link may stand behind it."
        )
    raise Refusal("Please say it in words, too: what should happen, and where?")


def title_of(text: str) -> str:
    """The first sentence, or as much of it as a title holds."""
    first = " ".join(_SENTENCE.split(text.strip(), maxsplit=1)[0].split())
    if len(first) <= LONGEST_TITLE:
        return first
    return first[: LONGEST_TITLE - 1].rsplit(" ", 1)[0] + "…"
