"""What those can do who speak for the city, or look after the neighbourhood's ideas."""

from typing import Annotated, TypeAlias

from bot.commands import Command
from bot.context import Context
from bot.language import N_
from bot.parameters import Line, LongText, Moment, OneOf, Picking, Reference, Several
from bot.posts import Reply
from bot.refusals import Refusal
from bot.roles import Role
from ideas import (
    answering,
    checking,
    finding,
    handled,
    joining,
    parting,
    projects,
    reporting,
    subject,
)
from ideas.kinds import WHICH, ThatIdea
from ideas.models import Idea
from moderation import desk, log

Reason: TypeAlias = Annotated[str, LongText(1000)]
Answer: TypeAlias = Annotated[str, OneOf(tuple(answering.SAID))]
Parts: TypeAlias = Annotated[tuple[str, ...], Several(2, 5, checking.LONGEST)]
OFFICERS = frozenset({Role.CITY_OFFICER})
FOUNDERS = frozenset({Role.MODERATOR, Role.ORGANISER, Role.CITY_OFFICER})
MODERATORS = frozenset({Role.MODERATOR})


def status(
    context: Context,
    idea: ThatIdea,
    state: Answer,
    reason: Reason,
    *,
    due: Moment | None = None,
) -> Reply:
    found = finding.find(context, idea)
    answering.answer(context, found, answering.SAID[state], reason, due)
    return Reply(reporting.answered(found, context.words), private=True)


STATUS = Command(
    "status",
    status,
    N_("Answer an idea for the city, with a reason that everybody reads"),
    prompts={
        "idea": WHICH,
        "state": N_("What becomes of it: review, accepted, works, done or declined?"),
        "reason": N_("Why? Everybody will read it."),
    },
    explains={"due": N_("when the next answer is due")},
    needs=OFFICERS,
)


def unite(context: Context, idea: ThatIdea, into: ThatIdea) -> Reply:
    one, other = finding.published(context, idea), finding.find(context, into)
    _refuse_reported(context, one)
    joining.merge(context.session, one, other, context.person.id, context.now)
    handled.united(context, one, other)
    log.enter(
        context, N_("made idea {subject} part of idea {reason}"), str(one.id), str(other.id)
    )
    return Reply(reporting.united(one, other, context.words), private=True)


def _refuse_reported(context: Context, idea: Idea) -> None:
    """Else nobody could decide on it any more, and whoever reported it would hear nothing."""
    case = desk.newest_about(context.session, subject.KIND, idea.id)
    if case and case.is_open:
        raise Refusal(
            "Somebody asked the moderators to look at idea {number}. Decide on that first: "
            "{line}",
            number=str(idea.id),
            line=context.words.line("case", str(case.id)),
        )


UNITE = Command(
    "unite",
    unite,
    N_("Make one idea part of another; credit and support are kept"),
    prompts={"idea": WHICH, "into": N_("Of which other idea does it become a part?")},
    needs=MODERATORS,
)


def part(context: Context, idea: ThatIdea, ideas: Parts) -> Reply:
    found = finding.find(context, idea)
    made = parting.part(context, found, ideas)
    return Reply(reporting.parted(found, made, context.words), private=True)


PART = Command(
    "part",
    part,
    N_("Make several ideas of one; all keep their supporters"),
    prompts={
        "idea": WHICH,
        "ideas": N_("Which ideas are in it? Write each on a line of its own."),
    },
)


def project(
    context: Context, ideas: Picking, title: Annotated[str, Line(200)] | None = None
) -> Reply:
    found = [finding.find(context, number) for number in ideas]
    hidden = [idea for idea in found if not idea.is_public]
    if hidden or not found:
        raise Refusal("A project is made of published ideas. Write their numbers.")
    made = projects.promote(context, found, title)
    return Reply(reporting.made(made, found, context.words))


PROJECT = Command(
    "project",
    project,
    N_("Make a project of one or several ideas"),
    prompts={"ideas": N_("Of which ideas? Write their numbers.")},
    explains={"title": N_("what the project is called")},
    needs=FOUNDERS,
)


def all_projects(
    context: Context, project: Annotated[int, Reference(projects.suggest)] | None = None
) -> Reply:
    if project is not None:
        found = finding.project(context, project)
        sources = projects.sources(context.session, found)
        return Reply(reporting.project(found, sources, context.words))
    listed = [
        (each, len(projects.sources(context.session, each))) for each in projects.here(context)
    ]
    return Reply(reporting.projects(listed, context.neighbourhood.name, context.words))


PROJECTS = Command(
    "projects",
    all_projects,
    N_("See what became of ideas; with its number, one project"),
    explains={"project": N_("only what has this number")},
)


COMMANDS = [STATUS, UNITE, PART, PROJECT, PROJECTS]
