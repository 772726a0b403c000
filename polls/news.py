"""What happened to polls, for the feed and the digest: queries over what is kept anyway."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from bot import sharing
from bot.language import N_
from bot.news import News, by_number, newest
from bot.places import Neighbourhood
from polls import news_posts, results
from polls.models import PUBLIC, Poll, State

OPEN = N_("Polls that are open")
RESULTS = N_("Results of polls")


def happened(
    session: Session,
    neighbourhood: Neighbourhood,
    since: datetime,
    until: datetime,
    most: int,
) -> Sequence[News]:
    """Obeys bot.news.Teller. A poll is told while it is open, and then its result."""
    # They are said once the session is over, and then name the place.
    polls = select(Poll).options(joinedload(Poll.neighbourhood))
    here = polls.where(Poll.neighbourhood_id == neighbourhood.id)
    asked = here.where(
        Poll.state == State.OPEN, Poll.opened_at > since, Poll.opened_at <= until
    ).order_by(Poll.opened_at.desc(), Poll.id.desc())
    closed = here.where(
        Poll.state == State.CLOSED, Poll.told_at > since, Poll.told_at <= until
    ).order_by(Poll.told_at.desc(), Poll.id.desc())
    told = [_result(session, poll) for poll in session.scalars(closed.limit(most)).all()]
    return newest([*map(_asked, session.scalars(asked.limit(most))), *told], most)


def still_there(session: Session, keys: Collection[str]) -> Collection[str]:
    """Obeys bot.news.StillThere."""
    wanted = by_number(keys, "poll")
    among = sharing.among(session, Poll.id, wanted)
    there = session.scalars(select(Poll.id).where(among, Poll.state.in_(PUBLIC)))
    return {wanted[number] for number in there}


def _asked(poll: Poll) -> News:
    assert poll.opened_at
    return News(
        key=f"{poll.key}:asked",
        at=poll.opened_at,
        neighbourhood_id=poll.neighbourhood_id,
        topic=OPEN,
        about=poll.key,
        say=partial(news_posts.asked, poll),
    )


def _result(session: Session, poll: Poll) -> News:
    assert poll.told_at
    return News(
        key=f"{poll.key}:closed",
        at=poll.told_at,
        neighbourhood_id=poll.neighbourhood_id,
        topic=RESULTS,
        about=poll.key,
        say=partial(news_posts.result, poll, results.shown(session, poll)),
    )
