"""What a homeserver left out of a timeline: fetched backwards, handed over forwards, in parts.

`/messages` is paged from the newest to the oldest, but things must be heard in their order. So
the way back is remembered by its pages' tokens; of the pages themselves only the last few,
which are heard first. The others are asked for once more when it is their turn, so that memory
stays flat however long we were away.
"""

import logging
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass

from adapters.matrix.homeserver import Homeserver, Refused
from adapters.matrix.rooms import arrival
from adapters.matrix.shapes import Event, rows, text
from adapters.matrix.waiting import Waiting

logger = logging.getLogger(__name__)

PAGE = "250"
KEPT_PAGES = 8
# As after a ban: what was said there before can be read no more.
OUT_OF_REACH = {"M_FORBIDDEN", "M_NOT_FOUND"}


@dataclass(frozen=True, slots=True)
class Page:
    """Newest first, as the homeserver gives them; `goes_on` is where the next one begins."""

    events: list[Event]
    goes_on: str


class Gap:
    """What was said in a room between two tokens: back from `newest` to `oldest`."""

    def __init__(
        self, homeserver: Homeserver, us: str, room_id: str, newest: str, oldest: str
    ) -> None:
        self._homeserver = homeserver
        self._us = us
        self.room_id = room_id
        self._newest = newest
        self._oldest = oldest

    async def parts(self, waiting: Waiting) -> AsyncIterator[list[Event]]:
        """The events in their order, a page at a time. Does not end before it has them all."""
        tokens, kept = await self._way_back(waiting)
        while tokens:
            token = tokens.pop()
            page = kept.pop() if kept else await self._page(token, waiting)
            events = self._since_we_came(page.events)
            if events:
                yield events[::-1]

    async def _way_back(self, waiting: Waiting) -> tuple[list[str], deque[Page]]:
        tokens: list[str] = []
        seen: set[str] = set()
        kept: deque[Page] = deque(maxlen=KEPT_PAGES)
        token = self._newest
        while token and token not in seen:
            seen.add(token)
            page = await self._page(token, waiting)
            tokens.append(token)
            kept.append(page)
            if len(self._since_we_came(page.events)) < len(page.events):
                break
            token = page.goes_on
        return tokens, kept

    def _since_we_came(self, newest_first: list[Event]) -> list[Event]:
        """What was said before we came in was not said to us."""
        for index, event in enumerate(newest_first):
            if arrival(event, self._us):
                return newest_first[:index]
        return newest_first

    async def _page(self, token: str, waiting: Waiting) -> Page:
        return await waiting.until_it_works(lambda: self._ask(token))

    async def _ask(self, token: str) -> Page:
        query = {"dir": "b", "from": token, "to": self._oldest, "limit": PAGE}
        try:
            page = await self._homeserver.get("rooms", self.room_id, "messages", query=query)
        except Refused as no:
            if no.code not in OUT_OF_REACH:
                raise
            logger.warning("a gap in %s cannot be filled: %s", self.room_id, no)
            return Page([], "")
        events = [each for each in rows(page.get("chunk")) if isinstance(each, dict)]
        return Page(events, text(page.get("end")))
