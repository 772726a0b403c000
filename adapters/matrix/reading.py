"""From events to what was said: what is sealed is opened first, or later when its key comes."""

import json
import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeAlias

from adapters.matrix import hear, sealing
from adapters.matrix.hear import PLATFORM, Ears
from adapters.matrix.rooms import Room, Rooms
from adapters.matrix.sealing import ENCRYPTED, Encryption
from adapters.matrix.shapes import Event
from bot.adapter import Inbox, NotSaved
from bot.incoming import Incoming, Sealed, Why
from bot.posts import Reply

logger = logging.getLogger(__name__)

# Where an event is heard, and by whom.
EarsFor: TypeAlias = Callable[[Room, Event], Ears]


class Reading:
    def __init__(
        self, encryption: Encryption, inbox: Inbox, rooms: Rooms, ears: EarsFor
    ) -> None:
        self._encryption = encryption
        self._inbox = inbox
        self._rooms = rooms
        self._ears = ears
        self._began = False
        self._new_keys: set[str] = set()

    def understood(self, room: Room, event: Event, said_at: datetime | None) -> Incoming | None:
        """What was said; an event may be anything, and none may make us deaf."""
        try:
            ears = self._ears(room, event)
            opened = self._opened(room.room_id, event)
            if opened is None:
                return sealing.closed(event, ears, said_at, self._encryption)
            return hear.incoming(opened, ears, said_at)
        except Exception:
            logger.warning("skipping event %.99r", event.get("event_id"), exc_info=True)
            return None

    def _opened(self, room_id: str, event: Event) -> Event | None:
        if event.get("type") != ENCRYPTED:
            return event
        return self._encryption.open(room_id, event)

    def notices(self) -> list[Incoming]:
        """What has to be said in every encrypted room since this start."""
        why = self._encryption.notice
        if why is None:
            return []
        rooms = self._rooms.encrypted()
        return [sealing.notice(why, self._ears(room, {}), self._encryption) for room in rooms]

    async def read_at_last(self) -> list[tuple[Incoming, Reply | None]]:
        """What waited for keys that have come since, or, at the start, for any key."""
        self._new_keys |= self._encryption.arrived()
        if self._encryption.why is not Why.KEY_MISSING or (self._began and not self._new_keys):
            return []
        try:
            closed = await self._inbox.sealed(PLATFORM)
            return await self._open([each for each in closed if self._may_open(each)])
        except NotSaved:
            return []  # The next answer brings us here again.

    def _may_open(self, closed: Incoming) -> bool:
        known = isinstance(closed.said, Sealed) and closed.said.key in self._new_keys
        return known or not self._began

    async def _open(self, closed: Sequence[Incoming]) -> list[tuple[Incoming, Reply | None]]:
        tried = [(each, self._try(each)) for each in closed]
        opened = [(each, event) for each, event in tried if event is not None]
        said = [
            incoming
            for each, event in opened
            if (incoming := self._understood_at_last(each, event)) is not None
        ]
        replies: list[Reply | None] = []
        if opened:
            replies = await self._inbox.opened([each for each, _ in opened], said)
            logger.info("%d messages could be read at last", len(opened))
        self._began, self._new_keys = True, set()
        return list(zip(said, replies, strict=True))

    def _try(self, closed: Incoming) -> Event | None:
        event = json.loads(closed.said.document) if isinstance(closed.said, Sealed) else {}
        return self._encryption.open(closed.at.target, event)

    def _understood_at_last(self, closed: Incoming, event: Event) -> Incoming | None:
        return self.understood(self._rooms.room(closed.at.target), event, closed.said_at)
