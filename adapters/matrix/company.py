"""Chats in which somebody is alone with us, until others come in, or they go."""

from collections.abc import Iterable, Mapping
from functools import partial

from adapters.matrix.hear import PLATFORM
from adapters.matrix.rooms import Room
from bot.adapter import Inbox
from bot.incoming import Address
from bot.patience import until_saved


class Company:
    """Says who is alone with us in which room, if anybody is, at the start and whenever that
    changes."""

    def __init__(self, inbox: Inbox, us: str) -> None:
        self._inbox = inbox
        self._us = us
        self._told: dict[str, str] = {}

    async def look(self, rooms: Iterable[Room]) -> dict[Address, str]:
        """Before anything said at the same time has its effects. Returns what was new."""
        now = {room.room_id: self._alone_in(room) for room in rooms}
        news = {room_id: who for room_id, who in now.items() if self._told.get(room_id) != who}
        chats = {Address(PLATFORM, room_id): who for room_id, who in news.items()}
        await self.tell(chats)
        self._told |= news
        return chats

    async def tell(self, chats: Mapping[Address, str]) -> None:
        """Also after that: somebody may have spoken to us alone before others came in."""
        if chats:
            await until_saved(partial(self._inbox.overheard, chats))

    def _alone_in(self, room: Room) -> str:
        others = room.present() - {self._us}
        return others.pop() if len(others) == 1 else ""
