"""Spaces read as neighbourhoods, where the config says so: their rooms are its rooms."""

import asyncio
import logging
from collections.abc import Mapping

from adapters.matrix.hear import PLATFORM
from adapters.matrix.homeserver import Away, Homeserver, Refused
from adapters.matrix.rooms import Room, Rooms
from adapters.matrix.shapes import table, text
from adapters.matrix.waiting import before_trying_again
from bot.adapter import Inbox, NotSaved
from bot.incoming import Address
from bot.patience import pause

logger = logging.getLogger(__name__)

ATTEMPTS = 8
SPACE = "m.space"


class Spaces:
    """`named` maps the short names of neighbourhoods to the ids of spaces."""

    def __init__(
        self, homeserver: Homeserver, inbox: Inbox, rooms: Rooms, named: Mapping[str, str]
    ) -> None:
        self._homeserver = homeserver
        self._inbox = inbox
        self._rooms = rooms
        self._slugs = {space: slug for slug, space in named.items()}
        self._told: dict[str, dict[str, tuple[str, ...]]] = {}
        self._closed: dict[str, Room] = {}

    def to_follow(self, room: Room) -> Room | None:
        """Such a space as often as it has changed, or one of whose rooms we are let in now."""
        if room.room_id in self._slugs and room.children != self._told.get(room.room_id):
            self._told[room.room_id] = dict(room.children)
            return room
        return self._closed.pop(room.room_id, None)

    async def follow(self, space: Room) -> None:
        for child, servers in sorted(space.children.items()):
            await self._try(space, child, servers)

    async def _try(self, space: Room, child: str, servers: tuple[str, ...]) -> None:
        slug = self._slugs[space.room_id]
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return await self._follow(child, servers, slug)
            except Away as away:
                await before_trying_again(attempt, away)
            except NotSaved:
                await asyncio.sleep(pause(attempt))
            except Refused as no:
                words = "%s is in the space of %s, but closed to us: %s"
                logger.warning(words, child, slug, no)
                self._closed[child] = space
                return
        logger.warning("%s waits for the next start to be taken into %s", child, slug)

    async def _follow(self, child: str, servers: tuple[str, ...], slug: str) -> None:
        at = Address(PLATFORM, child)
        if not servers:
            await self._inbox.gathered(at, slug, belongs=False)
        elif not await self._is_space(child, servers):
            await self._inbox.gathered(at, slug, belongs=True)

    async def _is_space(self, child: str, servers: tuple[str, ...]) -> bool:
        """A space within a space is no room to talk in, and its rooms are not meant."""
        if room := self._rooms.known(child):
            return room.kind == SPACE
        via = [(name, server) for server in servers for name in ("via", "server_name")]
        await self._homeserver.post("join", child, query=via, content={})
        created = await self._homeserver.get("rooms", child, "state", "m.room.create", "")
        return text(table(created).get("type")) == SPACE
