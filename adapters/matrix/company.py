"""Chats in which somebody was alone with us, until others came in."""

from collections.abc import Collection, Iterable
from functools import partial

from adapters.matrix.hear import PLATFORM
from adapters.matrix.rooms import Room
from bot.adapter import Inbox
from bot.incoming import Address
from bot.patience import until_saved

# Somebody, and us.
TWO = 2


class Company:
    """Says in which rooms there are others, whenever that changes, and all at the start."""

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox
        self._told: set[str] = set()

    async def look(self, rooms: Iterable[Room]) -> None:
        """Before anything said at the same time has its effects."""
        rooms = list(rooms)
        crowded = {room.room_id for room in rooms if len(room.present()) > TWO}
        self._told -= {room.room_id for room in rooms} - crowded
        await self._tell(sorted(crowded - self._told))
        self._told |= crowded

    async def _tell(self, room_ids: Collection[str]) -> None:
        chats = [Address(PLATFORM, room_id) for room_id in room_ids]
        if chats:
            await until_saved(partial(self._inbox.overheard, chats))
