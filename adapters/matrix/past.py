"""One room's past, a page at a time. Waits for a homeserver that is away."""

import asyncio
import logging
from collections import deque
from collections.abc import Mapping
from functools import partial
from typing import NamedTuple

from adapters.matrix.homeserver import Away, Homeserver, Refused
from adapters.matrix.shapes import Event, rows, text
from adapters.matrix.waiting import Waiting, before_trying_again

logger = logging.getLogger(__name__)

ATTEMPTS = 3
AHEAD = 2  # pages
# As after a ban: what was said there before can be read no more.
OUT_OF_REACH = {"M_FORBIDDEN", "M_NOT_FOUND"}


class Page(NamedTuple):
    """Events as the homeserver gives them; `goes_on` is where the next page begins."""

    events: list[Event]
    goes_on: str

    def has(self, event: Event) -> bool:
        return any(each.get("event_id") == event.get("event_id") for each in self.events)


class Past(NamedTuple):
    homeserver: Homeserver
    waiting: Waiting
    room_id: str

    async def page(self, query: Mapping[str, str]) -> Page:
        return await self.waiting.until_it_works(partial(self._ask, query))

    async def try_page(self, query: Mapping[str, str]) -> Page | None:
        """None where this homeserver cannot be asked so, as it seems."""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return await self._ask(query)
            except Refused:
                return None
            except Away as away:
                await before_trying_again(attempt, away)
        return None

    async def _ask(self, query: Mapping[str, str]) -> Page:
        try:
            page = await self.homeserver.get("rooms", self.room_id, "messages", query=query)
        except Refused as no:
            if no.code not in OUT_OF_REACH:
                raise
            logger.warning("a gap in %s cannot be filled: %s", self.room_id, no)
            return Page([], "")
        events = [each for each in rows(page.get("chunk")) if isinstance(each, dict)]
        return Page(events, text(page.get("end")))


class Ahead:
    """Pages one after another; while one is heard, the next two are on their way."""

    def __init__(self, past: Past, query: Mapping[str, str]) -> None:
        self._past = past
        self._query = query
        self._seen: set[str] = set()
        self._coming = deque([asyncio.ensure_future(past.try_page(query))])

    async def next(self, last: Event) -> Page | None:
        """None when there are no more; the page with the last event is the last."""
        while len(self._coming) <= AHEAD:
            following = self._after(self._coming[-1], last)
            self._coming.append(asyncio.ensure_future(following))
        return await self._coming.popleft()

    async def _after(self, before: asyncio.Future[Page | None], last: Event) -> Page | None:
        page = await before
        if page is None or not page.goes_on or page.goes_on in self._seen or page.has(last):
            return None
        self._seen.add(page.goes_on)
        return await self._past.try_page({**self._query, "from": page.goes_on})

    def stop(self) -> None:
        for each in self._coming:
            each.cancel()
