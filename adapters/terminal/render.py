"""A Post as lines of text, for a screen or a pipe."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from bot.posts import Button, Enclosure, Post, Question, clean, headed, named, typed, with_lines

# A line to type, between its marks; split by it, every second part is one.
_MARKED = re.compile("(\ue000[^\ue001]*\ue001)")
_ISOLATED = "\u2068{}\u2069"
# Names of facts are aligned up to this many columns.
_WIDEST_NAME = 24


class Look(NamedTuple):
    """How things are shown. `width` in columns; None leaves every line as long as it is."""

    width: int | None
    title: Callable[[str], str]
    line: Callable[[str], str]


PLAIN = Look(width=None, title=str, line=lambda line: f"`{line}`")


def render(post: Post, look: Look) -> str:
    """The whole post; what neighbours wrote in it can only be read."""
    parts = [
        _head(post, look),
        _options(post.question, look) if post.question else "",
        _answering(post, look),
        _facts(post.facts, look),
        "\n".join(_hang("", f"[{each.description}]", look) for each in post.pictures),
        _enclosure(post.enclosure) if post.enclosure else "",
        _hang("", post.link or "", look),
    ]
    return with_lines("\n\n".join(part for part in parts if part), look.line)


def _head(post: Post, look: Look) -> str:
    lines = [look.title(line) for line in _lines(post.title, look.width) if line]
    if post.text:
        lines += _lines(post.text, look.width)
    return "\n".join(lines)


def _options(question: Question, look: Look) -> str:
    digits = len(str(len(question.options)))
    numbered = enumerate(question.options, 1)
    return "\n".join(_hang(f"  {n:>{digits}}  ", option, look) for n, option in numbered)


def _facts(facts: Iterable[tuple[str, str]], look: Look) -> str:
    told = [(above, named(harmless(name)), value) for above, name, value in headed(facts)]
    beside = (columns(name) for _, name, value in told if not value.startswith("\n"))
    widest = max(beside, default=0)
    lines: list[str] = []
    for above, name, value in told:
        lines += ["", *map(look.title, _lines(above, look.width))] if above else []
        if value.startswith("\n"):
            lines.append(_hang("", f"{name}{value}", look, "  "))
        elif widest > _WIDEST_NAME:
            lines.append(_hang("", f"{name} {value}", look, "  "))
        else:
            lines.append(_hang(_padded(name, widest + 1), value, look))
    return "\n".join(lines).lstrip("\n")


def _padded(name: str, width: int) -> str:
    return isolated(name) + " " * (width - columns(name))


def _answering(post: Post, look: Look) -> str:
    lines = [_hang("", _button(button), look) for button in post.buttons]
    if post.question and not post.question.closed:
        lines.insert(0, _hang("", post.question.how, look))
    return "\n".join(lines)


def _enclosure(enclosure: Enclosure) -> str:
    """All of it, in lines as they are: whoever wants a file of it sends what a pipe says into
    one, and what others have asked for does not lie about on this machine."""
    return "\n".join(
        [f"[{harmless(enclosure.name)}]", *_lines(enclosure.content.strip(), None)]
    )


def _button(button: Button) -> str:
    return f"{button.label}: {typed(clean(button.line))}"


def _hang(prefix: str, text: str, look: Look, indent: str | None = None) -> str:
    """The text after its prefix, further lines below its beginning."""
    below = " " * columns(prefix) if indent is None else indent
    width = look.width and max(look.width - columns(below), 1)
    return prefix + f"\n{below}".join(_lines(text, width))


def _lines(text: str, width: int | None) -> list[str]:
    lines = harmless(text).split("\n")
    if width is not None:
        lines = [piece for line in lines for piece in _wrapped(line, width)]
    return [isolated(line) for line in lines]


def _wrapped(line: str, width: int) -> Iterator[str]:
    current, *words = line.split(" ")
    used = columns(current)
    for word in words:
        wide = columns(word)
        if used + 1 + wide > width:
            yield current
            current, used = word, wide
        else:
            current, used = f"{current} {word}", used + 1 + wide
    yield current


def harmless(text: str) -> str:
    """Without what would act on a terminal; lines to type keep their marks."""
    parts = _MARKED.split(text.encode("utf-8", "replace").decode())
    kept = (typed(clean(part)) if n % 2 else clean(part) for n, part in enumerate(parts))
    return "".join(kept).expandtabs(4)


def isolated(line: str) -> str:
    """A line with right-to-left letters, kept from turning round what stands beside it."""
    if line.isascii() or not any(unicodedata.bidirectional(c) in ("R", "AL") for c in line):
        return line
    return _ISOLATED.format(line)


def columns(text: str) -> int:
    """How wide a terminal shows it."""
    return len(text) if text.isascii() else sum(map(_width, text))


def _width(letter: str) -> int:
    if unicodedata.category(letter) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in ("W", "F") else 1
