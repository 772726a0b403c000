"""What a homeserver left out of a timeline: fetched and handed over in its order, in parts.

Three pages at most are held, however long we were away. Two looks back from the end make sure:
whether we came into the room meanwhile, and which event is the last. Where we came in, or that
one is missing because a homeserver cannot go forwards from the token of a sync, the long way
is taken: all the way back, and then forwards.
"""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Mapping
from typing import NamedTuple

from adapters.matrix import wayback
from adapters.matrix.homeserver import Homeserver
from adapters.matrix.past import Ahead, Past
from adapters.matrix.shapes import Event
from adapters.matrix.waiting import Waiting

logger = logging.getLogger(__name__)

FULL_PAGE = 250


class Gap(NamedTuple):
    """What was said in a room between two tokens."""

    homeserver: Homeserver
    us: str
    room_id: str
    newest: str
    oldest: str

    async def parts(self, waiting: Waiting) -> AsyncIterator[list[Event]]:
        """The events in their order, a page at a time. Does not end before it has them all."""
        past = Past(self.homeserver, waiting, self.room_id)
        ahead = Ahead(past, self._forwards())
        reached = False
        try:
            last, ours = await asyncio.gather(
                past.page(self._last()), past.try_page(self._ours())
            )
            reached = not last.events and not last.goes_on
            # An empty page that goes on held only what nobody is shown, such as what somebody
            # said who was banned: before it there is more.
            hidden = not last.events and not reached
            came_in = ours is None or bool(ours.events or ours.goes_on)
            straight = not hidden and not came_in
            while straight and not reached and (page := await ahead.next(last.events[0])):
                reached = page.has(last.events[0])
                yield page.events
        finally:
            ahead.stop()
        if not straight or not reached:
            logger.info("taking the long way through what was said in %s", self.room_id)
            async for events in wayback.parts(past, self.us, self._backwards()):
                yield events

    def _forwards(self) -> Mapping[str, str]:
        return {"dir": "f", "from": self.oldest, "to": self.newest, "limit": str(FULL_PAGE)}

    def _backwards(self) -> Mapping[str, str]:
        return {"dir": "b", "from": self.newest, "to": self.oldest, "limit": str(FULL_PAGE)}

    def _last(self) -> Mapping[str, str]:
        return {**self._backwards(), "limit": "1"}

    def _ours(self) -> Mapping[str, str]:
        """Our own comings and goings."""
        wanted = {"types": ["m.room.member"], "senders": [self.us]}
        return {**self._last(), "filter": json.dumps(wanted)}
