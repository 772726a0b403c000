"""A question as Discord's own poll, where that is allowed and has room. Pure.

Everybody sees who voted for what in it, and nobody can change its words: it is for open
questions with live results. All that changes stands in a message of its own below.
"""

import math
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from adapters.discord import marking
from bot.adapter import Receipt
from bot.posts import Post, asks

Json: TypeAlias = dict[str, Any]

MOST_ANSWERS, LONGEST_QUESTION, LONGEST_ANSWER = 10, 300, 55
LONGEST_OPEN = timedelta(days=32)
KEYCAP = "\ufe0f\u20e3"


def poll(post: Post, now: datetime) -> Json | None:
    """The poll; None where its votes are not for everybody to see, or it would not fit."""
    question = post.question
    if question is None or question.closed or not fits(post):
        return None
    left = (question.closes - now) if question.closes else timedelta(0)
    if not timedelta(0) < left <= LONGEST_OPEN:
        return None
    return {
        "question": {"text": _line(post.text)},
        "answers": [{"poll_media": {"text": _line(each)}} for each in question.options],
        # In whole hours. We end it ourselves when it closes.
        "duration": math.ceil(left / timedelta(hours=1)),
        "allow_multiselect": question.several,
    }


def fits(post: Post) -> bool:
    """Whether, apart from time, it may and can be such a poll."""
    question = post.question
    if question is None or not question.public or not 0 < len(question.options) <= MOST_ANSWERS:
        return False
    lines = [_line(each) for each in question.options]
    short = all(0 < marking.length(each) <= LONGEST_ANSWER for each in lines)
    return short and 0 < marking.length(_line(post.text)) <= LONGEST_QUESTION


def rest(post: Post) -> Post:
    """What the poll itself does not say: it shows its answers, and how to choose one."""
    question = post.question and replace(post.question, options=(), how="")
    return replace(post, text="", question=question)


def may_be(receipt: Receipt) -> bool:
    """Whether the first message of a post may be a poll, and is worth being looked at."""
    return receipt.adopted or (len(receipt.messages) > 1 and receipt.said is not None)


def asked_before(receipt: Receipt) -> bool:
    """Whether what stands there asks something, maybe with a poll of ours."""
    said = receipt.said
    return not receipt.adopted and may_be(receipt) and said is not None and asks(said)


def asked(post: Post) -> tuple[str, ...]:
    """The question and its answers as a poll has them."""
    options = post.question.options if post.question else ()
    return tuple(map(_line, (post.text, *options)))


def words(message: Json) -> tuple[str, ...]:
    """The same of a message; nothing if it is no poll."""
    poll = message.get("poll")
    if not isinstance(poll, dict):
        return ()
    answers = [each.get("poll_media") or {} for each in poll.get("answers") or ()]
    question = poll.get("question") or {}
    return tuple(_line(str(each.get("text") or "")) for each in (question, *answers))


def sign(answer_id: int) -> str:
    """An answer of a poll, as the reaction that stands for the same option."""
    return "\U0001f51f" if answer_id == 10 else f"{answer_id}{KEYCAP}"


def _line(words: str) -> str:
    return " ".join(words.split())
