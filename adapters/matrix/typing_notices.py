"""That we are at it: shown only while an answer takes long, to whoever waits for it."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from functools import partial

from adapters.matrix.errands import Errands
from adapters.matrix.homeserver import Away, Homeserver, Refused
from bot.incoming import Incoming

logger = logging.getLogger(__name__)

# Seconds: what takes less is no wait; and how long a homeserver believes us at a time.
LONG, BELIEVED = 2.0, 20.0


class TypingNotices:
    def __init__(
        self, homeserver: Homeserver, us: str, errands: Errands, *, wanted: bool
    ) -> None:
        self._homeserver = homeserver
        self._us = us
        self._errands = errands
        self._wanted = wanted
        self._shown: set[str] = set()

    @asynccontextmanager
    async def while_it_takes(self, heard: Iterable[Incoming]) -> AsyncIterator[None]:
        """Not for what we catch up with: nobody sits there and waits for that."""
        asked = (each for each in heard if each.said_at is None and each.is_for_us)
        rooms = {each.at.target for each in asked} if self._wanted else set()
        showing = asyncio.ensure_future(self._show(rooms)) if rooms else None
        try:
            yield
        finally:
            if showing:
                showing.cancel()
                self._take_back()

    async def _show(self, rooms: set[str]) -> None:
        await asyncio.sleep(LONG)
        while True:
            self._shown |= rooms
            for room_id in rooms:
                await self._tell(room_id, {"typing": True, "timeout": int(BELIEVED * 1000)})
            await asyncio.sleep(BELIEVED / 2)

    def _take_back(self) -> None:
        """Beside all else, because what was heard must not wait for it."""
        for room_id in self._shown:
            end = partial(self._tell, room_id, {"typing": False})
            self._errands.begin(f"typing in {room_id}", end)
        self._shown = set()

    async def _tell(self, room_id: str, state: dict[str, bool | int]) -> None:
        try:
            await self._homeserver.put("rooms", room_id, "typing", self._us, content=state)
        except (Away, Refused) as no:
            logger.debug("cannot show in %s that we are at it: %s", room_id, no)
