"""Asking a neighbourhood, finding what was asked, wording it better before anybody voted."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import islice
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import heard, outbox, places, sharing
from bot.context import Context
from bot.incoming import NativePoll
from bot.language import N_, OwnWords
from bot.parameters import Suggestion
from bot.people import Neighbour
from bot.places import City, Neighbourhood
from bot.refusals import Refusal
from bot.roles import Role
from moderation import log
from polls import ballots, posts, results, sealing, voices
from polls.models import Poll, State
from polls.rules import rules

FEWEST, MOST = 2, 20
SHOWN = 20


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


def ask(
    session: Session,
    asker: Neighbour,
    neighbourhood: Neighbourhood,
    proposal: Proposal,
    now: datetime,
) -> Poll:
    """Open the poll, and announce it in every room of the neighbourhood."""
    city = neighbourhood.city
    laid_down = rules(city)
    closes = proposal.closes or days_later(now, laid_down.open_for_days, city)
    poll = Poll(
        neighbourhood=neighbourhood,
        asker_id=asker.id,
        question=proposal.question,
        options=list(proposal.options),
        several=proposal.several,
        hidden=proposal.hidden or proposal.secret,
        secret=proposal.secret,
        who=voices.wanted(city, proposal.who, proposal.decides),
        quorum=proposal.quorum,
        decides=proposal.decides or laid_down.decides,
        answered_by=proposal.answered_by or laid_down.answered_by,
        answer_by=promised(closes, city),
        asked_at=now,
        closes=closes,
        state=State.OPEN,
        restless=False,
    )
    session.add(poll)
    session.flush()
    if poll.secret:
        sealing.begin(session, poll)
    rooms = places.rooms_of(session, neighbourhood.id)
    outbox.announce(
        session, rooms, lambda words: posts.opened(poll, words), key=poll.key, now=now
    )
    return poll


def adopt(context: Context, proposal: Proposal, native: NativePoll) -> Poll:
    """Make somebody's own poll one of the neighbourhood: asked in all its rooms, while in the
    room where it stands ours only goes below it."""
    if outbox.is_ours(context.session, context.at.platform, native.message_id):
        raise Refusal("This poll is one of the neighbourhood already.")
    place = context.neighbourhood
    poll = ask(context.session, context.person, place, proposal, context.now)
    outbox.adopt(context.session, context.at, poll.key, native)
    # Whoever hands over the poll hands over the answers to it that count.
    heard.forget_early_about(context.session, context.at.platform, native.message_id)
    return poll


def reword(
    context: Context, poll: Poll, question: str | None, options: Sequence[str] | None
) -> None:
    """Change the words, by whoever asked or a moderator; after the first vote they stay."""
    asked_it = poll.asker_id == context.person.id
    if not asked_it and Role.MODERATOR not in context.roles:
        raise Refusal("Only the person who asked, or a moderator, can change the words.")
    ballots.refuse_when_closed(poll, context.said_at)
    if outbox.is_adopted(context.session, poll.key):
        raise Refusal("This poll was made by other means than mine, so I cannot change it.")
    if results.has_ballots(context.session, poll):
        raise Refusal(
            "Somebody has voted on these words already, so they stay. You can ask a new poll."
        )
    if not question and not options:
        raise Refusal("Write the new question, the new answers, or both.")
    if question:
        poll.question = question
    if options:
        poll.options = list(options)
    if not asked_it:
        log.enter(context, N_("changed the words of poll {subject}"), str(poll.id))
    context.session.flush()
    outbox.revise(
        context.session, lambda words: posts.opened(poll, words), key=poll.key, now=context.now
    )


def promised(closes: datetime, city: City) -> datetime:
    """By when a poll that closes then is answered."""
    return days_later(closes, rules(city).answer_within_days, city)


def days_later(moment: datetime, days: int, city: City) -> datetime:
    """The same time on the clock, that many days on."""
    local = moment.astimezone(ZoneInfo(city.timezone)).replace(second=0, microsecond=0)
    return (local + timedelta(days=days)).astimezone(UTC)


def find(context: Context, number: int) -> Poll:
    """A poll that the speaker may see. Raises Refusal."""
    get = partial(context.session.get, Poll, number)
    poll = sharing.found(context.session, ("poll", number), get)
    if poll is None or poll.neighbourhood_id != context.neighbourhood.id:
        raise Refusal(
            "There is no poll {number} here. {line} shows all that are open.",
            number=str(number),
            line=context.words.line("polls"),
        )
    return poll


def open_polls(context: Context) -> Sequence[Poll]:
    here = select(Poll).where(
        Poll.neighbourhood_id == context.neighbourhood.id, Poll.state == State.OPEN
    )
    return context.session.scalars(here.order_by(Poll.closes).limit(SHOWN)).all()


def suggest(context: Context, typed: str) -> Sequence[Suggestion]:
    """Polls here whose number or question holds what was typed, newest first."""
    here = select(Poll).where(Poll.neighbourhood_id == context.neighbourhood.id)
    wanted = typed.casefold()
    newest = context.session.scalars(here.order_by(Poll.id.desc()).limit(200))
    found = (
        poll for poll in newest if wanted in poll.question.casefold() or str(poll.id) == wanted
    )
    return [Suggestion(str(poll.id), poll.question) for poll in islice(found, SHOWN)]
