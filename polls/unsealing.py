"""A secret poll ends: its ballots lose whose they are, then its key is destroyed."""

import logging
import re
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from bot import heard, store
from bot.incoming import Call, Incoming, Text
from bot.parameters import referred
from polls import owing, sealing, voices
from polls.models import Ballot, Poll, PollKey, State, Withheld
from polls.slips import Sealed
from polls.voices import Voice

logger = logging.getLogger(__name__)

# Of fewer ballots one could guess who chose what.
LEAST = 5
# So long we wait at the end for somebody to put a lost key back.
FOR_A_LOST_KEY = timedelta(days=1)
# A key just made may belong to a poll that is being written.
FRESH = timedelta(hours=1)


def can_be_opened(session: Session, poll: Poll, now: datetime) -> bool:
    """Whether it may close by itself: the key is there, or was waited for."""
    if not poll.secret or now >= poll.closes + FOR_A_LOST_KEY:
        return True
    return sealing.find(session, poll) is not None


def lay_open(session: Session, poll: Poll, closed_at: datetime) -> None:
    """In the transaction that closes the poll. What stays of each ballot are its marks, in an
    order of chance; of a few, only how many there were."""
    owing.pay(session, poll)
    seal = sealing.find(session, poll)
    rows = _counting(session, poll)
    owing.let_go(session, poll)
    session.execute(delete(Ballot).filter_by(poll_id=poll.id))
    if seal is None or len(rows) < LEAST:
        poll.withheld = Withheld.FEW if seal else Withheld.LOST
        poll.turnout = len(rows)
        return
    slips = Sealed(seal, poll.asked_at)
    words = [(slips.read(*row[:3])[1], row.voice) for row in rows]
    _write_anew(session, poll, _mixed(words), closed_at)


def _may_vote_in(poll: Poll, incoming: Incoming) -> bool:
    """Of what failed for a fault of ours: it comes too late now, and says who chose what."""
    match incoming.said:
        case Text(words=words) if _names_an_answer(poll, words):
            return True
        case Text(words=words):
            numbers = re.findall(r"\d+", words)
            named = any(word in words.casefold() for word in poll.question.casefold().split())
            return bool(numbers) and (named or len(numbers) == 1 or str(poll.id) in numbers)
        case Call(command=command, arguments=given):
            written = referred(given.get("poll", ""))
            if not written.isdecimal():
                return command == "vote"
            return int(written) == poll.id
    return True


def _names_an_answer(poll: Poll, words: str) -> bool:
    """As people do who are asked which one they choose."""
    return any(option.casefold() in words.casefold() for option in poll.options)


def _counting(session: Session, poll: Poll) -> list[Any]:
    """Whatever was not taken back, by those who may vote."""
    columns = (Ballot.voter, Ballot.said_at, Ballot.marks, Ballot.voice)
    here = select(*columns).where(Ballot.poll_id == poll.id, *voices.allowed(poll))
    return [row for row in session.execute(here) if not row.marks.startswith("-")]


def _mixed(words: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Of a few newer accounts, or a few others, it would show who chose what: then nothing is
    shown apart."""
    newer = sum(voice == Voice.NEWER for _, voice in words)
    apart = min(newer, len(words) - newer) >= LEAST
    return [(marks, voice if apart else "") for marks, voice in words]


def _write_anew(
    session: Session, poll: Poll, words: list[tuple[str, str]], closed_at: datetime
) -> None:
    secrets.SystemRandom().shuffle(words)
    same = {"poll_id": poll.id, "said_at": closed_at, "via": ""}
    rows = [
        same | {"voter": secrets.token_hex(16), "marks": marks, "voice": voice}
        for marks, voice in words
    ]
    session.execute(insert(Ballot), rows)


# The key goes after the closing was written, never before: or else a crash in between would
# leave an open poll that nobody can count. Until then nothing refers to it any more.


def spent(session: Session) -> Sequence[str]:
    """The names of keys that no open poll needs."""
    over = select(PollKey.name).join(Poll, Poll.id == PollKey.poll_id)
    return session.scalars(over.where(Poll.state.in_((State.CLOSED, State.GONE)))).all()


def forget(session: Session, destroyed: Sequence[str]) -> None:
    """Nothing is kept either of what still cannot be taken in, and may be a vote."""
    over = select(Poll).join(PollKey, PollKey.poll_id == Poll.id)
    for poll in session.scalars(over.where(PollKey.name.in_(destroyed))).all():
        heard.drop_unheard(session, partial(_may_vote_in, poll))
    session.execute(delete(PollKey).where(PollKey.name.in_(destroyed)))


def left_over(session: Session, now: datetime) -> Sequence[str]:
    """Keys of polls that came to nothing in the end."""
    found = set(store.keys(session).made_before(now - FRESH))
    return sorted(found - set(session.scalars(select(PollKey.name))))
