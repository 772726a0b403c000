"""The count of a poll, for whoever may see it. There is no other way to it."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.refusals import Refusal
from polls import tally
from polls.models import Ballot, Poll, State
from polls.tally import Tally


def shown(session: Session, poll: Poll) -> Tally:
    """Raises Refusal while the results are hidden, for everybody."""
    if poll.hidden and poll.state != State.CLOSED:
        raise Refusal(
            "The results of this poll are shown to everybody at once, on {closes}. "
            "Votes so far: {turnout}.",
            closes=poll.closes,
            turnout=turnout(session, poll),
        )
    return _count(session, poll)


def turnout(session: Session, poll: Poll) -> int:
    """How many people have voted; that much may be known at any time."""
    query = (
        select(func.count())
        .select_from(Ballot)
        .where(Ballot.poll_id == poll.id, Ballot.marks != "")
    )
    return session.scalar(query) or 0


def has_ballots(session: Session, poll: Poll) -> bool:
    """Whether anybody ever voted, withdrawn votes included."""
    query = select(Ballot.poll_id).where(Ballot.poll_id == poll.id).limit(1)
    return session.scalar(query) is not None


def _count(session: Session, poll: Poll) -> Tally:
    alike = select(Ballot.marks, func.count()).where(Ballot.poll_id == poll.id)
    rows = session.execute(alike.group_by(Ballot.marks))
    ballots = (([int(mark) for mark in marks.split()], people) for marks, people in rows)
    return tally.count(len(poll.options), ballots)
