"""A neighbourhood with a whole Bude: a channel on Discord, and a room on a fake Matrix."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from bot.app import App
from bot.config import CitySettings, NeighbourhoodSettings, Settings, StoreSettings
from tests.adapters.discord.stage import DiscordStage
from tests.adapters.place import Place
from tests.discord_server.neighbours import Neighbours
from tests.discord_server.reading import read
from tests.discord_server.server import Discord
from tests.discord_server.world import Channel
from tests.fakes import FakePlatform

Json: TypeAlias = dict[str, Any]
BENCH: dict[str, Any] = {
    "question": "Where should the bench go?",
    "answer": "Park; Square; Harbour",
}


@dataclass
class Hafen(Place):
    """Mo is admin and moderator; people come when they are first named."""

    stage: DiscordStage
    app: App
    matrix: FakePlatform = field(default_factory=lambda: FakePlatform("matrix"))

    @property
    def discord(self) -> Discord:
        return self.stage.discord

    @property
    def people(self) -> Neighbours:
        return self.stage.neighbours

    @property
    def desk(self) -> Channel:
        """The moderators' own."""
        return self.stage.world.channel("moderators")

    @property
    def room(self) -> dict[str, Json]:
        """What stands in the channel."""
        return self.stage.world.hafen.messages

    async def pause(self) -> None:
        await self.stage.pause()

    async def asks(self, who: str = "mo", **given: Any) -> Json:
        """Ask a poll; returns the message with its answers."""
        asked = await self.people.slash(who, "poll", **(BENCH | given))
        await asked.answered()
        return await self.at_last(self._poll)

    async def _poll(self) -> Json | None:
        found = [each for each in self.room.values() if "poll" in each or each["components"]]
        return found[-1] if found else None

    def _said(self) -> list[Json]:
        us = self.stage.world.bude.id
        return [each for each in self.room.values() if each["author"]["id"] == us]

    async def reads(self, words: str) -> Json:
        """Bude's message with these words, as it stands there at last."""

        async def look() -> Json | None:
            found = [each for each in self._said() if words in read(each["content"])]
            return found[-1] if found else None

        return await self.at_last(look)


@asynccontextmanager
async def hafen(stage: DiscordStage, store: StoreSettings) -> AsyncIterator[Hafen]:
    settings = Settings(
        admins=(f"discord:{await stage.account_of('mo')}",),
        store=store,
        cities={"dortmund": CitySettings("Dortmund", language="en")},
        neighbourhoods={
            "hafen": NeighbourhoodSettings(
                "Hafen",
                "dortmund",
                (f"discord:{stage.room.target}", "matrix:#hafen"),
                moderators=(f"discord:{stage.world.channel('moderators').id}",),
            )
        },
    )
    matrix = FakePlatform("matrix")
    app = App(settings, [stage.adapter, matrix])
    app.prepare()
    matrix.inbox = app.router
    await stage.listens(app.router)
    app.adapters["discord"] = stage.adapter
    try:
        yield Hafen(stage, app, matrix)
    finally:
        await stage.stops()
        await app.close()
