"""What is done beside listening: one by one in each room, and no room holds up another."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import TypeAlias

logger = logging.getLogger(__name__)

Errand: TypeAlias = Callable[[], Awaitable[None]]


class Errands:
    def __init__(self) -> None:
        self._running: set[asyncio.Task[None]] = set()
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    def begin(self, room_id: str, errand: Errand) -> None:
        task = asyncio.create_task(self._in_turn(room_id, errand), name=room_id)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _in_turn(self, room_id: str, errand: Errand) -> None:
        async with self._turns[room_id]:
            try:
                await errand()
            except Exception:
                logger.exception("an errand in %s", room_id)

    async def finish(self, within: float) -> None:
        """Wait for those on their way, but not longer than so many seconds."""
        if self._running:
            _, late = await asyncio.wait(self._running, timeout=within)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
