"""How somebody shows which message they mean: each platform has its own way, or none."""

from collections.abc import Collection
from typing import NamedTuple

from bot.commands import Command, Parameter
from bot.context import Context
from bot.language import N_
from bot.parameters import Message, Native, Quotation

# What stands for a message or a poll of somebody's, and is never typed.
POINTED_AT = Message | Native | Quotation
IN_ITS_MENU = N_("in the menu of the message, under “Apps”")
THAT_ONE = N_("the message you mean: reply to it with this command")


class Pointing(NamedTuple):
    """The platforms on which it is done in the menu of a message, and those by a reply."""

    menus: Collection[str] = ()
    replies: Collection[str] = ()

    def told(
        self, command: Command, parameter: Parameter, context: Context
    ) -> tuple[str, str] | None:
        """What it is called there, and how it is done; None where it is not."""
        words, platform = context.words, context.who.platform
        if platform in self.menus and not isinstance(parameter.kind, Native):
            return words.say(command.on_message), words.say(IN_ITS_MENU)
        if platform in self.replies:
            name = words.term("parameter", parameter.name)
            return name, words.say(parameter.help or THAT_ONE)
        return None


NOWHERE = Pointing()
