"""Two ideas in one message: their author parts them, or a moderator does."""

from collections.abc import Sequence

from sqlalchemy import select

from bot.context import Context
from bot.language import N_
from bot.refusals import Refusal
from bot.roles import Role
from ideas import amending, checking, concerned, handled, joining, publishing, subject
from ideas.models import ALIVE, Idea, State
from ideas.wording import Better
from moderation import desk, log
from moderation.models import Case


def part(context: Context, idea: Idea, parts: Sequence[str]) -> Sequence[Idea]:
    """The ideas that came of it besides the one it stays. Raises Refusal."""
    subject.hold(context, idea)
    if Role.MODERATOR in context.roles and idea.author_id != context.person.id:
        return _by_moderator(context, idea, parts)
    _refuse_author(context, idea)
    first, *others = joining.checked(parts)
    made = joining.apart(context.session, idea, others)
    waits = idea.state == State.RECEIVED
    better = Better(checking.title_of(first), first)
    amending.amend(context, idea, better)
    for each in made:
        _bring(context, each, idea, waits=waits)
    return made


def _by_moderator(context: Context, idea: Idea, parts: Sequence[str]) -> Sequence[Idea]:
    if idea.state not in ALIVE:
        raise Refusal("Only what is published, and not settled, can be taken apart here.")
    whole = desk.newest_about(context.session, subject.KIND, idea.id)
    if whole and whole.needs_two:
        return _by_one_of_two(context, idea, parts, whole)
    _, *made = joining.split(context.session, idea, parts, context.person.id, context.now)
    desk.reworded(context, subject.compared(context.session, idea))
    for each in made:
        publishing.publish(context.session, each, context.now)
    handled.parted(context, idea, made)
    log.enter(context, N_("took idea {subject} apart"), str(idea.id))
    return made


def _by_one_of_two(
    context: Context, idea: Idea, parts: Sequence[str], whole: Case
) -> Sequence[Idea]:
    """A colleague must agree to each part."""
    first, *others = joining.checked(parts)
    made = joining.apart(context.session, idea, others)
    amending.amend(context, idea, Better(checking.title_of(first), first))
    for each in made:
        given = subject.contribution(context.session, each)
        desk.open_part(context, whole, given, agrees=True)
    log.enter(context, N_("took idea {subject} apart"), str(idea.id))
    return made


def _refuse_author(context: Context, idea: Idea) -> None:
    """Or whoever has supporters for one idea could give them to another one of theirs."""
    number = str(idea.id)
    if idea.author_id != context.person.id:
        raise Refusal("Only the person whose idea this is, or a moderator, can take it apart.")
    if idea.state not in (State.RECEIVED, *ALIVE):
        raise Refusal("Only what is published, and not settled, can be taken apart here.")
    if {*concerned.supporters(context.session, idea)} - {context.person.id}:
        raise Refusal(
            "Others support idea {number} already, so a moderator must take it apart. Ask one "
            "of them.",
            number=number,
        )
    if _was_parted(context, idea):
        raise Refusal("Idea {number} was taken apart before. Ask a moderator.", number=number)


def _was_parted(context: Context, idea: Idea) -> bool:
    children = select(Idea.id).filter_by(split_from=idea.id).limit(1)
    return idea.split_from is not None or context.session.scalar(children) is not None


def _bring(context: Context, idea: Idea, of: Idea, *, waits: bool) -> None:
    """To the desk, as if it had been said by itself; but what is part of something that waits
    there waits, too, and for as many moderators."""
    given = subject.contribution(context.session, idea)
    whole = desk.newest_about(context.session, subject.KIND, of.id)
    if waits and whole:
        desk.open_part(context, whole, given)
        return
    case = desk.open_case(context, subject.inheriting(context.session, of, given))
    if case.is_published:
        publishing.publish(context.session, idea, context.now)
