"""A neighbourhood with a whole Bude: a room on a real Matrix, and one on a fake Discord."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bot.app import App
from bot.config import CitySettings, NeighbourhoodSettings, Settings, StoreSettings
from tests.adapters.matrix.stage import MatrixStage
from tests.adapters.place import Place
from tests.adapters.stage import Seen
from tests.fakes import FakePlatform
from tests.servers.gestures import POLL
from tests.servers.neighbour import Event, Neighbour
from tests.servers.synapse import Synapse

BENCH = 'poll "Where should the bench go?" "Park" "Square" "Harbour"'


@dataclass
class Hafen(Place):
    """Mo is admin and moderator; Anna and Mehmet come when they are first named."""

    stage: MatrixStage
    app: App
    discord: FakePlatform = field(default_factory=lambda: FakePlatform("discord"))

    @property
    def synapse(self) -> Synapse:
        return self.stage.synapse

    async def pause(self) -> None:
        await self.stage.pause()

    async def person(self, who: str) -> Neighbour:
        return await self.stage.person(who)

    async def asks(self, line: str = BENCH, who: str = "mo") -> str:
        """Ask a poll, and see it; returns the id of the message with its answers."""
        await self.stage.says(who, line)
        poll = await self.reads("1. ")
        await self.ticks()
        return poll.message_id

    async def reads(self, words: str) -> Seen:
        """Bude's message with these words, as it stands in the room at last."""

        async def look() -> Seen | None:
            found = [each for each in await self.stage.seen() if words in each.text]
            return found[-1] if found else None

        return await self.at_last(look)

    async def events(self, kind: str) -> list[Event]:
        mo = await self.person("mo")
        history = await mo.history(self.stage.room.target)
        return [each for each in history if each["type"] == f"{POLL}.{kind}"]


@asynccontextmanager
async def hafen(stage: MatrixStage, store: StoreSettings) -> AsyncIterator[Hafen]:
    rooms = (f"matrix:{stage.room.target}", "discord:#hafen")
    settings = Settings(
        admins=(f"matrix:{await stage.account_of('mo')}",),
        store=store,
        cities={"dortmund": CitySettings("Dortmund", language="en")},
        neighbourhoods={"hafen": NeighbourhoodSettings("Hafen", "dortmund", rooms)},
    )
    discord = FakePlatform("discord")
    app = App(settings, [stage.adapter, discord])
    app.prepare()
    discord.inbox = app.router
    await stage.listens(app.router)
    try:
        yield Hafen(stage, app, discord)
    finally:
        await stage.stops()
        await app.close()
