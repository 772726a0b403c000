"""What is owed to somebody in a secret poll while its key is away, and done once it is back."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.people import Person
from polls import sealing, voices
from polls.models import UNCOUNTED, Ballot, Owed, Poll
from polls.slips import Sealed, Slips


def withdrawal(session: Session, poll: Poll, person_id: int, now: datetime) -> None:
    """They were forgotten now: what they said until then is to be taken back."""
    _owed(session, poll, person_id).forgotten_at = now
    session.flush()


def look_at_voice(session: Session, poll: Poll, person_id: int) -> None:
    """They are known otherwise than they were when they voted."""
    _owed(session, poll, person_id)
    session.flush()


def _owed(session: Session, poll: Poll, person_id: int) -> Owed:
    found = session.get(Owed, (poll.id, person_id)) or Owed(
        poll_id=poll.id, person_id=person_id
    )
    session.add(found)
    return found


def is_left(session: Session, person_id: int) -> bool:
    """Whether somebody who was forgotten may still have a vote in a poll."""
    theirs = select(Owed.poll_id).filter_by(person_id=person_id)
    return session.scalars(theirs.where(Owed.forgotten_at.is_not(None))).first() is not None


def look(session: Session, now: datetime) -> None:
    """Whether a key is back."""
    open_ones = select(Poll).where(UNCOUNTED, Poll.id.in_(select(Owed.poll_id)))
    for poll in session.scalars(open_ones.with_for_update(of=Poll)).all():
        pay(session, poll)


def pay(session: Session, poll: Poll) -> None:
    """If the key is there. Whoever calls holds the poll."""
    owed = session.scalars(select(Owed).filter_by(poll_id=poll.id)).all()
    seal = sealing.find(session, poll) if owed else None
    if seal is None:
        return
    slips = Sealed(seal, poll.asked_at)
    for each in owed:
        _pay_one(session, poll, slips, each)
        session.delete(each)
    session.flush()


def _pay_one(session: Session, poll: Poll, slips: Slips, owed: Owed) -> None:
    ballot = session.get(Ballot, (poll.id, slips.voter(owed.person_id)))
    if ballot is None:
        return
    said_at, _ = slips.read(ballot.voter, ballot.said_at, ballot.marks)
    poll.restless = True
    if owed.forgotten_at and said_at <= owed.forgotten_at:
        session.delete(ballot)
    else:
        ballot.voice = voices.of(session.get_one(Person, owed.person_id), poll)


def let_go(session: Session, poll: Poll) -> None:
    """The poll has closed, and nothing is left of whose a vote was."""
    session.execute(delete(Owed).filter_by(poll_id=poll.id))
