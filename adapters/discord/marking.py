"""Discord's markup: what people wrote shows as they wrote it, and calls nobody. Pure."""

import re

from bot.posts import clean

_INLINE = re.compile(r"[\\*_~`|\[\]<@]|:(?=//)|:(?=\w+:)")
# What begins a heading, a quotation or a list.
_AT_THE_START = re.compile(r"^(\s*)([#>+-]|\d+(?=\.))", re.MULTILINE)


def text(words: str) -> str:
    """As text: nothing in it is markup, a mention or a link. Lines to type keep their marks."""
    escaped = _INLINE.sub(lambda found: f"\\{found[0]}", words)
    return _AT_THE_START.sub(_started, escaped)


def _started(found: "re.Match[str]") -> str:
    # A backslash does nothing before a digit, so there it is the full stop that is escaped.
    return f"{found[1]}{found[2]}\\" if found[2].isdecimal() else f"{found[1]}\\{found[2]}"


def in_one_line(words: str) -> str:
    return text(" ".join(words.split()))


def bold(words: str) -> str:
    line = in_one_line(words)
    return f"**{line}**" if line else ""


def code(line: str) -> str:
    """Letters as they are; inside, nothing can be escaped."""
    shown = " ".join(clean(line).split()).replace("`", "'")
    return f"`{shown}`" if shown else ""


def length(marked: str) -> int:
    """As the apps count: an emoji is two."""
    return len(marked) if marked.isascii() else len(marked.encode("utf-16-le", "replace")) // 2


def cut(words: str, longest: int) -> str:
    """At most so many letters, with a sign that there were more."""
    short = " ".join(words.split())
    while length(short) > longest:
        short = f"{short.removesuffix('…')[:-1].rstrip()}…"
    return short
