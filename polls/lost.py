"""A poll that is not to be read in one of its rooms: whoever asked it must know."""

import re
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from bot import outbox, telling
from bot.adapter import DeliveryFailed
from bot.incoming import Address
from bot.language import Words
from bot.outbox import Letter, SentMessage
from bot.posts import Post
from polls.models import Poll, State

# The post itself, or a newer version of it.
_OPENED = re.compile(r"poll:(\d+)(?:~\d+)?")


def removed(session: Session, at: Address, message_id: str, now: datetime) -> None:
    """A message was removed in its room."""
    sent = session.get(SentMessage, (at.platform, message_id))
    letter = outbox.letter_behind(session, at.platform, message_id)
    if letter and sent and sent.target == at.target:
        _tell(session, letter, None, now)


def undeliverable(
    session: Session, letter: Letter, failure: DeliveryFailed, now: datetime
) -> None:
    """What it says does not stand there: the message is gone that it changes, or the room; or
    we may not write."""
    _tell(session, letter, failure.lacks, now)


def _tell(session: Session, letter: Letter, lacks: str | None, now: datetime) -> None:
    found = _OPENED.fullmatch(letter.key)
    poll = session.get(Poll, int(found[1])) if found else None
    if poll and poll.state == State.OPEN:
        why, say = ("barred", partial(_barred, lacks)) if lacks else ("lost", _gone)
        key = f"{poll.key}:{why}:{letter.platform}:{letter.target}"
        told = partial(say, poll, letter.to)
        telling.tell(session, poll.asker_id, told, key=key, now=now)


def _gone(poll: Poll, at: Address, words: Words) -> Post:
    return Post(
        words.say(
            "In a room on {platform} your poll {number}, “{question}”, or a part of it was "
            "deleted, or the room itself. The poll goes on all the same, and all votes count. "
            "{line} shows it again.",
            number=str(poll.id),
            question=poll.question,
            platform=at.platform.capitalize(),
            line=words.line("polls", str(poll.id)),
        )
    )


def _barred(lacks: str, poll: Poll, at: Address, words: Words) -> Post:
    return Post(
        words.say(
            "In a room on {platform} ({room}) I may not write, so your poll {number}, "
            "“{question}”, cannot be read there, or not as it stands now. The poll goes on all "
            "the same, and all votes count. {line} shows it. What I need there, from those who "
            "look after the room: {lacks}. For a week I keep trying.",
            platform=at.platform.capitalize(),
            room=f"{at.platform}:{at.target}",
            number=str(poll.id),
            question=poll.question,
            line=words.line("polls", str(poll.id)),
            lacks=words.say(lacks),
        )
    )
