"""Chats in which somebody is alone with us, until others come in, or they go."""

from collections.abc import Iterable
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

    async def look(self, rooms: Iterable[Room]) -> None:
        """Before anything said at the same time has its effects."""
        now = {room.room_id: self._alone_in(room) for room in rooms}
        news = {room_id: who for room_id, who in now.items() if self._told.get(room_id) != who}
        if news:
            chats = {Address(PLATFORM, room_id): who for room_id, who in news.items()}
            await until_saved(partial(self._inbox.overheard, chats))
        self._told |= news

    def _alone_in(self, room: Room) -> str:
        others = room.present() - {self._us}
        return others.pop() if len(others) == 1 else ""
