"""What can be done at the moderators' desk, and by whom."""

from bot.commands import Command
from moderation import about_reasons, about_work, at_the_desk, for_neighbours, rights
from moderation.deciding import Desk
from moderation.subjects import Subjects


def commands(subjects: Subjects) -> list[Command]:
    """All of this room's; `subjects` are the owners of what is decided here."""
    desk = Desk(subjects)
    return [
        *rights.commands(desk),
        *at_the_desk.commands(desk),
        *about_work.COMMANDS,
        *about_reasons.COMMANDS,
        *for_neighbours.commands(desk, subjects),
    ]
