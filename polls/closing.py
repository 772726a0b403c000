"""Closing: once all that was said in time has been heard; or early, with a reason."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import heard, outbox, picks, places
from bot.context import Context
from bot.language import N_
from bot.places import Room
from moderation import log
from polls import ballots, ending, posts, publishing, results, unsealing
from polls.models import Poll, State
from polls.slips import slips_of

# Each writes to all its rooms, and nobody else can be heard meanwhile.
AT_ONCE = 50


def close_early(context: Context, poll: Poll, reason: str) -> None:
    """A moderator's right; the reason stands under the result."""
    context.session.refresh(poll, with_for_update={"of": Poll})
    ballots.refuse_when_closed(poll, context.now)
    slips_of(context.session, poll)  # Refuses without the key.
    poll.closed_by, poll.reason = context.person.id, reason
    poll.answer_by = ending.promised(context.now, poll.neighbourhood.city)
    log.enter(context, N_("closed poll {subject} early: {reason}"), str(poll.id), reason)
    _close(context.session, poll, context.now, context.now)


def close_due(session: Session, now: datetime, awake_since: datetime | None = None) -> None:
    """Close what is over. Late votes said in time may still come from a platform behind, which
    has its hour only while somebody listens."""
    over = select(Poll).where(Poll.state == State.OPEN, Poll.closes <= now)
    in_turn = over.order_by(Poll.closes, Poll.id).with_for_update(of=Poll)
    closed = 0
    for poll in session.scalars(in_turn).all():
        platforms = {room.platform for room in _rooms(session, poll)}
        if not unsealing.can_be_opened(session, poll, now):
            continue
        if heard.all_is_in(session, platforms, poll.closes, now, awake_since):
            _close(session, poll, poll.closes, now)
            closed += 1
        if closed == AT_ONCE:
            break  # The rest at the next look; in between somebody may want to vote.


def refresh(session: Session, now: datetime) -> None:
    """Show the running totals under polls that have new votes."""
    restless = select(Poll).where(Poll.state == State.OPEN, Poll.restless)
    for poll in session.scalars(restless.order_by(Poll.id).limit(AT_ONCE)).all():
        poll.restless = False
        publishing.show_anew(session, poll, now)


def _close(session: Session, poll: Poll, closed_at: datetime, now: datetime) -> None:
    poll.state, poll.closed_at, poll.told_at = State.CLOSED, closed_at, now
    poll.restless = False
    session.flush()
    if poll.secret:
        unsealing.lay_open(session, poll, closed_at)
    tally = results.shown(session, poll)
    outbox.announce(
        session,
        _rooms(session, poll),
        lambda words: posts.closed(poll, tally, words),
        key=poll.result_key,
        now=now,
    )
    publishing.show_anew(session, poll, now)
    picks.forget(session, posts.vote(poll))


def _rooms(session: Session, poll: Poll) -> list[Room]:
    return list(places.rooms_of(session, poll.neighbourhood_id))
