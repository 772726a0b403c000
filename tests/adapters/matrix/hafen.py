"""A neighbourhood with a whole Bude: a room on a real Matrix, and one on a fake Discord."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from sqlalchemy.orm import Session

from bot.app import App
from bot.config import CitySettings, NeighbourhoodSettings, Settings, StoreSettings
from polls import closing, results
from polls.models import Poll
from polls.tally import Tally
from tests.adapters.matrix.stage import MatrixStage
from tests.adapters.stage import PATIENCE, Seen
from tests.fakes import FakePlatform
from tests.servers.gestures import POLL
from tests.servers.neighbour import Event, Neighbour
from tests.servers.synapse import Synapse

T = TypeVar("T")
BENCH = 'poll "Where should the bench go?" "Park" "Square" "Harbour"'


@dataclass
class Hafen:
    """Mo is admin and moderator; Anna and Mehmet come when they are first named."""

    stage: MatrixStage
    app: App
    discord: FakePlatform = field(default_factory=lambda: FakePlatform("discord"))

    @property
    def synapse(self) -> Synapse:
        return self.stage.synapse

    async def person(self, who: str) -> Neighbour:
        return await self.stage.person(who)

    async def ticks(self) -> None:
        """All that Bude looks for by itself, once."""
        await self.app.router.take_up_early()
        await self.app.writer.do(lambda session: closing.refresh(session, self.app.clock()))
        await self.app.postman.round()

    async def at_last(self, look: Callable[[], Awaitable[T | None]]) -> T:
        """Time goes by until there is something to see."""
        async with asyncio.timeout(PATIENCE):
            while not (found := await look()):
                await self.ticks()
                await self.stage.pause()
        return found

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

    async def tally(self, number: int = 1) -> Tally | None:
        """None as long as there is no such poll."""

        def count(session: Session) -> Tally | None:
            poll = session.get(Poll, number)
            return results._count(session, poll) if poll else None

        return await self.app.writer.do(count)

    async def counts(self, *votes: int) -> None:
        """Wait for these votes for the answers of the first poll."""

        async def look() -> bool:
            tally = await self.tally()
            return tally is not None and tally.counts == votes

        await self.at_last(look)

    async def events(self, kind: str) -> list[Event]:
        mo = await self.person("mo")
        history = await mo.history(self.stage.room.target)
        return [each for each in history if each["type"] == f"{POLL}.{kind}"]


@asynccontextmanager
async def hafen(stage: MatrixStage, folder: Path) -> AsyncIterator[Hafen]:
    rooms = (f"matrix:{stage.room.target}", "discord:#hafen")
    settings = Settings(
        admins=(f"matrix:{await stage.account_of('mo')}",),
        store=StoreSettings(f"sqlite:///{folder}/bude.db"),
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
