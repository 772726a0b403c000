"""Whose voice a ballot is, when somebody became known or is not any more."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.people import Person
from polls import owing, voices
from polls.models import UNCOUNTED, Ballot, Poll
from polls.slips import find_slips


def stand_anew(session: Session, person_id: int) -> None:
    """Their votes in open polls count so from now on."""
    person = session.get_one(Person, person_id, populate_existing=True)
    for poll in session.scalars(select(Poll).where(UNCOUNTED)).all():
        _in_one(session, poll, person)
    session.flush()


def _in_one(session: Session, poll: Poll, person: Person) -> None:
    slips = find_slips(session, poll)
    if slips is None:
        return owing.look_at_voice(session, poll, person.id)
    ballot = session.get(Ballot, (poll.id, slips.voter(person.id)))
    if ballot and ballot.voice != voices.of(person, poll):
        ballot.voice, poll.restless = voices.of(person, poll), True
