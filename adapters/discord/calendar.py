"""The calendar of a Discord server: what people come to stands there, besides its post."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeAlias

from adapters.discord import marking, who
from adapters.discord.line import Away, Line, Refused
from adapters.discord.speaking import CHANNEL, failed
from bot.adapter import Receipt
from bot.incoming import Address
from bot.posts import Event, Post

Json: TypeAlias = dict[str, Any]
logger = logging.getLogger(__name__)

EVENTS = "/guilds/{guild_id}/scheduled-events"
EVENT = "/guilds/{guild_id}/scheduled-events/{event_id}"
PAGE = "https://discord.com/channels"
# Somewhere else than in a voice channel; for members of the server.
EXTERNAL, MEMBERS, CANCELLED = 3, 2, 4
LONGEST = 100
# How the id of an event stands among the messages of a receipt, as the last.
MARK = "event:"


class Calendar:
    """What cannot be entered, its post alone tells. Raises DeliveryFailed, only for now."""

    def __init__(self, line: Line, clock: Callable[[], datetime]) -> None:
        self._line = line
        self._clock = clock
        self._guilds: dict[str, str | None] = {}

    async def keep(self, to: Address, post: Post, stands: Receipt | None) -> str | None:
        """Enter, change or cancel the post's event; returns the id under which it is there."""
        known = entered(stands)
        if (post.event or known) is None or who.in_chat(to.target):
            return None
        try:
            guild = await self._guild(to.target)
            return await self._kept(guild, to, post.event, known, stands) if guild else None
        except Away as away:
            raise failed(away) from away
        except Refused as no:
            logger.warning("nothing in the calendar for %s: %s", to.target, no)
            return known

    async def _kept(
        self,
        guild: str,
        to: Address,
        event: Event | None,
        known: str | None,
        stands: Receipt | None,
    ) -> str | None:
        over = event is None or event.cancelled
        if event and not over and known is None:
            return await self._enter(guild, _content(event, guild, to))
        before = stands.said.event if stands and stands.said else None
        if known and event != before:
            wanted = _content(event, guild, to) if event and not over else {"status": CANCELLED}
            names = {"guild_id": guild, "event_id": known}
            await self._line.ask("PATCH", EVENT, wanted, names=names)
        return known

    async def _enter(self, guild: str, event: Json) -> str | None:
        """Once: it may be there already, from an attempt whose answer was lost, or because
        another channel of the same server has the same post."""
        if datetime.fromisoformat(event["scheduled_start_time"]) <= self._clock():
            return None
        names = {"guild_id": guild}
        for each in await self._line.ask("GET", EVENTS, names=names) or ():
            if _essence(each) == _essence(event):
                return str(each["id"])
        return str((await self._line.ask("POST", EVENTS, event, names=names))["id"])

    async def _guild(self, channel: str) -> str | None:
        if channel not in self._guilds:
            found = await self._line.ask("GET", CHANNEL, names={"channel_id": channel})
            guild = found.get("guild_id")
            self._guilds[channel] = str(guild) if guild else None
        return self._guilds[channel]


def entered(receipt: Receipt | None) -> str | None:
    """The event among what a post became."""
    last = receipt.messages[-1] if receipt and receipt.messages else ""
    return last.removeprefix(MARK) if last.startswith(MARK) else None


def without(receipt: Receipt) -> Receipt:
    """The messages alone."""
    return receipt._replace(messages=receipt.messages[:-1]) if entered(receipt) else receipt


def together(receipt: Receipt, event: str | None) -> Receipt:
    marked = (f"{MARK}{event}",) if event else ()
    return receipt._replace(messages=(*receipt.messages, *marked))


def _content(event: Event, guild: str, to: Address) -> Json:
    where = event.where or f"{PAGE}/{guild}/{to.target}"
    return {
        "name": marking.cut(event.title, LONGEST),
        "scheduled_start_time": event.begins.astimezone(UTC).isoformat(),
        "scheduled_end_time": event.ends.astimezone(UTC).isoformat(),
        "privacy_level": MEMBERS,
        "entity_type": EXTERNAL,
        "entity_metadata": {"location": marking.cut(where, LONGEST)},
    }


def _essence(event: Json) -> tuple[str, datetime, datetime]:
    """Two of one name at one time are one event."""
    begins, ends = event["scheduled_start_time"], event["scheduled_end_time"]
    moments = datetime.fromisoformat(begins), datetime.fromisoformat(ends or begins)
    return str(event["name"]), *moments
