"""What people see of a text: whether it shows anything, whether two look alike. Pure."""

import unicodedata

# Letters of Cyrillic and Greek that look like Latin ones, and what they look like.
_ALIKE = str.maketrans("авекмнорстухіѕјαβεζηικμορτυχ", "abekmhopctyxisjabezhikmoptyx")
# Combining grapheme joiner, Hangul fillers, Khmer vowels nobody sees, empty Braille.
_EMPTY = set("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_SELECTORS = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))
# They join emoji to families and flags; elsewhere nobody sees them.
_JOINERS = {"\u200d", *map(chr, range(0xE0020, 0xE0080))}


def shows(text: str) -> bool:
    """Whether there is anything to see."""
    return any(not each.isspace() for each in _seen(text))


def alike(text: str) -> str:
    """The same for texts that nobody can tell apart by looking; not to be shown."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    seen = unicodedata.normalize("NFKC", _seen(folded)).translate(_ALIKE)
    return " ".join(seen.split())


def _seen(text: str) -> str:
    if text.isascii():
        return text
    emoji = any(unicodedata.category(each) == "So" for each in text.replace("\u2800", ""))
    return "".join(
        each for each in text if not _is_invisible(each) or (emoji and each in _JOINERS)
    )


def _is_invisible(letter: str) -> bool:
    return (
        unicodedata.category(letter) in ("Cc", "Cf")
        or letter in _EMPTY
        or any(ord(letter) in selectors for selectors in _SELECTORS)
    )
