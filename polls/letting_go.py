"""What nobody gets to see again of polls that were not published, or taken down."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot import picks
from moderation import appeals, desk
from polls import owing, posts, subject
from polls.models import Ballot, Poll, State

UNSEEN = (State.HELD, State.TURNED_AWAY, State.TAKEN_DOWN)


def unseen_of(session: Session, person_id: int, now: datetime) -> None:
    """They are forgotten, so nobody asks for a second look."""
    theirs = select(Poll).where(Poll.asker_id == person_id, Poll.state.in_(UNSEEN))
    for poll in session.scalars(theirs.with_for_update(of=Poll)).all():
        _let_go(session, poll)
        desk.withdrawn(session, subject.KIND, poll.id, now)


def forget_declined(session: Session, now: datetime) -> None:
    """Once nobody can have a second look at it."""
    declined = select(Poll).where(Poll.state.in_((State.TURNED_AWAY, State.TAKEN_DOWN)))
    for poll in session.scalars(declined.with_for_update(of=Poll)).all():
        case = desk.newest_about(session, subject.KIND, poll.id)
        if case and appeals.is_final(case, now):
            _let_go(session, poll)


def _let_go(session: Session, poll: Poll) -> None:
    """The key of its ballots, if it has one, is destroyed once this is written."""
    session.execute(delete(Ballot).filter_by(poll_id=poll.id))
    owing.let_go(session, poll)
    picks.forget(session, posts.vote(poll))
    poll.question, poll.options, poll.state = "", [], State.GONE
    poll.decides = poll.answered_by = poll.reason = None
    session.flush()
