"""What moderators can do, and what neighbours can do at their desk."""

from typing import Annotated, TypeAlias

from bot.commands import Command
from bot.context import Context
from bot.language import N_
from bot.parameters import Paragraphs, Reference
from bot.people import Role
from bot.posts import Reply
from moderation import cases, desk, rights
from moderation.desk import Desk
from moderation.subjects import Subjects

ThatCase: TypeAlias = Annotated[int, Reference(desk.suggest)]
MODERATORS = frozenset({Role.MODERATOR})
WHICH = N_("Which case? Write its number.")


def commands(subjects: Subjects) -> list[Command]:
    """All of this room's; `subjects` are the owners of what is decided here."""
    at_desk = Desk(subjects)

    def approve(context: Context, case: ThatCase) -> Reply:
        return Reply(cases.approved(at_desk.approve(context, case), context.words))

    def decline(context: Context, case: ThatCase, reason: Paragraphs) -> Reply:
        return Reply(cases.declined(at_desk.decline(context, case, reason), context.words))

    def case(context: Context, case: ThatCase) -> Reply:
        return Reply(at_desk.show(context, case), private=True)

    def waiting(context: Context) -> Reply:
        return Reply(cases.queue(desk.queue(context), context.words), private=True)

    return [
        *rights.COMMANDS,
        Command("cases", waiting, N_("See what waits for a moderator"), needs=MODERATORS),
        Command("case", case, N_("See a case; authors see their own"), {"case": WHICH}),
        Command(
            "approve",
            approve,
            N_("Publish what waits"),
            {"case": WHICH},
            needs=MODERATORS,
            counts_late=True,
        ),
        Command(
            "decline",
            decline,
            N_("Decline what waits, with a reason that its author reads"),
            {"case": WHICH, "reason": N_("Why? The author will read it.")},
            needs=MODERATORS,
            counts_late=True,
        ),
    ]
