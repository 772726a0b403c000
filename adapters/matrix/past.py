"""One room's past, a page at a time. Waits for a homeserver that is away."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from adapters.matrix.homeserver import Away, Homeserver, Refused
from adapters.matrix.shapes import Event, rows, text
from adapters.matrix.waiting import Waiting, before_trying_again

logger = logging.getLogger(__name__)

ATTEMPTS = 3
# As after a ban: what was said there before can be read no more.
OUT_OF_REACH = {"M_FORBIDDEN", "M_NOT_FOUND"}


@dataclass(frozen=True, slots=True)
class Page:
    """Events as the homeserver gives them; `goes_on` is where the next page begins."""

    events: list[Event]
    goes_on: str

    def has(self, event: Event) -> bool:
        return any(each.get("event_id") == event.get("event_id") for each in self.events)


@dataclass(frozen=True, slots=True)
class Past:
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
    """Pages one after another; while one is heard, the next is on its way."""

    def __init__(self, past: Past, query: Mapping[str, str]) -> None:
        self._past = past
        self._query = query
        self._seen: set[str] = set()
        self._coming: asyncio.Future[Page | None] | None = self._fetch(query)

    def _fetch(self, query: Mapping[str, str]) -> asyncio.Future[Page | None]:
        return asyncio.ensure_future(self._past.try_page(query))

    async def next(self, last: Event) -> Page | None:
        """None when there are no more; the page with the last event is the last."""
        page = await self._coming if self._coming else None
        if page is None:
            return None
        goes_on = page.goes_on
        further = goes_on and goes_on not in self._seen and not page.has(last)
        self._seen.add(goes_on)
        self._coming = self._fetch({**self._query, "from": goes_on}) if further else None
        return page

    def stop(self) -> None:
        if self._coming:
            self._coming.cancel()
