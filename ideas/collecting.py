"""Taking an idea in: looked at, kept once, and brought to the desk."""

from collections.abc import Sequence

from sqlalchemy import select

from bot import store
from bot.context import Context
from bot.language import N_
from bot.refusals import Refusal
from ideas import checking, index, photos, placing, publishing, subject, support
from ideas.likeness import fingerprint
from ideas.models import Idea, State
from ideas.proposals import Proposal
from ideas.rules import rules
from ideas.similar import SHOWN, Similar
from moderation import desk, slowing

YOUTH = "youth"
MANY = N_(
    "You have many ideas, and that is good! So that all of them are read, I take "
    "{most} an hour from each person: the next one from {moment} on."
)
GONE = (State.WITHDRAWN, State.TURNED_AWAY, State.MERGED)


def checked(context: Context, proposal: Proposal) -> Proposal:
    """With its district, if we know it. Raises Refusal for what is no idea, was sent before,
    or is one of too many."""
    checking.refuse_wordless(proposal.text)
    store.one_at_a_time(context.session, f"ideas of {context.person.id}")
    _refuse_again(context, proposal)
    most = rules(context.neighbourhood.city).most_an_hour
    slowing.refuse_flood(context, Idea.author_id, Idea.received_at, most, MANY)
    return proposal._replace(district=placing.district(context.neighbourhood.city, proposal))


def collect(context: Context, proposal: Proposal, alike: Sequence[Similar]) -> Idea:
    """Keep it, and bring it to the desk, together with what says much the same; published at
    once where the desk has no doubts."""
    idea = _kept(context, proposal)
    photos.take_along(context, idea)
    given = subject.contribution(context.session, idea)
    beside = tuple(each.beside for each in alike[:SHOWN])
    case = desk.open_case(context, given._replace(alike=beside, of_youth=proposal.by == YOUTH))
    if case.is_published:
        publishing.publish(context.session, idea, context.now)
    return idea


def _kept(context: Context, proposal: Proposal) -> Idea:
    room = context.room if not context.private else None
    idea = Idea(
        neighbourhood=context.neighbourhood,
        author_id=context.person.id,
        title=proposal.title or checking.title_of(proposal.text),
        text=proposal.text,
        field=proposal.field,
        problem=proposal.problem,
        goal=proposal.goal,
        solution=proposal.solution,
        place=proposal.place,
        district=proposal.district,
        likeness=proposal.likeness,
        fingerprint=fingerprint(proposal.likeness),
        platform=room and room.platform,
        target=room and room.target,
        state=State.RECEIVED,
        received_at=context.now,
    )
    context.session.add(idea)
    index.enter(context.session, idea, new=True)
    # Whoever has an idea is for it.
    support.enter(context.session, idea, context.person.id, context.said_at)
    return idea


def _refuse_again(context: Context, proposal: Proposal) -> None:
    mine = select(Idea.id).where(
        Idea.author_id == context.person.id,
        Idea.neighbourhood_id == context.neighbourhood.id,
        Idea.fingerprint == fingerprint(proposal.likeness),
        Idea.state.not_in(GONE),
    )
    number = context.session.scalars(mine.limit(1)).first()
    if number is not None:
        raise Refusal(
            "I have this idea of yours already: it is number {number}. {line} shows it.",
            number=str(number),
            line=context.words.line("ideas", str(number)),
        )
