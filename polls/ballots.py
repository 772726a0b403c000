"""Casting a ballot. One person, one ballot, whichever platform they vote from."""

from datetime import datetime
from functools import cache

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from bot import store
from bot.context import Context
from bot.incoming import Picks
from bot.refusals import Refusal
from polls.models import Ballot, Poll, State


def cast(context: Context, poll: Poll, picks: Picks) -> Picks:
    """Count a vote, or change it; returns the options that now stand, in order.

    What was said later stands, whatever comes in last; nothing stands if the person withdrew
    later. Raises Refusal.
    """
    refuse_when_closed(poll, context.said_at)
    chosen = tuple(sorted(set(picks)))
    _refuse_unfitting(poll, chosen)
    _keep(context, poll, chosen)
    caught_up = context.said_at < context.now
    return standing(context, poll) if caught_up else chosen


def withdraw(context: Context, poll: Poll) -> Picks:
    """Take a vote back; a dated row too, also where there is no vote yet, so that an older
    one heard late does not count. Returns what stands all the same, because said later."""
    refuse_when_closed(poll, context.said_at)
    _keep(context, poll, ())
    return standing(context, poll)


def standing(context: Context, poll: Poll) -> Picks:
    """The speaker's vote; nothing if there is none, or it was withdrawn."""
    mine = select(Ballot.marks).filter_by(poll_id=poll.id, voter=_voter(context))
    return read_marks(context.session.scalar(mine) or "")


def read_marks(marks: str) -> Picks:
    return tuple(map(int, marks.split()))


def refuse_when_closed(poll: Poll, said_at: datetime) -> None:
    if poll.state == State.CLOSED:
        raise Refusal("This poll closed on {closed}.", closed=poll.closed_at)
    if said_at >= poll.closes:
        raise Refusal("This poll closed on {closed}.", closed=poll.closes)


def _refuse_unfitting(poll: Poll, chosen: Picks) -> None:
    if len(chosen) > 1 and not poll.several:
        raise Refusal("Only one answer counts in this poll. Choose the one you like best.")
    for number in (chosen[0], chosen[-1]):
        if not 1 <= number <= len(poll.options):
            raise Refusal(
                "This poll has no answer {number}. Choose from 1 to {last}.",
                number=number,
                last=len(poll.options),
            )


def _voter(context: Context) -> str:
    """Under which name a person's ballot lies in a poll."""
    return str(context.person.id)


def _keep(context: Context, poll: Poll, chosen: Picks) -> None:
    row = {
        "poll_id": poll.id,
        "voter": _voter(context),
        "marks": " ".join(map(str, chosen)),
        "said_at": context.said_at,
        "via": context.at.platform,
    }
    store.later(context.session, _upsert(store.dialect(context.session)), row)
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
