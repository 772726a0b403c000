"""What those can do who carry ideas into the city's own systems."""

from typing import Annotated, TypeAlias

from bot.commands import Command
from bot.context import Context
from bot.language import N_
from bot.parameters import Line, OneOf
from bot.posts import Reply
from bot.refusals import Refusal
from bot.roles import Role
from ideas import city_pool, finding, reporting
from ideas.kinds import WHICH, ThatIdea
from ideas.models import Idea

Form: TypeAlias = Annotated[str, OneOf(("table", "data"))]
OFFICERS = frozenset({Role.CITY_OFFICER})
EXPORTERS = frozenset({Role.CITY_OFFICER, Role.MODERATOR})


def export(context: Context, idea: ThatIdea | None = None, *, form: Form = "table") -> Reply:
    found = [_public(context, idea)] if idea else city_pool.newest(context)
    if not found:
        return Reply(reporting.nothing_to_export(context.words), private=True)
    given = city_pool.profiles(context.session, found, context.now)
    return Reply(reporting.exported(given, form, context.words), private=True)


def _public(context: Context, number: int) -> Idea:
    found = finding.find(context, number)
    if not found.is_public:
        raise Refusal("Idea {number} is not published.", number=str(found.id))
    return found


def reference(context: Context, idea: ThatIdea, reference: Annotated[str, Line(60)]) -> Reply:
    found = _public(context, idea)
    city_pool.arrived(context.session, found, reference)
    return Reply(reporting.referred(found, context.words), private=True)


COMMANDS = [
    Command(
        "export",
        export,
        N_("Get ideas in a file, as the city writes its projects; all, or one"),
        explains={
            "idea": N_("the number of one idea; else the newest of all"),
            "form": N_("table (CSV), or data (JSON)"),
        },
        needs=EXPORTERS,
    ),
    Command(
        "reference",
        reference,
        N_("Note under which reference the city keeps an idea"),
        prompts={"idea": WHICH, "reference": N_("Which reference does the city give it?")},
        needs=OFFICERS,
    ),
]
