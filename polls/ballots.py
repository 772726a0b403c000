"""Casting a ballot. One person, one ballot, whichever platform they vote from."""

from datetime import datetime
from functools import cache

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from bot import store
from bot.incoming import Picks
from bot.people import Neighbour
from bot.refusals import Refusal
from polls.models import Ballot, Poll, State


def cast(
    session: Session, person: Neighbour, poll: Poll, picks: Picks, said_at: datetime, via: str
) -> Picks:
    """Count a vote, or change it; returns the options counted, in order.

    What was said later stands, whatever comes in last. Raises Refusal.
    """
    refuse_when_closed(poll, said_at)
    chosen = tuple(sorted(set(picks)))
    if not chosen:
        raise Refusal(
            "Which one? Write the number of your answer after the number of the poll."
        )
    if len(chosen) > 1 and not poll.several:
        raise Refusal("Only one answer counts in this poll. Choose the one you like best.")
    for number in (chosen[0], chosen[-1]):
        if not 1 <= number <= len(poll.options):
            raise Refusal(
                "This poll has no answer {number}. Choose from 1 to {last}.",
                number=number,
                last=len(poll.options),
            )
    _keep(session, poll, person, " ".join(map(str, chosen)), said_at, via)
    return chosen


def withdraw(
    session: Session, person: Neighbour, poll: Poll, said_at: datetime, via: str
) -> None:
    """Take a vote back; a dated row too, so that an older vote heard late does not return."""
    refuse_when_closed(poll, said_at)
    if session.get(Ballot, (poll.id, voter(person))) is None:
        raise Refusal("There is no vote of yours in this poll.")
    _keep(session, poll, person, "", said_at, via)


def refuse_when_closed(poll: Poll, said_at: datetime) -> None:
    if poll.state == State.CLOSED:
        raise Refusal("This poll closed on {closed}.", closed=poll.closed_at)
    if said_at >= poll.closes:
        raise Refusal("This poll closed on {closed}.", closed=poll.closes)


def voter(person: Neighbour) -> str:
    """Under which name a person's ballot lies in a poll."""
    return str(person.id)


def _keep(
    session: Session, poll: Poll, person: Neighbour, marks: str, said_at: datetime, via: str
) -> None:
    row = {
        "poll_id": poll.id,
        "voter": voter(person),
        "marks": marks,
        "said_at": said_at,
        "via": via,
    }
    store.later(session, _upsert(store.dialect(session)), row)
    if not poll.restless:
        poll.restless = True


@cache
def _upsert(dialect: str) -> "sqlite.Insert | postgresql.Insert":
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    new = insert(Ballot)
    return new.on_conflict_do_update(
        index_elements=["poll_id", "voter"],
        set_={
            "marks": new.excluded.marks,
            "said_at": new.excluded.said_at,
            "via": new.excluded.via,
        },
        where=Ballot.said_at <= new.excluded.said_at,
    )
