"""Listening everywhere at once: each platform as soon as its account is ours."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial

from sqlalchemy.exc import DBAPIError, OperationalError

from bot.adapter import Adapter, Inbox, WrongSettings
from bot.holding import HeldElsewhere, Holding
from bot.writer import StoreAway

logger = logging.getLogger(__name__)

# Seconds: how often a standby looks whether it may take over, and a holder whether it holds.
STANDING_BY = 0.5
KEEPING = 5.0


@dataclass(frozen=True, slots=True)
class Listening:
    """With `standby`, an account that another Bude holds is waited for."""

    inbox: Inbox
    holding: Holding
    standby: bool

    @asynccontextmanager
    async def everywhere(
        self, adapters: Collection[Adapter]
    ) -> AsyncIterator[Callable[[], Awaitable[object]]]:
        """Gives what waits until every adapter has ended. What fails meanwhile ends them all.
        Raises DBAPIError, HeldElsewhere, StoreAway and WrongSettings."""
        try:
            async with asyncio.TaskGroup() as tasks:
                keeping = tasks.create_task(self._keep())
                listening = [
                    tasks.create_task(self._listen(adapter), name=adapter.platform)
                    for adapter in adapters
                ]
                yield partial(asyncio.wait, listening)
                keeping.cancel()
        except BaseExceptionGroup as failed:
            told = failed.subgroup((DBAPIError, HeldElsewhere, StoreAway, WrongSettings))
            if told:
                raise told.exceptions[0] from None
            raise

    async def _listen(self, adapter: Adapter) -> None:
        if adapter.account:
            await self._hold(adapter.platform, adapter.account)
        await adapter.run(self.inbox)

    async def _hold(self, platform: str, account: str) -> None:
        """A standby waits until the account is free, or the database back."""
        told = False
        while True:
            try:
                return await asyncio.to_thread(self.holding.account, platform, account)
            except (HeldElsewhere, OperationalError):
                if not self.standby:
                    raise
            if not told:
                logger.info("standing by for the account %s on %s", account, platform)
                told = True
            await asyncio.sleep(STANDING_BY)

    async def _keep(self) -> None:
        """Raises HeldElsewhere when another Bude took over while the database was away."""
        while True:
            await asyncio.sleep(KEEPING)
            with suppress(OperationalError):
                await asyncio.to_thread(self.holding.keep)
