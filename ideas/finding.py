"""Finding ideas: by number, by words, by field; only what the speaker may see."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, select

from bot.context import Context
from bot.parameters import Suggestion
from bot.refusals import Refusal
from bot.roles import Role
from ideas import index
from ideas.likeness import folded
from ideas.models import ALIVE, PUBLIC, Idea, Project, State

SHOWN = 15
# So many are sorted by what they are about.
SORTED = 300


def find(context: Context, number: int) -> Idea:
    """The idea of that number, or the one it became part of. Raises Refusal."""
    idea = context.session.get(Idea, number)
    while idea is not None and idea.merged_into is not None:
        idea = context.session.get(Idea, idea.merged_into)
    if idea is None or idea.neighbourhood_id != context.neighbourhood.id:
        raise _unknown(context, number)
    if idea.state == State.RECEIVED and not _may_see(context, idea):
        raise _unknown(context, number)
    return idea


def published(context: Context, number: int) -> Idea:
    """The same, if everybody may read it. Raises Refusal."""
    idea = find(context, number)
    if not idea.is_public:
        raise Refusal("Idea {number} is not published.", number=str(number))
    return idea


def _may_see(context: Context, idea: Idea) -> bool:
    return idea.author_id == context.person.id or Role.MODERATOR in context.roles


def _unknown(context: Context, number: int) -> Refusal:
    return Refusal(
        "There is no idea {number} here. {line} shows all there are.",
        number=str(number),
        line=context.words.line("ideas"),
    )


def newest(context: Context) -> Sequence[Idea]:
    """What still finds supporters, the newest first."""
    return _listed(context, Idea.state.in_(ALIVE))


def in_field(context: Context, slug: str) -> Sequence[Idea]:
    return _listed(context, Idea.state.in_(PUBLIC), Idea.field == slug)


def by_field(context: Context) -> dict[str, int]:
    """How many public ideas there are in each field."""
    here = select(Idea.field, func.count()).where(
        Idea.neighbourhood_id == context.neighbourhood.id, Idea.state.in_(PUBLIC)
    )
    rows = context.session.execute(here.group_by(Idea.field))
    return {slug: count for slug, count in rows if slug}


def overdue(context: Context) -> Sequence[Idea]:
    """Where the city owes an answer."""
    return _listed(context, Idea.state.in_(ALIVE), Idea.answer_due <= context.now)


def to_sort(context: Context) -> Sequence[Idea]:
    return _listed(context, Idea.state.in_(ALIVE), most=SORTED)


def _listed(context: Context, *where: ColumnElement[bool], most: int = SHOWN) -> Sequence[Idea]:
    here = select(Idea).where(Idea.neighbourhood_id == context.neighbourhood.id, *where)
    return context.session.scalars(here.order_by(Idea.id.desc()).limit(most)).all()


def with_words(context: Context, typed: str) -> Sequence[Idea]:
    """Public ideas that come near what was typed, the nearest first."""
    place_id = context.neighbourhood.id
    near = index.candidates(context.session, place_id, folded(typed), 2 * SHOWN)
    ideas = select(Idea).where(Idea.id.in_([number for number, _ in near]))
    found = {idea.id: idea for idea in context.session.scalars(ideas) if idea.is_public}
    return [found[number] for number, _ in near if number in found][:SHOWN]


def suggest(context: Context, typed: str) -> Sequence[Suggestion]:
    """For completing a number: by number, by words of the title, else the newest."""
    wanted = typed.casefold().strip()
    newest_ones = [
        idea
        for idea in newest(context)
        if wanted in idea.title.casefold() or wanted == str(idea.id)
    ]
    found = newest_ones or with_words(context, typed)
    return [Suggestion(str(idea.id), idea.title) for idea in found]


def project(context: Context, number: int) -> Project:
    made = context.session.get(Project, number)
    if made is None or made.neighbourhood_id != context.neighbourhood.id:
        raise Refusal(
            "There is no project {number} here. {line} shows all there are.",
            number=str(number),
            line=context.words.line("projects"),
        )
    return made
