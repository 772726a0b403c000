"""How a poll appears in the rooms of its neighbourhood, is taken down there, and comes back."""

from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from bot import outbox, places
from polls import desk_posts, ending, posts, results, sealing
from polls.models import Poll, State


def announce(session: Session, poll: Poll, now: datetime) -> None:
    """From now on it can be answered in every room; a secret one has its key before that."""
    if poll.secret:
        sealing.begin(session, poll)
    rooms = places.rooms_of(session, poll.neighbourhood_id)
    outbox.announce(
        session, rooms, lambda words: posts.opened(poll, words), key=poll.key, now=now
    )


def open_now(session: Session, poll: Poll, now: datetime) -> None:
    """It was never published before."""
    poll.state, poll.opened_at = State.OPEN, now
    ending.give_back(poll, poll.asked_at, now)
    session.flush()
    announce(session, poll, now)


def take_down(session: Session, poll: Poll, reason: str, now: datetime) -> None:
    """Nobody sees it any more, nor votes in it; its votes are kept for a second look. What was
    never published stays where it is."""
    if poll.opened_at is None:
        poll.state = State.TURNED_AWAY
        return
    poll.closed_at = poll.closed_at or now
    poll.state, poll.restless = State.TAKEN_DOWN, False
    session.flush()
    for key in (poll.key, poll.result_key):
        outbox.revise(
            session, lambda words: desk_posts.taken_down(poll, reason, words), key=key, now=now
        )


def bring_back(session: Session, poll: Poll, now: datetime) -> None:
    """As it was taken down: still to be answered, or with its result."""
    poll.opened_at = now
    if poll.told_at:
        poll.state, poll.told_at = State.CLOSED, now
    else:
        ending.give_back(poll, poll.closed_at or now, now)
        poll.state, poll.closed_at = State.OPEN, None
    session.flush()
    _stand_again(session, poll, now)


def _stand_again(session: Session, poll: Poll, now: datetime) -> None:
    """Where it was said it reads so again; where it stands no more, because it was frozen or a
    room moved, it is said."""
    rooms = places.rooms_of(session, poll.neighbourhood_id)
    so_far = results.so_far(session, poll)
    said = {poll.key: partial(posts.opened, poll, so_far=so_far)}
    if poll.state == State.CLOSED:
        said[poll.result_key] = partial(posts.closed, poll, so_far)
    for key, say in said.items():
        outbox.announce(session, rooms, say, key=key, now=now)
        outbox.revise(session, say, key=key, now=now)


def show_anew(session: Session, poll: Poll, now: datetime) -> None:
    """Where it stands, with the running total."""
    say = partial(posts.opened, poll, so_far=results.so_far(session, poll))
    outbox.revise(session, say, key=poll.key, now=now)
