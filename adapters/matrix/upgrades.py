"""Rooms that were replaced by new ones: Bude goes along, and says so to the bot."""

import asyncio
import logging

from adapters.matrix.hear import PLATFORM
from adapters.matrix.homeserver import Away, Homeserver, Refused
from adapters.matrix.rooms import Room
from adapters.matrix.shapes import table, text
from adapters.matrix.waiting import before_trying_again
from bot.adapter import Inbox, NotSaved
from bot.incoming import Address
from bot.patience import pause

logger = logging.getLogger(__name__)

ATTEMPTS = 8


class Upgrades:
    """Whatever fails here is tried again at the next start: the tombstone stays in the room.
    What was closed to us is followed as soon as we are there."""

    def __init__(self, homeserver: Homeserver, inbox: Inbox) -> None:
        self._homeserver = homeserver
        self._inbox = inbox
        self._begun: set[str] = set()
        self._closed: dict[str, Room] = {}

    def to_follow(self, room: Room) -> Room | None:
        """The room itself if it was replaced, once; or the one that it replaces."""
        if room.replaced_by and room.room_id not in self._begun:
            self._begun.add(room.room_id)
            return room
        return self._closed.pop(room.room_id, None)

    async def follow(self, room: Room) -> None:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return await self._follow(room)
            except Away as away:
                await before_trying_again(attempt, away)
            except NotSaved:
                await asyncio.sleep(pause(attempt))
            except Refused as no:
                words = "%s was replaced by %s, which cannot be entered: %s"
                logger.warning(words, room.room_id, room.replaced_by, no)
                self._closed[room.replaced_by] = room
                return
        logger.warning("%s was replaced; trying again at the next start", room.room_id)

    async def _follow(self, room: Room) -> None:
        joined = await self._homeserver.post(
            "join", room.replaced_by, query=_via(room.replacer), content={}
        )
        new = text(joined.get("room_id")) or room.replaced_by
        created = await self._homeserver.get("rooms", new, "state", "m.room.create", "")
        # Anybody may point at any room; only the new room can say whose successor it is.
        if table(created.get("predecessor")).get("room_id") != room.room_id:
            logger.warning("%s does not say that it replaces %s", new, room.room_id)
            return
        await self._inbox.moved(Address(PLATFORM, room.room_id), Address(PLATFORM, new))


def _via(user_id: str) -> list[tuple[str, str]]:
    server = user_id.partition(":")[2]
    return [("via", server), ("server_name", server)] if server else []
