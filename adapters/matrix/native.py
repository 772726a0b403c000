"""A question as Matrix's own poll (MSC3381), and which options an answer to it names. Pure.

Spoken in the unstable form, the only one that Element shows; understood in both.
"""

import json
import re
from dataclasses import replace
from typing import Any, NamedTuple

from adapters.matrix import render
from adapters.matrix.render import Content
from adapters.matrix.shapes import Event, number, reference, rows, table, text
from bot.adapter import Receipt
from bot.incoming import Ended, Picked
from bot.posts import Post

UNSTABLE = "org.matrix.msc3381.poll"
START, RESPONSE, END = f"{UNSTABLE}.start", f"{UNSTABLE}.response", f"{UNSTABLE}.end"
TEXT = "org.matrix.msc1767.text"
DISCLOSED = f"{UNSTABLE}.disclosed"
MOST = 20
_OURS = re.compile(r"bude\.(\d{1,2})")


# Ours -> theirs


def start(post: Post, prefix: str) -> Content | None:
    """The poll; None where its answers are not for everybody to see, or it would not fit."""
    question = post.question
    if question is None or not question.public or not 0 < len(question.options) <= MOST:
        return None
    asked = render.in_one_line(post.text or post.title)
    told = Post(post.text or post.title, question=replace(question, closed=False))
    fallback, *more = render.contents(told, prefix)
    content = {
        TEXT: fallback["body"],
        START: {
            "kind": DISCLOSED,
            "max_selections": len(question.options) if question.several else 1,
            "question": {TEXT: asked, "body": asked, "msgtype": "m.text"},
            "answers": [
                {"id": f"bude.{n}", TEXT: render.in_one_line(option)}
                for n, option in enumerate(question.options, 1)
            ],
        },
    }
    size = len(json.dumps(content, ensure_ascii=False).encode())
    # Edited, it stands in the event twice.
    return None if more or not asked or size > render.LARGEST / 2 else content


def rest(post: Post) -> Post:
    """What the poll itself does not say; it stands below, and changes."""
    question = post.question and replace(post.question, options=())
    return replace(post, text="", question=question)


def end(poll: str, result: str) -> Content:
    nobody: dict[str, Any] = {"m.mentions": {}}
    return {"m.relates_to": _to(poll), END: {}, TEXT: result, "body": result} | nobody


def reworded(poll: str, new: Content) -> Content:
    replaces = {"rel_type": "m.replace", "event_id": poll}
    return new | {"m.new_content": new, "m.relates_to": replaces}


def stands(receipt: Receipt, prefix: str) -> bool:
    """Whether the first message of a post is a poll. All in text, it has one message less:
    so it was said by earlier versions, and is where polls are not allowed to us."""
    if receipt.adopted or receipt.said is None:
        return receipt.adopted
    below = render.contents(rest(receipt.said), prefix)
    could = start(receipt.said, prefix) is not None
    return could and len(receipt.messages) > len(below)


def _to(poll: str) -> dict[str, Any]:
    return {"rel_type": "m.reference", "event_id": poll}


# Theirs -> ours


def answered(event: Event) -> Picked | None:
    """A response. By the MSC one that cannot be read counts as no answer at all."""
    poll, content = reference(event), table(event.get("content"))
    if not poll:
        return None
    if "m.selections" in content:
        given = content["m.selections"]
    else:
        given = table(content.get(RESPONSE) or content.get("m.poll.response")).get("answers")
    marks = [each if isinstance(each, str) else "" for each in rows(given)]
    numbers = [_OURS.fullmatch(mark) for mark in marks]
    options = tuple(int(found[1]) for found in numbers if found)
    return Picked(poll, options if all(numbers) else (), tuple(marks))


def ended(event: Event) -> Ended | None:
    poll = reference(event)
    return Ended(poll) if poll else None


class TheirPoll(NamedTuple):
    """`answers` are pairs of an id and a text; `most` of them may be picked. `disclosed`:
    clients show the count while it is open."""

    question: str
    answers: tuple[tuple[str, str], ...]
    most: int
    disclosed: bool


def poll_in(content: dict[str, Any]) -> TheirPoll | None:
    """A poll as either form has it; None if it is none."""
    stable = table(content.get("m.poll"))
    poll = stable or table(content.get(START) or content.get("m.poll.start"))
    listed = [table(each) for each in rows(poll.get("answers"))][:MOST]
    answers = tuple(
        (text(each.get("id")) or text(each.get("m.id")), words(each)) for each in listed
    )
    asked = words(table(poll.get("question")))
    if not asked or not answers:
        return None
    disclosed = not text(poll.get("kind")).endswith("undisclosed")
    return TheirPoll(asked, answers, number(poll.get("max_selections")) or 1, disclosed)


def words(block: dict[str, Any]) -> str:
    """The plain text of a block of extensible events."""
    stable = block.get("m.text")
    plain = [table(each) for each in rows(stable) if "html" not in text(each.get("mimetype"))]
    first = text(plain[0].get("body")) if plain else text(stable)
    return text(block.get(TEXT)) or first or text(block.get("body"))
