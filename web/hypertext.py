"""A Post as the HTML that a feed reader shows. Pure."""

import re
from collections.abc import Iterator
from html import escape

from bot.language import Words
from bot.posts import Button, Post, Question, headed, named, with_lines

# What XML 1.0 has no place for, section 2.2: one such character, and no reader opens the feed.
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

LINE = "<code>"


def plain(text: str) -> str:
    """In one line, such as a title."""
    return " ".join(readable(with_lines(text, str)).split())


def readable(text: str) -> str:
    """Without what would break the feed for everybody."""
    return _NO_XML.sub("", text)


def html(post: Post, words: Words) -> str:
    """Its title apart, which stands above."""
    parts = [*_paragraphs(post.text), *_question(post.question)]
    parts += [_fact(*each) for each in headed(post.facts)]
    parts += [_button(each) for each in post.buttons]
    if any(LINE in part for part in parts):
        where = words.say("Such lines are written to Bude in the chat, with ! or / in front.")
        parts.append(_paragraph(f"<small>{escape(where)}</small>"))
    return readable("\n".join(parts))


def _paragraphs(text: str) -> Iterator[str]:
    for each in text.split("\n\n"):
        if each.strip():
            yield _paragraph(_marked_up(each.strip("\n")))


def _paragraph(inside: str) -> str:
    # What is written from right to left is shown so, beside what is not.
    return f'<p dir="auto">{inside}</p>'


def _marked_up(text: str) -> str:
    marked = with_lines(escape(text), lambda line: f"{LINE}{line}</code>")
    return marked.replace("\n", "<br>")


def _question(question: Question | None) -> Iterator[str]:
    if question is None:
        return
    options = (f'<li dir="auto">{_marked_up(each)}</li>' for each in question.options)
    yield f"<ol>{''.join(options)}</ol>"
    if not question.closed:
        yield _paragraph(_marked_up(question.how))


def _fact(heading: str, name: str, value: str) -> str:
    above = f"<strong>{_marked_up(heading)}</strong><br>" if heading else ""
    return _paragraph(f"{above}<strong>{_marked_up(named(name))}</strong> {_marked_up(value)}")


def _button(button: Button) -> str:
    return _paragraph(f"{_marked_up(named(button.label))} {_marked_up(button.line)}")
