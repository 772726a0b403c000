"""A poll that is not to be read any more in one of its rooms: whoever asked it must know."""

import re
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from bot import outbox, telling
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
        undeliverable(session, letter, now)


def undeliverable(session: Session, letter: Letter, now: datetime) -> None:
    """What it says will never stand there: the message is gone that it changes, or the room."""
    found = _OPENED.fullmatch(letter.key)
    poll = session.get(Poll, int(found[1])) if found else None
    if poll and poll.state == State.OPEN:
        key = f"{poll.key}:lost:{letter.platform}:{letter.target}"
        say = partial(_said, poll, letter.platform)
        telling.tell(session, poll.asker_id, say, key=key, now=now)


def _said(poll: Poll, platform: str, words: Words) -> Post:
    return Post(
        words.say(
            "In a room on {platform} your poll {number}, “{question}”, or a part of it was "
            "deleted, or the room itself. The poll goes on all the same, and all votes count. "
            "{line} shows it again.",
            number=str(poll.id),
            question=poll.question,
            platform=platform.capitalize(),
            line=words.line("polls", str(poll.id)),
        )
    )
