"""A neighbourhood with a room on each platform: real Synapse, the real clients of both
platforms, a real pipe, one whole Bude."""

import asyncio
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from adapters.discord import client, speaking
from adapters.terminal.adapter import TerminalAdapter
from adapters.terminal.pipe import Pipe
from bot import patience
from bot.app import App
from bot.config import CitySettings, NeighbourhoodSettings, Settings, StoreSettings
from tests.adapters.discord.stage import DiscordStage
from tests.adapters.matrix.seeing import standing
from tests.adapters.matrix.stage import MatrixStage
from tests.adapters.matrix.test_conversation import direct_chat
from tests.adapters.matrix.wire import Wire
from tests.adapters.place import Place
from tests.adapters.stage import Seen
from tests.discord_server.server import Discord
from tests.neighbours.scene import code_in, number_in
from tests.servers.fixtures import Arrives
from tests.servers.synapse import SERVER_NAME, Synapse


@dataclass
class Quarter(Place):
    """`desk` is the moderators' room, on Matrix; Mo looks after everything on both."""

    app: App
    matrix: MatrixStage
    discord: DiscordStage
    typed: int
    desk: str = ""
    chat: str = ""

    async def pause(self) -> None:
        await self.matrix.pause()

    async def stands_on_matrix(self, words: str) -> str:
        return (await self._stands_in(self.matrix.room.target, words)).message_id

    async def stands_at_the_desk(self, words: str) -> str:
        """The id of what moderators read in their room."""
        return (await self._stands_in(self.desk, words)).message_id

    async def _stands_in(self, room: str, words: str) -> Seen:
        mo = await self.matrix.person("mo")

        async def look() -> Seen | None:
            ours = standing(await mo.history(room), self.matrix.bude.user_id)
            return next((each for each in reversed(ours) if words in each.text), None)

        return await self.at_last(look)

    async def said_on_matrix(self, words: str) -> str:
        return (await self._stands_in(self.matrix.room.target, words)).text

    async def stands_on_discord(self, words: str) -> str:
        async def look() -> str | None:
            seen = [each for each in await self.discord.seen() if words in each.text]
            return seen[-1].message_id if seen else None

        return await self.at_last(look)

    def types(self, *lines: str) -> None:
        for line in lines:
            os.write(self.typed, f"{line}\n".encode())

    async def link_anna(self) -> None:
        """Alone with Bude: a code on Discord, entered on Matrix; a yes on both."""
        people, chat = self.discord.neighbours, self.discord.neighbours.direct("anna")
        given = await (await people.slash("anna", "link", where=chat)).text()
        number = number_in(await self._alone_on_matrix(f"link {code_in(given)}", "confirm "))
        await self._alone_on_matrix(f"confirm {number}", "to say yes, too")
        agreed = await people.slash("anna", "confirm", where=chat, link=int(number))
        assert "one person" in await agreed.text()

    async def _alone_on_matrix(self, line: str, expected: str) -> str:
        anna = await self.matrix.person("anna")
        chat = self.chat = self.chat or await direct_chat(self.matrix)
        await anna.say(line, room=chat)
        return await self.told_anna(expected)

    async def told_anna(self, expected: str) -> str:
        """In her direct chat on Matrix."""
        anna = await self.matrix.person("anna")

        async def look() -> str | None:
            said = [
                str(each["content"].get("body", ""))
                for each in await anna.history(self.chat)
                if each["sender"] == self.matrix.bude.user_id
            ]
            return next((each for each in reversed(said) if expected in each), None)

        return await self.at_last(look)


@asynccontextmanager
async def quarter_of(
    synapse: Synapse,
    arrives: Arrives,
    store: StoreSettings,
    monkeypatch: pytest.MonkeyPatch,
    rules: Mapping[str, Any],
) -> AsyncIterator[Quarter]:
    monkeypatch.setattr(patience, "FIRST", 0.05)
    monkeypatch.setattr(client, "READY_AFTER", 0.02)
    monkeypatch.setattr(speaking, "BETWEEN_EDITS", 0.0)
    async with Wire().to(synapse.url) as wire, Discord() as discord:
        matrix = MatrixStage(synapse, arrives, synapse.register("bude"), wire)
        matrix.settings = replace(matrix.settings, accept_invitations_from=(SERVER_NAME,))
        await matrix.opens()
        desk = await matrix.opens("Desk")
        async with _at_home(matrix, DiscordStage(discord), desk, store, rules) as place:
            yield place
        assert discord.problems == []


@asynccontextmanager
async def _at_home(
    matrix: MatrixStage,
    discord: DiscordStage,
    desk: str,
    store: StoreSettings,
    rules: Mapping[str, Any],
) -> AsyncIterator[Quarter]:
    read_end, typed = os.pipe()
    out = Path(os.devnull).open("w")  # noqa: ASYNC230, SIM115 - nothing is ever written there
    terminal = TerminalAdapter(Pipe(lambda most: os.read(read_end, most), out), "en")
    rooms = (f"matrix:{matrix.room.target}", f"discord:{discord.room.target}")
    settings = Settings(
        admins=(
            f"discord:{await discord.account_of('mo')}",
            f"matrix:{await matrix.account_of('mo')}",
        ),
        store=store,
        cities={"dortmund": CitySettings("Dortmund", language="en")},
        neighbourhoods={
            "hafen": NeighbourhoodSettings(
                "Hafen", "dortmund", (*rooms, "terminal:terminal"), (f"matrix:{desk}",)
            )
        },
        rules={"dortmund": rules},
    )
    app = App(settings, [matrix.adapter, discord.adapter, terminal])
    app.prepare()
    await matrix.listens(app.router)
    await discord.listens(app.router)
    app.adapters |= {"matrix": matrix.adapter, "discord": discord.adapter}
    talking = asyncio.create_task(terminal.run(app.router))
    try:
        yield Quarter(app, matrix, discord, typed, desk)
    finally:
        os.close(typed)
        talking.cancel()
        with suppress(asyncio.CancelledError):
            await talking
        await matrix.stops()
        await discord.stops()
        await app.close()
        os.close(read_end)
        out.close()
