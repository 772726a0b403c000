"""The count of a poll, for whoever may see it. There is no other way to it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, TypeAlias

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.refusals import Refusal
from polls import ballots, tally, voices
from polls.models import Ballot, Poll, State
from polls.tally import Tally
from polls.voices import Voice, Who

# The count; or how many have voted, where no more may be known.
Count: TypeAlias = Tally | int


def shown(session: Session, poll: Poll) -> Count:
    """Raises Refusal while the results are hidden, for everybody."""
    if poll.hidden and poll.state != State.CLOSED:
        raise Refusal(
            "The result of this poll is shown to everybody at the same time, on {closes}. "
            "Votes so far: {turnout}.",
            closes=poll.closes,
            turnout=turnout(session, poll),
        )
    return so_far(session, poll)


def so_far(session: Session, poll: Poll) -> Count:
    """What everybody may know of the votes: the count, or how many there are."""
    if poll.turnout is not None:
        return poll.turnout
    hidden = poll.hidden and poll.state != State.CLOSED
    return turnout(session, poll) if hidden else _count(session, poll)


def turnout(session: Session, poll: Poll) -> int:
    """How many people have voted; that much may be known at any time."""
    here = select(func.count()).select_from(Ballot).where(Ballot.poll_id == poll.id)
    here = here.where(*voices.counting(poll))
    # Taken back: no marks, or sealed behind a dash.
    return session.scalar(here.where(Ballot.marks != "", Ballot.marks.not_like("-%"))) or 0


def has_ballots(session: Session, poll: Poll) -> bool:
    """Whether anybody ever voted, withdrawn votes included."""
    query = select(Ballot.poll_id).where(Ballot.poll_id == poll.id).limit(1)
    return session.scalar(query) is not None


def _count(session: Session, poll: Poll) -> Tally:
    cast = select(Ballot.marks, Ballot.voice, func.count()).where(
        Ballot.poll_id == poll.id, *voices.counting(poll)
    )
    rows = session.execute(cast.group_by(Ballot.marks, Ballot.voice)).all()
    newer = [row for row in rows if row.voice == Voice.NEWER]
    apart = _add_up(poll, newer) if poll.who == Who.EVERYBODY else None
    return replace(_add_up(poll, rows), apart=apart if apart and apart.turnout else None)


def _add_up(poll: Poll, rows: Sequence[Any]) -> Tally:
    alike = ((ballots.read_marks(marks), people) for marks, _, people in rows)
    return tally.count(len(poll.options), alike)
