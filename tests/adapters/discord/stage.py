"""Discord as a stage: the real client, a local server that speaks its protocol, neighbours."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from adapters.discord.adapter import DiscordAdapter
from adapters.discord.settings import DiscordSettings
from adapters.discord.spoken import tongues
from bot.adapter import Inbox
from bot.incoming import Address, Call, Picks
from tests.adapters.eavesdropping import Eavesdropping
from tests.adapters.stage import PATIENCE, Ability, File, Seen, until
from tests.discord_server.neighbours import Neighbours, components, labels
from tests.discord_server.reading import read
from tests.discord_server.server import Discord


class DiscordStage:
    lacks: Mapping[Ability, str] = {
        Ability.OVERHEARING: "Discord gives Bude no words that were not said to it",
    }

    def __init__(self, discord: Discord) -> None:
        self.discord = discord
        self.neighbours = Neighbours(discord)
        self.world = discord.world
        self.room = Address("discord", self.world.hafen.id)
        self.roles: dict[str, str] = {}
        self.adapter = self.fresh()
        self._running: asyncio.Task[None] | None = None

    def fresh(self) -> DiscordAdapter:
        settings = DiscordSettings(
            roles=self.roles, api=self.discord.api, gateway=self.discord.gateway.url
        )
        return DiscordAdapter(settings, self.discord.token)

    # Bude

    async def listens(self, inbox: Inbox) -> None:
        await self.stops()
        await self.begins_to_listen(inbox)

    async def begins_to_listen(self, inbox: Inbox) -> None:
        self.ear = Eavesdropping(inbox)
        self.adapter = self.fresh()
        self._running = asyncio.create_task(self.adapter.run(self.ear))
        await until(lambda: self.is_ready or self.has_ended)
        if self.has_ended:
            await self._running

    @property
    def is_ready(self) -> bool:
        """It has caught up, and Discord knows our commands."""
        marked = any(each.stream == "discord:*" for each in self.ear.cursors)
        return marked and bool(self.world.commands)

    @property
    def has_ended(self) -> bool:
        return self._running is not None and self._running.done()

    async def stops(self) -> None:
        running, self._running = self._running, None
        if running:
            running.cancel()
            await asyncio.wait([running], timeout=PATIENCE)
            assert running.done(), "it does not stop"

    # Neighbours

    async def account_of(self, who: str) -> str:
        return self.neighbours.person(who).id

    async def says(self, who: str, words: str, *, replies_to: str | None = None) -> None:
        await self.chats(who, f"<@{self.world.bude.id}> {words}", replies_to=replies_to)

    async def chats(self, who: str, words: str, *, replies_to: str | None = None) -> None:
        await self.neighbours.says(who, words, answers=replies_to)

    async def whispers(self, who: str, words: str) -> None:
        await self.neighbours.says(who, words, where=self.neighbours.direct(who))

    async def told(self, who: str) -> list[Seen]:
        said = _all(self.neighbours.direct(who))
        return [_seen(each) for each in said if each["author"]["id"] == self.world.bude.id]

    async def answers(self, who: str, seen: Seen, words: str) -> None:
        await self.chats(who, words, replies_to=seen.message_id)

    async def calls(self, who: str, call: Call) -> None:
        english = tongues()["en"]
        given = {
            english.term("parameter", name): _typed(value)
            for name, value in call.arguments.items()
        }
        await self.neighbours.slash(who, call.command, **given)

    async def picks(self, who: str, message_id: str, options: Picks) -> None:
        """On a ballot of ours, or on Discord's own poll."""
        found = self.world.find(message_id)
        assert found
        _, message = found
        if "poll" in message:
            for option in options:
                await self.neighbours.taps(who, message_id, option)
        elif components(message)[0]["type"] == 2:
            await self.neighbours.press(who, message, f"{options[0]}. ")
        else:
            await self.neighbours.select(who, message, *options)

    async def presses(self, who: str, message_id: str, button: int) -> None:
        found = self.world.find(message_id)
        assert found
        await self.neighbours.press(who, found[1], labels(found[1])[button - 1])

    async def fills(self, who: str, call: Call) -> None:
        opened = await self.neighbours.slash(who, call.command)
        await opened.answered()
        await self.neighbours.submit(who, opened, **call.arguments)

    async def polls(self) -> list[str]:
        return [key for key, each in self.world.hafen.messages.items() if "poll" in each]

    async def sends(self, who: str, file: File, words: str) -> None:
        sent = self.neighbours.file(file.name, file.mime, file.content)
        await self.neighbours.says(who, f"<@{self.world.bude.id}> {words}", files=[sent])

    async def files(self, who: str | None = None) -> list[File]:
        shown = _all(self.neighbours.direct(who) if who else self.world.hafen)
        sent = [each for message in shown for each in message["attachments"]]
        content = self.discord.messages.files.content_of
        return [File(each["filename"], each["content_type"], content(each)) for each in sent]

    async def pause(self) -> None:
        await asyncio.sleep(0.005)

    async def seen(self) -> list[Seen]:
        shown = [each for channel in self.world.channels.values() for each in _all(channel)]
        shown += self.discord.interactions.hidden.values()
        ours = [each for each in shown if each["author"]["id"] == self.world.bude.id]
        return [_seen(each) for each in sorted(ours, key=lambda each: int(each["id"]))]

    # Trouble

    @asynccontextmanager
    async def away(self) -> AsyncIterator[None]:
        self.discord.away = True
        try:
            yield
        finally:
            self.discord.away = False

    async def nowhere(self) -> Address:
        return Address("discord", "1")


def _all(channel: Any) -> list[dict[str, Any]]:
    return list(channel.messages.values())


def _seen(message: dict[str, Any]) -> Seen:
    calls = tuple(str(each["id"]) for each in message["mentions"])
    everybody = ("everybody",) if message["mention_everyone"] else ()
    asked = message.get("poll", {}).get("question", {}).get("text", "")
    files = [each["filename"] for each in message["attachments"]]
    told = "\n".join([read(message["content"]) or asked, *files])
    return Seen(message["id"], told, calls + everybody)


def _typed(value: object) -> Any:
    """As somebody writes it into an option."""
    return " ".join(map(str, value)) if isinstance(value, tuple) else value
