"""From events to what was said: what is sealed is opened first, or later when its key comes."""

import json
import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime
from typing import TypeAlias

from adapters.matrix import hear, sealing
from adapters.matrix.hear import PLATFORM, Ears
from adapters.matrix.rooms import Room, Rooms
from adapters.matrix.sealing import ENCRYPTED, Encryption
from adapters.matrix.shapes import Event
from bot.adapter import Inbox, NotSaved
from bot.incoming import Incoming, Sealed
from bot.posts import Reply

logger = logging.getLogger(__name__)

# Where an event is heard, and by whom.
EarsFor: TypeAlias = Callable[[Room, Event], Ears]
Answer: TypeAlias = tuple[Incoming, Reply]
LookThrough: TypeAlias = Callable[[Iterable[Incoming]], Awaitable[list[Incoming]]]


class Reading:
    def __init__(
        self, encryption: Encryption, inbox: Inbox, rooms: Rooms, ears: EarsFor
    ) -> None:
        self._encryption = encryption
        self._inbox = inbox
        self._rooms = rooms
        self._ears = ears
        self._keys: set[str] = set()

    def understood(self, room: Room, event: Event, said_at: datetime | None) -> Incoming | None:
        """What was said; an event may be anything, and none may make us deaf."""
        try:
            ears = self._ears(room, event)
            event = self.opened(room.room_id, event)
            if event.get("type") == ENCRYPTED:
                return sealing.closed(event, ears, said_at, self._encryption)
            return hear.incoming(event, ears, said_at)
        except Exception:
            logger.warning("skipping event %.99r", event.get("event_id"), exc_info=True)
            return None

    def opened(self, room_id: str, event: Event) -> Event:
        """The same event where it is not sealed, or cannot be opened yet."""
        if event.get("type") != ENCRYPTED:
            return event
        return self._encryption.open(room_id, event) or event

    def notices(self) -> list[Incoming]:
        """What has to be said in every encrypted room since this start."""
        why = self._encryption.notice
        if why is None:
            return []
        rooms = self._rooms.encrypted()
        return [sealing.notice(why, self._ears(room, {}), self._encryption) for room in rooms]

    async def read_at_last(self, look_through: LookThrough) -> list[Answer]:
        """What waited for keys that have come since; at the start, for any key we have."""
        self._keys |= self._encryption.arrived()
        if not self._keys:
            return []
        try:
            closed = await self._inbox.sealed(PLATFORM, self._keys)
            answers = await self._open(closed, look_through)
        except NotSaved:
            return []  # The next answer brings us here again.
        self._keys = set()
        return answers

    async def _open(
        self, closed: Sequence[Incoming], look_through: LookThrough
    ) -> list[Answer]:
        opened = [(each, event) for each in closed if (event := self._try(each))]
        if not opened:
            return []
        said = await look_through(filter(None, (self._heard(*each) for each in opened)))
        replies = await self._inbox.opened([each for each, _ in opened], said)
        logger.info("%d messages could be read at last", len(opened))
        both = zip(said, replies, strict=True)
        return [(incoming, reply) for incoming, reply in both if reply]

    def _try(self, closed: Incoming) -> Event | None:
        event = json.loads(closed.said.document) if isinstance(closed.said, Sealed) else {}
        return self._encryption.open(closed.at.target, event)

    def _heard(self, closed: Incoming, event: Event) -> Incoming | None:
        return self.understood(self._rooms.room(closed.at.target), event, closed.said_at)
