"""Ours -> theirs: a Post as the contents of one or more Matrix messages. Pure."""

import json
import re
from collections.abc import Sequence
from html import escape
from typing import Any, NamedTuple, TypeAlias

from bot.pictures.image import Image
from bot.posts import (
    Button,
    Enclosure,
    Picture,
    Post,
    Question,
    headed,
    is_right_to_left,
    isolated,
    named,
    with_lines,
)
from bot.splitting import split

Content: TypeAlias = dict[str, Any]

# An event may have 65,536 bytes, and sealed it is a third longer. In the worst case (an emoji,
# once plain and once as HTML) a character takes 8, so that a piece of text always fits into
# one message.
LONGEST_TEXT = 5_000
LARGEST = 45_000

_EVERYBODY = re.compile("@(?=room)", re.IGNORECASE)
# Each option and fact is a list of its own, so that a message may begin with any of them.
_NEXT_LIST = re.compile(r'</ol><ol start="\d+">|</ul><ul>')
_ADDRESS = re.compile(r"(?:https?://|mailto:)[^\s<>\"]+")


class Piece(NamedTuple):
    """Something said that stays together, in both forms."""

    plain: str
    html: str

    @property
    def size(self) -> int:
        """In bytes of JSON."""
        return len(json.dumps([self.plain, self.html], ensure_ascii=False).encode())


def contents(post: Post, prefix: str) -> list[Content]:
    """The messages, in their order. Files are always the first, so that they stay where they
    are when the rest grows. What can be answered stays together, and comes before the facts: on
    a telephone it must be seen first."""
    facts = [_fact(*fact, prefix) for fact in headed(post.facts)]
    packed = _packed(*_pieces(post, prefix), facts)
    if files := [_in_words(file) for file in files_of(post)]:
        packed = [*([file] for file in files), *(pieces for pieces in packed if pieces)]
    return [_content(pieces) for pieces in packed]


def files_of(post: Post) -> list[Picture | Enclosure]:
    """What becomes a message of its own, in this order."""
    return [*post.pictures, *([post.enclosure] if post.enclosure else [])]


def file(enclosure: Enclosure, size: int) -> Content:
    """The file itself, but for where it is."""
    name = in_one_line(enclosure.name)
    return {
        "msgtype": "m.file",
        "body": name,
        "filename": name,
        "info": {"mimetype": enclosure.mime, "size": size},
        "m.mentions": {},
    }


def image(picture: Picture, image: Image) -> Content:
    """The picture itself, but for where it is: its words are what others see instead."""
    return {
        "msgtype": "m.image",
        "body": in_one_line(picture.description),
        "filename": f"bude.{image.mime.removeprefix('image/')}",
        "info": {
            "mimetype": image.mime,
            "w": image.width,
            "h": image.height,
            "size": len(image.content),
        },
        "m.mentions": {},
    }


def _pieces(post: Post, prefix: str) -> tuple[list[Piece], list[Piece]]:
    """What is told, and what can be answered."""
    told = [_title(post.title)] if post.title else []
    told += [_paragraph(part, prefix) for part in split(post.text, LONGEST_TEXT) if part]
    answered = _question(post.question, prefix) if post.question else []
    answered += [_button(button, prefix) for button in post.buttons]
    answered += [_link(post.link)] if post.link else []
    return told, answered


def _title(title: str) -> Piece:
    return Piece(
        in_one_line(title), _block("p", f"<strong>{_marked_up(title)}</strong>", title)
    )


def _paragraph(text: str, prefix: str) -> Piece:
    return Piece(_typed(text, prefix), _block("p", _typed_html(text, prefix), text))


def _fact(heading: str, name: str, value: str, prefix: str) -> Piece:
    above = _title(heading) if heading else Piece("", "")
    shown = isolated(value)
    called = named(" ".join(name.split()))
    html = f"<strong>{_typed_html(called, prefix)}</strong> {_typed_html(shown, prefix)}"
    plain = f"{_typed(called, prefix)} {_typed(shown, prefix)}"
    item = f"<ul>{_block('li', html, name)}</ul>"
    return Piece(f"\n{above.plain}\n{plain}" if heading else plain, above.html + item)


def _in_words(file: Picture | Enclosure) -> Piece:
    words = file.in_words
    return Piece(_harmless(words), _block("p", f"<em>{_marked_up(words)}</em>", words))


def _question(question: Question, prefix: str) -> list[Piece]:
    """The options; how to answer only as long as that is possible."""
    options = [_option(number, label) for number, label in enumerate(question.options, 1)]
    how = [] if question.closed or not question.how else [_paragraph(question.how, prefix)]
    return options + how


def _option(number: int, label: str) -> Piece:
    shown = isolated(in_one_line(label))
    html = f'<ol start="{number}">{_block("li", _marked_up(shown), label)}</ol>'
    return Piece(f"{number}. {shown}", html)


def _button(button: Button, prefix: str) -> Piece:
    line = with_lines(button.line, str)
    html = f"{_marked_up(button.label)}: <code>{_marked_up(prefix + line)}</code>"
    plain = f"{isolated(in_one_line(button.label))}: {in_one_line(prefix + line)}"
    return Piece(plain, _block("p", html, button.label))


def _link(link: str) -> Piece:
    shown = _marked_up(link)
    html = f'<a href="{escape(link)}">{shown}</a>' if _ADDRESS.fullmatch(link) else shown
    return Piece(_harmless(link), f"<p>{html}</p>")


def _packed(
    told: Sequence[Piece], answered: Sequence[Piece], facts: Sequence[Piece]
) -> list[list[Piece]]:
    """As few messages as possible, each small enough; `answered` in one if it fits into one."""
    messages = _filled(told)
    if messages and _size(messages[-1]) + _size(answered) <= LARGEST:
        messages[-1] += answered
    else:
        messages += _filled(answered)
    return _filled(facts, messages) or [[]]


def _filled(pieces: Sequence[Piece], begun: Sequence[list[Piece]] = ()) -> list[list[Piece]]:
    messages = [*begun]
    for piece in pieces:
        if messages and _size(messages[-1]) + piece.size <= LARGEST:
            messages[-1].append(piece)
        else:
            messages.append([piece])
    return messages


def _size(pieces: Sequence[Piece]) -> int:
    return sum(piece.size for piece in pieces)


def _content(pieces: Sequence[Piece]) -> Content:
    html = "".join(piece.html for piece in pieces)
    return {
        "msgtype": "m.text",
        "body": "\n".join(piece.plain for piece in pieces).lstrip("\n"),
        "format": "org.matrix.custom.html",
        "formatted_body": _NEXT_LIST.sub("", html),
        # Nobody is called by what we say, whatever it quotes.
        "m.mentions": {},
    }


def _block(tag: str, html: str, text: str) -> str:
    direction = ' dir="auto"' if is_right_to_left(text) else ""
    return f"<{tag}{direction}>{html}</{tag}>"


def _harmless(text: str) -> str:
    return _EVERYBODY.sub("@\u2060", text)


def in_one_line(text: str) -> str:
    """Or an option could look like two."""
    return _harmless(" ".join(text.split()))


def _marked_up(text: str) -> str:
    return escape(_harmless(text), quote=False).replace("\n", "<br>")


def _typed(text: str, prefix: str) -> str:
    return with_lines(_harmless(text), lambda line: prefix + line)


def _typed_html(text: str, prefix: str) -> str:
    sign = escape(prefix, quote=False)
    return with_lines(_marked_up(text), lambda line: f"<code>{sign}{line}</code>")
