"""Ours -> theirs: a Post as one or more messages with their components. Pure."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple, TypeAlias

from adapters.discord import ballots, marking
from bot.posts import Button, Post, Question, headed, isolated, named, with_lines
from bot.splitting import split

Json: TypeAlias = dict[str, Any]
Show: TypeAlias = Callable[[str], str]

LONGEST = 2000
# No previews of what neighbours link to.
NO_PREVIEWS = 1 << 2
NOBODY: Json = {"parse": []}
PRESS, ANSWER = "press", "answer"
_GREY = 2


class Shape(NamedTuple):
    """How it is to be said: how lines to type are shown, what stands on the button of a
    question of ours, and on an empty list of options; whether one person `alone` sees it."""

    show: Show
    answer: str = "…"
    choose: str = ""
    alone: bool = False


def messages(post: Post, shape: Shape) -> list[Json]:
    """In their order. What can be pressed stands below the last of what it belongs to."""
    told, answered = _told(post, shape), _answered(post, shape)
    filled = _filled(told)
    if filled and sum(map(_size, filled[-1])) + sum(map(_size, answered)) <= LONGEST:
        filled[-1] += answered
    else:
        filled += _filled(answered)
    holder = max(len(filled) - 1, 0)
    filled = _filled([_fact(*fact, shape) for fact in headed(post.facts)], filled) or [[]]
    texts = ["".join(pieces).strip() for pieces in filled]
    rows = components(post, shape)
    return [message(text, rows if n == holder else []) for n, text in enumerate(texts)]


def message(text: str, rows: Sequence[Json] = ()) -> Json:
    return {
        # An empty message is none; this is an empty one that Discord takes.
        "content": text or "\u200b",
        "components": list(rows),
        "flags": NO_PREVIEWS,
        "allowed_mentions": NOBODY,
    }


def components(post: Post, shape: Shape) -> list[Json]:
    rows: list[Json] = []
    if post.question and not post.question.closed:
        rows += ballots.components(post.question, shape.choose, alone=shape.alone)
    rows += _in_rows([_button(n, each) for n, each in enumerate(post.buttons, 1)])
    if post.ask:
        rows += _in_rows([{"type": 2, "style": 1, "label": shape.answer, "custom_id": ANSWER}])
    return rows[:5]


def _button(number: int, button: Button) -> Json:
    label = marking.cut(button.label, 80)
    return {"type": 2, "style": _GREY, "label": label, "custom_id": f"{PRESS}:{number}"}


def _in_rows(buttons: Sequence[Json]) -> list[Json]:
    starts = range(0, len(buttons), 5)
    return [{"type": 1, "components": list(buttons[start : start + 5])} for start in starts]


def _told(post: Post, shape: Shape) -> list[str]:
    told = [f"{marking.bold(post.title)}\n"] if post.title.strip() else []
    told += [f"{part}\n" for part in _paragraphs(post.text, shape) if part]
    told += [f"*{marking.in_one_line(each.in_words)}*\n" for each in post.pictures]
    if post.enclosure:
        told += [f"{part}\n" for part in _paragraphs(post.enclosure.in_words, shape)]
    return told


def _paragraphs(words: str, shape: Shape, longest: int = LONGEST - 50) -> list[str]:
    """Split where it is good to read; what grows too long with its markup is split again."""
    parts: list[str] = []
    for part in split(words, longest):
        marked = _typed(part, shape)
        too_long = marking.length(marked) > LONGEST - 10 and longest > 100
        parts += _paragraphs(part, shape, longest // 2) if too_long else [marked]
    return parts


def _answered(post: Post, shape: Shape) -> list[str]:
    """Options in full, because a button has no room for a long one."""
    pieces = _options(post.question) if post.question else []
    how = post.question and not post.question.closed and not ballots.shown(post.question)
    if post.question and how and post.question.how:
        pieces.append(f"{_typed(post.question.how, shape)}\n")
    return [*pieces, f"<{post.link}>\n"] if post.link else pieces


def _options(question: Question) -> list[str]:
    numbered = enumerate(question.options, 1)
    return [f"{n}. {isolated(marking.in_one_line(each))}\n" for n, each in numbered]


def _fact(heading: str, name: str, value: str, shape: Shape) -> str:
    """Said in one piece, unless nobody could read so much at once."""
    above = f"\n{marking.bold(heading)}\n" if heading.strip() else ""
    shown = isolated(_typed(value, shape))
    fact = f"{above}**{_typed(named(' '.join(name.split())), shape)}** {shown}\n"
    return fact if marking.length(fact) <= LONGEST else f"{fact[: LONGEST // 2]}…\n"


def _typed(words: str, shape: Shape) -> str:
    return with_lines(marking.text(words), lambda line: shape.show(_unescaped(line)))


def _unescaped(line: str) -> str:
    return line.replace("\\", "")


def _filled(pieces: Iterable[str], begun: Sequence[list[str]] = ()) -> list[list[str]]:
    """As few messages as possible, each small enough."""
    filled = [*begun]
    for piece in pieces:
        if filled and sum(map(_size, filled[-1])) + _size(piece) <= LONGEST:
            filled[-1].append(piece)
        else:
            filled.append([piece])
    return filled


def _size(piece: str) -> int:
    return marking.length(piece)
