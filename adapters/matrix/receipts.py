"""Read receipts: what was said to us is safe. Only then, one in a room at a time, and never for
neighbours' own talk, of which nobody shall think that it is watched."""

import logging
from collections.abc import Iterable
from functools import partial

from adapters.matrix.errands import Errands
from adapters.matrix.homeserver import Away, Homeserver, Refused
from bot.incoming import Incoming

logger = logging.getLogger(__name__)


class Receipts:
    def __init__(self, homeserver: Homeserver, errands: Errands, *, wanted: bool) -> None:
        self._homeserver = homeserver
        self._errands = errands
        self._wanted = wanted
        self._newest: dict[str, str] = {}

    def give(self, heard: Iterable[Incoming]) -> None:
        """For the last of it in each room."""
        said = [each for each in heard if each.is_for_us] if self._wanted else []
        for room_id, event_id in {each.at.target: each.message_id for each in said}.items():
            if room_id not in self._newest:
                self._errands.begin(f"receipts in {room_id}", partial(self._send, room_id))
            self._newest[room_id] = event_id

    async def _send(self, room_id: str) -> None:
        event_id = self._newest.pop(room_id)
        place = ("rooms", room_id, "receipt", "m.read", event_id)
        try:
            await self._homeserver.post(*place, content={})
        except (Away, Refused) as no:
            # The next one says the same.
            logger.debug("no receipt in %s: %s", room_id, no)
