"""Policy rooms, as Draupnir and Mjolnir publish them: whom other communities warn of."""

import asyncio
from collections.abc import Collection, Iterator
from functools import partial

from adapters.matrix.hear import PLATFORM
from adapters.matrix.shapes import Event, table, text
from adapters.matrix.syncing import RoomNews
from bot.adapter import Inbox
from bot.incoming import Watched
from bot.patience import until_saved

# The spec's names, and those from before there was one.
ABOUT = {
    f"{prefix}.{kind}"
    for prefix in ("m.policy.rule", "m.room.rule", "org.matrix.mjolnir.rule")
    for kind in ("user", "server")
}
BAN = {"m.ban", "org.matrix.mjolnir.ban"}


class Policies:
    """Reads the rooms that the config names, and nothing else that is said there."""

    def __init__(self, rooms: Collection[str], inbox: Inbox) -> None:
        self._rooms = frozenset(rooms)
        self._inbox = inbox
        self._begun: asyncio.Future[None] | None = None

    def begin(self) -> asyncio.Future[None]:
        """A room that the config names no more is believed no more."""
        read_only = partial(self._inbox.read_only, PLATFORM, self._rooms)
        self._begun = asyncio.ensure_future(until_saved(read_only))
        return self._begun

    async def begun(self) -> None:
        """Before anything that was said has its effects."""
        if self._begun:
            await self._begun

    async def take_in(self, news: RoomNews) -> None:
        """Before the cursor passes them. What is heard twice changes nothing more."""
        if news.room_id not in self._rooms:
            return
        await self.begun()
        rules = [*self._rules(news)]
        if rules:
            await until_saved(partial(self._inbox.warned, rules))

    def _rules(self, news: RoomNews) -> Iterator[Watched]:
        for event in (*news.state, *news.said):
            if text(event.get("type")) in ABOUT and "state_key" in event:
                yield watched(event, news.room_id)


def watched(event: Event, room_id: str) -> Watched:
    """A rule as it is now; empty, or of a kind other than a ban, it warns of nobody."""
    content = table(event.get("content"))
    bans = text(content.get("recommendation")) in BAN
    rule = f"{text(event.get('type')).rpartition('.')[2]}:{text(event.get('state_key'))}"
    whom = text(content.get("entity")) if bans else ""
    return Watched(PLATFORM, room_id, rule, whom or None)
