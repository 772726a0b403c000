"""What polls tell somebody of themselves."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.belongings import Exported, Term
from bot.language import N_
from polls.models import UNCOUNTED, Ballot, Poll, State
from polls.slips import find_slips

QUESTION, ANSWERS, THROUGH = N_("Question"), N_("Answers"), N_("Through")
ASKED, VOTED = N_("Asked on"), N_("Voted on")
SECRET = Term(N_("secret; you have voted"))
SEALED = Term(N_("secret; at the moment I cannot see whether you have voted"))
WITHDRAWN = Term(N_("withdrawn"))


def export(session: Session, person_id: int) -> Exported:
    asked = select(Poll).filter_by(asker_id=person_id).where(Poll.state != State.GONE)
    closed = select(Poll).filter_by(closed_by=person_id).order_by(Poll.id)
    return {
        N_("Polls you asked"): [
            {QUESTION: poll.question, ASKED: poll.asked_at}
            for poll in session.scalars(asked.order_by(Poll.id))
        ],
        N_("Polls you closed before their end"): [
            {QUESTION: poll.question, N_("Why"): poll.reason}
            for poll in session.scalars(closed)
        ],
        N_("Your votes"): [*_plain(session, person_id), *_sealed(session, person_id)],
    }


def _plain(session: Session, person_id: int) -> Iterator[Mapping[str, Any]]:
    mine = select(Ballot, Poll).join(Poll, Poll.id == Ballot.poll_id)
    mine = mine.where(Ballot.voter == str(person_id), ~Poll.secret)
    for ballot, poll in session.execute(mine.order_by(Poll.id)):
        chosen = [poll.options[int(mark) - 1] for mark in ballot.marks.split()]
        yield {
            QUESTION: poll.question,
            ANSWERS: chosen or WITHDRAWN,
            VOTED: ballot.said_at,
            THROUGH: ballot.via,
        }


def _sealed(session: Session, person_id: int) -> Iterator[Mapping[str, Any]]:
    """That there is a vote, not which: this is sent through a chat, and may be kept there."""
    open_ones = select(Poll).where(Poll.secret, UNCOUNTED).order_by(Poll.id)
    for poll in session.scalars(open_ones).all():
        slips = find_slips(session, poll)
        if slips is None:
            yield {QUESTION: poll.question, ANSWERS: SEALED}
        elif session.get(Ballot, (poll.id, slips.voter(person_id))):
            yield {QUESTION: poll.question, ANSWERS: SECRET}
