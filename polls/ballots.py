"""Casting a ballot. One person, one ballot, whichever platform they vote from."""

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache, partial
from typing import TypeAlias

from sqlalchemy import case, select

from bot import sharing, store
from bot.context import Context
from bot.incoming import Picks
from bot.refusals import Refusal
from bot.sharing import Insert
from polls import voices
from polls.models import Ballot, Poll, State
from polls.slips import Word, slips_of

SaidLast: TypeAlias = dict[str, Word]
_NEVER = (datetime.min.replace(tzinfo=UTC), "")


def cast(context: Context, poll: Poll, picks: Picks) -> Picks | None:
    """Count a vote, or change it; returns the options that now stand, in order.

    What was said later stands, whatever comes in last; nothing stands if the person withdrew
    later. None if in a secret poll a later vote stands: an answer that told whether it was the
    same would tell which. Raises Refusal.
    """
    _hold_open(context, poll)
    refuse_when_closed(poll, context.said_at)
    voices.refuse_strangers(context, poll)
    chosen = tuple(sorted(set(picks)))
    _refuse_unfitting(poll, chosen)
    is_last = _keep(context, poll, chosen)
    if poll.secret and not is_last:
        return None if standing(context, poll) else ()
    caught_up = context.said_at < context.now
    return standing(context, poll) if caught_up else chosen


def withdraw(context: Context, poll: Poll) -> Picks:
    """Take a vote back; a dated row too, also where there is no vote yet, so that an older
    one heard late does not count. Returns what stands all the same, because said later."""
    _hold_open(context, poll)
    refuse_when_closed(poll, context.said_at)
    _keep(context, poll, ())
    return standing(context, poll)


def standing(context: Context, poll: Poll) -> Picks:
    """The speaker's vote; nothing if there is none, or it was withdrawn."""
    voter = slips_of(context.session, poll).voter(context.person.id)
    _, marks = _said_last(context, poll).get(voter, _NEVER)
    return read_marks(marks)


def _hold_open(context: Context, poll: Poll) -> None:
    """With several workers, nobody may count and close while this vote is on its way; nor may
    two vote at once in a secret poll, of which the database cannot tell what was said last."""
    if store.dialect(context.session) == "postgresql":
        lock = {"read": not poll.secret, "of": Poll}
        refresh = partial(context.session.refresh, poll, with_for_update=lock)
        sharing.once(context.session, ("held open", poll.id), refresh)


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
    last = len(poll.options)
    for number in (chosen[0], chosen[-1]):
        if not 1 <= number <= last:
            raise Refusal(
                "This poll has no answer {number}. Choose from 1 to {last}.",
                number=number,
                last=last,
            )


def _keep(context: Context, poll: Poll, chosen: Picks) -> bool:
    """Whether it was said last, as far as that is known here; in a secret poll it is."""
    session, secret = context.session, poll.secret
    slips, known = slips_of(session, poll), _known(context, poll)
    voter, marks = slips.voter(context.person.id), " ".join(map(str, chosen))
    before, _ = known.get(voter, _NEVER)
    # What is heard live was said last, also if a clock was put back since what came before.
    live = context.said_at >= context.now
    is_last = live or before <= context.said_at
    if secret and not is_last:
        return False
    word = (max(before, context.said_at) if live else context.said_at, marks)
    row = {"poll_id": poll.id, "voter": voter, "voice": voices.of(context.person, poll)}
    row |= slips.write(voter, word, context.at.platform)
    sharing.later(session, upsert(store.dialect(session), live=live), row)
    if is_last:
        known[voter] = word
    if not poll.restless:
        poll.restless = True
    return is_last


def _known(context: Context, poll: Poll) -> SaidLast:
    """What need not be looked up; in a secret poll the database cannot tell it when writing."""
    if poll.secret:
        return _said_last(context, poll)
    known: SaidLast | None = sharing.known(context.session, _key(poll))
    return {} if known is None else known


def _said_last(context: Context, poll: Poll) -> SaidLast:
    """By voter; looked up once for all who speak in this transaction."""
    if poll.secret:
        _hold_open(context, poll)
    if context.person.id not in context.company:
        return _look_up(context, poll, [context.person.id])
    look_up = partial(_look_up, context, poll, context.company)
    return sharing.once(context.session, _key(poll), look_up)


def _look_up(context: Context, poll: Poll, people: Iterable[int]) -> SaidLast:
    slips = slips_of(context.session, poll)
    voters = [slips.voter(number) for number in people]
    columns = (Ballot.voter, Ballot.said_at, Ballot.marks)
    theirs = sharing.among(context.session, Ballot.voter, voters)
    query = select(*columns).where(Ballot.poll_id == poll.id, theirs)
    return {row.voter: slips.read(*row) for row in context.session.execute(query)}


def _key(poll: Poll) -> tuple[str, int]:
    return "said last", poll.id


@cache
def upsert(dialect: str, *, live: bool = False) -> Insert:
    """Unless `live`, only what was said last is written."""
    new = sharing.insert(Ballot, dialect)
    later = case(
        (Ballot.said_at > new.excluded.said_at, Ballot.said_at), else_=new.excluded.said_at
    )
    return new.on_conflict_do_update(
        index_elements=["poll_id", "voter"],
        set_={
            "marks": new.excluded.marks,
            "said_at": later,
            "via": new.excluded.via,
            "voice": new.excluded.voice,
        },
        where=None if live else Ballot.said_at <= new.excluded.said_at,
    )
