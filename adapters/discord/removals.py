"""Messages that somebody deleted, and where each of them stood."""

from collections.abc import Iterable

import discord

from adapters.discord import hear, who
from adapters.discord.answering import Answering, Heard
from adapters.discord.asking import Asking
from adapters.discord.line import Line
from adapters.discord.listening import Listening
from adapters.discord.past import Past
from bot.incoming import Address


class Removals:
    def __init__(
        self, client: discord.Client, line: Line, listening: Listening, answering: Answering
    ) -> None:
        self._client = client
        self._asking = Asking(line)
        self._listening = listening
        self._answering = answering

    def heard(self, channel: int, messages: Iterable[int]) -> None:
        """What we took away ourselves is no news."""
        all_of_them = map(str, messages)
        by_others = [each for each in all_of_them if not self._answering.took_away(each)]
        if place := self._client.get_channel(channel):
            self._put(who.place(place, channel), by_others)
        elif by_others:
            self._listening.begin(self._look_up(channel, by_others))

    async def _look_up(self, channel: int, messages: Iterable[str]) -> None:
        """A thread in the archive is not known by now, nor where it hangs."""
        found = await self._asking.channel(str(channel))
        place = Past(self._client, {}).looked_up(found) if found else None
        self._put(who.place(place, channel), messages)

    def _put(self, at: Address, messages: Iterable[str]) -> None:
        for each in messages:
            self._listening.put(Heard(hear.gone(at, each)))
