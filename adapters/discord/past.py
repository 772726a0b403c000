"""Messages of the past as discord.py reads them, with the place where they were said."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeAlias

import discord

Json: TypeAlias = dict[str, Any]
Place: TypeAlias = discord.abc.Messageable

THREADS = (
    discord.ChannelType.news_thread.value,
    discord.ChannelType.public_thread.value,
    discord.ChannelType.private_thread.value,
)


def server_of(place: Place) -> str | None:
    """None for a direct chat."""
    match place:
        case discord.abc.GuildChannel() | discord.Thread():
            return str(place.guild.id)
        case discord.PartialMessageable(guild_id=int(number)):
            return str(number)
    return None


class Past:
    def __init__(self, client: discord.Client, lost: Mapping[str, datetime]) -> None:
        """`lost` are servers that were away, each since when."""
        self._client = client
        self._lost = lost

    def place(self, channel: str) -> Place | None:
        """None if discord.py has not heard of it: a direct chat, or an archived thread."""
        found = self._client.get_channel(int(channel))
        return found if isinstance(found, discord.abc.Messageable) else None

    def lost(self, channel: str) -> datetime | None:
        """Since when its server was away, if it was."""
        place = self.place(channel)
        return self._lost.get(server_of(place) or "") if place else None

    def looked_up(self, channel: Json) -> Place | None:
        """The same from what Discord says about it; None if it is on no server of ours. What
        is said on a server must never seem to be said in private."""
        number, server = int(channel["id"]), channel.get("guild_id")
        if server is None:
            return self._client.get_partial_messageable(number)
        guild = self._client.get_guild(int(server))
        if guild and channel.get("type") in THREADS:
            data: Any = channel
            return discord.Thread(guild=guild, state=self._client._connection, data=data)
        if guild is None:
            return None
        return self._client.get_partial_messageable(number, guild_id=guild.id)

    def read(self, message: Json, place: Place) -> discord.Message:
        data: Any = message
        at: Any = place
        return discord.Message(state=self._client._connection, channel=at, data=data)
