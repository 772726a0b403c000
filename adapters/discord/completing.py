"""What Discord offers while somebody is typing into a command."""

from typing import Any, TypeAlias

import discord

from adapters.discord import book, hear
from adapters.discord.hear import Ears, Wish
from bot.adapter import Inbox, NotSaved
from bot.incoming import Call, Incoming

Json: TypeAlias = dict[str, Any]
MOST = 25
LONGEST = 100


async def offers(interaction: discord.Interaction, inbox: Inbox, ears: Ears) -> list[Json]:
    data: Json = dict(interaction.data or {})
    typing = [each for each in data.get("options") or () if each.get("focused")]
    command = ears.commands.get((book.SLASH, data.get("name", "")))
    parameter = book.parameter(command, typing[0]["name"]) if command and typing else None
    if command is None or parameter is None:
        return []
    asker = hear.incoming(interaction, Wish(Call(command.name, {}), {}), ears)
    typed = str(typing[0].get("value", ""))
    return await _suggested(inbox, asker, command.name, parameter.name, typed)


async def _suggested(
    inbox: Inbox, asker: Incoming, command: str, parameter: str, typed: str
) -> list[Json]:
    try:
        found = await inbox.suggest(asker, command, parameter, typed)
    except NotSaved:
        return []
    named = ((f"{each.value}: {each.label}", each.value) for each in found)
    shown = [{"name": label[:LONGEST], "value": value[:LONGEST]} for label, value in named]
    return shown[:MOST]
