"""Casting a ballot. One person, one ballot, whichever platform they vote from."""

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache, partial
from typing import TypeAlias

from sqlalchemy import Select, bindparam, case, select
from sqlalchemy.orm import Session

from bot import sharing, store
from bot.context import Context
from bot.incoming import Picks
from bot.refusals import Refusal
from bot.sharing import Insert
from polls import voices
from polls.models import PUBLIC, Ballot, Poll, State
from polls.slips import Word, slips_of

SaidLast: TypeAlias = dict[str, Word]
_NEVER = (datetime.min.replace(tzinfo=UTC), "")


def cast(context: Context, poll: Poll, picks: Picks) -> Picks | None:
    """Count a vote, or change it; returns the options that now stand, in order.

    What was said later stands, whatever comes in last; nothing stands if the person withdrew
    later. None if a later vote stands that is not to be told. Raises Refusal.
    """
    _hold_open(context, poll)
    refuse_when_closed(poll, context.said_at)
    voices.refuse_strangers(context, poll)
    chosen = tuple(sorted(set(picks)))
    _refuse_unfitting(poll, chosen)
    _keep(context, poll, chosen)
    caught_up = context.said_at < context.now
    return _left_standing(context, poll) if caught_up else chosen


def withdraw(context: Context, poll: Poll) -> Picks | None:
    """Take a vote back; a dated row too, also where there is no vote yet, so that an older
    one heard late does not count. Returns what stands all the same, because said later; None
    if that is not to be told."""
    _hold_open(context, poll)
    if not _may_come_back(poll):
        refuse_when_closed(poll, context.said_at)
    _keep(context, poll, ())
    return _left_standing(context, poll)


def _left_standing(context: Context, poll: Poll) -> Picks | None:
    """What was said later is told neither in a secret poll nor to an account that was linked
    only lately, nor whether it is the same: who tries each answer would learn which."""
    said_at, marks = _last_word(context, poll)
    untold = poll.secret or context.person.is_settling(context.now)
    if untold and marks and said_at > context.said_at:
        return None
    return read_marks(marks)


def standing(context: Context, poll: Poll) -> Picks:
    """The speaker's vote; nothing if there is none, or it was withdrawn."""
    return read_marks(_last_word(context, poll)[1])


def _last_word(context: Context, poll: Poll) -> Word:
    voter = slips_of(context.session, poll).voter(context.person.id)
    return _said_last(context, poll).get(voter, _NEVER)


def _hold_open(context: Context, poll: Poll) -> None:
    """With several workers, nobody may count and close while this vote is on its way; nor may
    two vote at once in a secret poll, of which the database cannot tell what was said last."""
    if store.dialect(context.session) == "postgresql":
        lock = {"read": not poll.secret, "of": Poll}
        refresh = partial(context.session.refresh, poll, with_for_update=lock)
        sharing.once(context.session, ("held open", poll.id), refresh)


def read_marks(marks: str) -> Picks:
    return tuple(map(int, marks.split()))


def taken_down(poll: Poll) -> Refusal:
    return Refusal(
        "The moderators took poll {number} down. Nobody can read it any more, or vote in it.",
        number=str(poll.id),
    )


def _may_come_back(poll: Poll) -> bool:
    """With its votes, which are not counted yet."""
    return poll.state == State.TAKEN_DOWN and poll.told_at is None


def refuse_when_closed(poll: Poll, said_at: datetime) -> None:
    """What was said before a poll was taken down, and is heard only now, is kept with the
    rest."""
    state, closes = poll.state, poll.closes
    if state not in PUBLIC:
        before = poll.closed_at is not None and said_at < poll.closed_at
        if not (before and _may_come_back(poll)):
            raise taken_down(poll)
    if state == State.CLOSED:
        raise Refusal("This poll closed on {closed}.", closed=poll.closed_at)
    if said_at >= closes:
        raise Refusal("This poll closed on {closed}.", closed=closes)


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


def _keep(context: Context, poll: Poll, chosen: Picks) -> None:
    session, secret = context.session, poll.secret
    slips = slips_of(session, poll)
    # What was said last the database tells when writing, but not in a secret poll.
    known = _said_last(context, poll) if secret else _known_already(session, poll)
    voter, marks = slips.voter(context.person.id), " ".join(map(str, chosen))
    before, _ = known.get(voter, _NEVER)
    # What is heard live was said last, also if a clock was put back since what came before.
    live = context.said_at >= context.now
    is_last = live or before <= context.said_at
    if secret and not is_last:
        return
    word = (max(before, context.said_at) if live else context.said_at, marks)
    written = slips.write(voter, word, context.at.platform)
    voice = voices.of(context.person, poll)
    row = {"poll_id": poll.id, "voter": voter, "voice": voice, **written}
    sharing.later(session, upsert(store.dialect(session), live=live), row)
    if is_last:
        known[voter] = word
    if not poll.restless:
        poll.restless = True


def _known_already(session: Session, poll: Poll) -> SaidLast:
    known: SaidLast | None = sharing.known(session, _key(poll))
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
    named = {"poll": poll.id, **sharing.these(context.session, voters)}
    rows = context.session.execute(_words(store.dialect(context.session)), named)
    return {row.voter: slips.read(*row) for row in rows}


@cache
def _words(dialect: str) -> Select[str, datetime, str]:
    columns = select(Ballot.voter, Ballot.said_at, Ballot.marks)
    theirs = sharing.one_of_these(Ballot.voter, dialect)
    return columns.where(Ballot.poll_id == bindparam("poll"), theirs)


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
