"""A room moved: the polls that are open appear in the new one."""

from datetime import datetime
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import outbox
from bot.language import Words
from bot.places import Room
from bot.posts import Post
from polls import posts, results
from polls.models import Poll, State


def appear(session: Session, room: Room, now: datetime) -> None:
    """Each with its running total; what stands in the room already is not said again."""
    here = select(Poll).filter_by(neighbourhood_id=room.neighbourhood_id, state=State.OPEN)
    for poll in session.scalars(here.order_by(Poll.id)).all():
        say = partial(_shown, session, poll)
        outbox.announce(session, [room], say, key=poll.key, now=now)


def _shown(session: Session, poll: Poll, words: Words) -> Post:
    return posts.opened(poll, words, results.so_far(session, poll))
