"""A neighbourhood in which time goes by: what Bude does by itself, and what came of it."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from typing import TypeVar

from sqlalchemy.orm import Session

from bot.app import App
from ideas import publishing
from polls import closing, results
from polls.models import Poll
from polls.tally import Tally
from tests.adapters.stage import PATIENCE

T = TypeVar("T")


class Place(ABC):
    app: App

    @abstractmethod
    async def pause(self) -> None:
        """Before looking again for something that takes its time."""

    async def ticks(self) -> None:
        """All that Bude looks for by itself, once."""
        await self.app.router.take_up_early()
        await self.app.writer.do(lambda session: closing.refresh(session, self.app.clock()))
        await self.app.writer.do(lambda session: publishing.refresh(session, self.app.clock()))
        await self.app.postman.round()

    async def at_last(self, look: Callable[[], Awaitable[T | None]]) -> T:
        """Time goes by until there is something to see."""
        async with asyncio.timeout(PATIENCE):
            while not (found := await look()):
                await self.ticks()
                await self.pause()
        return found

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
