"""Ballots of closed polls lose whose they are: of the forgotten, and of all after a while."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists, select, update
from sqlalchemy.orm import Session

from bot.places import Neighbourhood
from bot.retention import cities
from polls.models import COUNTED, Ballot, Poll

AT_ONCE = 5000


def nobodys(session: Session, which: ColumnElement[bool]) -> int:
    """Keep only the marks of these, if their poll is closed. Returns how many there were."""
    whose = select(Ballot.poll_id, Ballot.voter, Poll.closed_at, Poll.closes)
    closed = whose.join(Poll, Poll.id == Ballot.poll_id).where(COUNTED)
    rows = list(session.execute(closed.where(which).limit(AT_ONCE)))
    secrets.SystemRandom().shuffle(rows)
    for row in rows:
        session.execute(
            update(Ballot)
            .where(Ballot.poll_id == row.poll_id, Ballot.voter == row.voter)
            .values(voter=secrets.token_hex(16), said_at=row.closed_at or row.closes, via="")
            .execution_options(synchronize_session=False)
        )
    return len(rows)


def forget_old(session: Session, now: datetime) -> None:
    """So long after its end nobody need know who voted what, as each city lays it down."""
    for city, kept in cities(session):
        old = exists().where(
            Poll.id == Ballot.poll_id,
            Poll.closed_at < now - timedelta(days=kept.ballots),
            Neighbourhood.id == Poll.neighbourhood_id,
            Neighbourhood.city_id == city.id,
        )
        while nobodys(session, old & (Ballot.via != "")) == AT_ONCE:
            pass
