"""Asking a neighbourhood, and finding what was asked."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache, partial
from itertools import islice
from typing import NamedTuple, NoReturn

from sqlalchemy import Select, bindparam, select

from bot import heard, outbox, sharing
from bot.context import Context
from bot.incoming import NativePoll
from bot.language import OwnWords
from bot.parameters import Suggestion
from bot.refusals import Refusal
from moderation import desk
from polls import ballots, ending, publishing, subject, voices
from polls.models import PUBLIC, Poll, State
from polls.rules import rules

SHOWN = 20
# So many at once hardly all mean the same poll.
MANY = 20


class Proposal(NamedTuple):
    """What somebody wants to ask; what they leave open follows the city's rules."""

    question: str
    options: Sequence[str]
    closes: datetime | None = None
    several: bool = False
    hidden: bool = False
    quorum: int | None = None
    decides: OwnWords | None = None
    answered_by: OwnWords | None = None
    secret: bool = False
    who: str | None = None


def ask(context: Context, proposal: Proposal) -> Poll:
    """Open the poll, and announce it in every room of the neighbourhood; unless it is `held`,
    because the moderators are to read it first."""
    poll = _kept(context, proposal)
    case = desk.open_case(context, subject.contribution(poll))
    if case.is_published:
        publishing.announce(context.session, poll, context.now)
    else:
        poll.state, poll.opened_at = State.HELD, None
    return poll


def _kept(context: Context, proposal: Proposal) -> Poll:
    place, now = context.neighbourhood, context.now
    city, laid_down = place.city, rules(place.city)
    closes = proposal.closes or ending.days_later(now, laid_down.open_for_days, city)
    poll = Poll(
        neighbourhood=place,
        asker_id=context.person.id,
        question=proposal.question,
        options=list(proposal.options),
        several=proposal.several,
        hidden=proposal.hidden or proposal.secret,
        secret=proposal.secret,
        who=voices.wanted(city, proposal.who, proposal.decides),
        quorum=proposal.quorum,
        decides=proposal.decides or laid_down.decides,
        answered_by=proposal.answered_by or laid_down.answered_by,
        answer_by=ending.promised(closes, city),
        asked_at=now,
        opened_at=now,
        closes=closes,
        state=State.OPEN,
        restless=False,
    )
    context.session.add(poll)
    context.session.flush()
    return poll


def adopt(context: Context, proposal: Proposal, native: NativePoll) -> Poll:
    """Make somebody's own poll one of the neighbourhood: asked in all its rooms, while in the
    room where it stands ours only goes below it."""
    if outbox.is_ours(context.session, context.at.platform, native.message_id):
        raise Refusal("This poll is one of the neighbourhood already.")
    poll = ask(context, proposal)
    if poll.state == State.HELD:
        raise Refusal(
            "A moderator reads this poll before it is asked everywhere, and until then no vote "
            "in it can count. Ask it anew with {line}, please.",
            line=context.words.line("poll"),
        )
    outbox.adopt(context.session, context.at, poll.key, native)
    # Whoever hands over the poll hands over the answers to it that count.
    heard.forget_early_about(context.session, context.at.platform, native.message_id)
    return poll


def find(context: Context, number: int, *, also: State | None = None) -> Poll:
    """A poll that the speaker may see, or one of theirs in this state. Raises Refusal."""
    poll = sharing.found(context.session, ("poll", number), partial(_get, context, number))
    if poll is None or not _may_know(context, poll):
        raise Refusal(
            "There is no poll {number} here. {line} shows all that are open.",
            number=str(number),
            line=context.words.line("polls"),
        )
    state = poll.state
    if state not in PUBLIC and state != also:
        _refuse_unpublished(poll)
    return poll


def _get(context: Context, number: int) -> Poll | None:
    """When many speak at once, the first polls to close here are looked up together."""
    if context.room and len(context.company) >= MANY:
        here = ("open polls", context.room.neighbourhood_id)
        sharing.once(context.session, here, partial(open_polls, context))
    return context.session.get(Poll, number)


def _may_know(context: Context, poll: Poll) -> bool:
    """What never stood in a room is for whoever asked it alone."""
    if poll.neighbourhood_id != context.neighbourhood.id:
        return False
    stood_there = poll.opened_at is not None or poll.state in PUBLIC
    return stood_there or poll.asker_id == context.person.id


def _refuse_unpublished(poll: Poll) -> NoReturn:
    if poll.state == State.HELD:
        raise Refusal(
            "A moderator reads poll {number} first, and I tell you what becomes of it.",
            number=str(poll.id),
        )
    if poll.opened_at is None:
        raise Refusal(
            "The moderators did not publish poll {number}; I have told you why.",
            number=str(poll.id),
        )
    raise ballots.taken_down(poll)


def open_polls(context: Context) -> Sequence[Poll]:
    here = {"here": context.neighbourhood.id}
    return context.session.scalars(_open(), here).all()


@cache
def _open() -> Select[Poll]:
    here = Poll.neighbourhood_id == bindparam("here")
    are_open = select(Poll).where(here, Poll.state == State.OPEN)
    return are_open.order_by(Poll.closes).limit(SHOWN)


def suggest(context: Context, typed: str) -> Sequence[Suggestion]:
    """Polls here whose number or question holds what was typed, newest first."""
    here = select(Poll).where(
        Poll.neighbourhood_id == context.neighbourhood.id, Poll.state.in_(PUBLIC)
    )
    wanted = typed.casefold()
    newest = context.session.scalars(here.order_by(Poll.id.desc()).limit(200))
    found = (
        poll for poll in newest if wanted in poll.question.casefold() or str(poll.id) == wanted
    )
    return [Suggestion(str(poll.id), poll.question) for poll in islice(found, SHOWN)]
