"""What stands before the rooms do: the database, held; the inbox, still shut; and adapters,
which ask already what is new."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from typing import TypeAlias

from bot import schema
from bot.adapter import Adapter, Capability
from bot.config import Settings
from bot.holding import Holding
from bot.listening import Listening
from bot.router import Router
from bot.store import Store

Clock: TypeAlias = Callable[[], datetime]
# Open while adapters listen.
House: TypeAlias = AbstractAsyncContextManager[None]


def utc_now() -> datetime:
    return datetime.now(UTC)


class Groundwork:
    def __init__(
        self, settings: Settings, adapters: Sequence[Adapter], clock: Clock = utc_now
    ) -> None:
        self.settings = settings
        self.clock = clock
        self.awake_since = clock()
        self.adapters = {adapter.platform: adapter for adapter in adapters}
        self.store = Store(settings.store.url, settings.store.keys, settings.store.pictures)
        self.holding = Holding(self.store)
        self.router = Router(self.store, clock, having(Capability.CHAT, adapters))

    def open(self) -> None:
        """Hold the database and bring it up to date. Raises HeldElsewhere."""
        self.holding.file()
        schema.bring_up(self.store, self.clock())

    async def run(self, furnish: Callable[[], House]) -> None:
        """Listen and answer until every adapter has ended, or until cancelled. What is asked of
        a network takes its time, and `furnish` may take as long."""
        self.router.wait()
        try:
            async with (
                self._listening().everywhere(self.adapters.values()) as until_they_end,
                await asyncio.to_thread(furnish),
            ):
                await until_they_end()
        finally:
            await self.close()

    def _listening(self) -> Listening:
        return Listening(self.router, self.holding, self.settings.store.standby)

    async def close(self) -> None:
        await self.router.writer.close()
        self.holding.release()
        self.store.close()


def having(capability: Capability, adapters: Sequence[Adapter]) -> tuple[str, ...]:
    """The platforms that have it."""
    return tuple(each.platform for each in adapters if capability in each.capabilities)
