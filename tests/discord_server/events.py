"""The calendar of the server: events outside of voice channels."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeAlias

from tests.discord_server.refusing import Refused, invalid, unknown
from tests.discord_server.world import World, now

if TYPE_CHECKING:
    from tests.discord_server.server import Wish

Json: TypeAlias = dict[str, Any]

SCHEDULED, EXTERNAL = 1, 3
# From which state to which: an event that is over stays so.
NEXT = {1: {1, 2, 4}, 2: {2, 3}, 3: set[int](), 4: set[int]()}


class Events:
    """`forbidden`: the bot may look, but not enter anything."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.known: dict[str, Json] = {}
        self.forbidden = False

    async def op_list_guild_scheduled_events(self, wish: "Wish") -> list[Json]:
        return [each for each in self.known.values() if each["status"] in (1, 2)]

    async def op_create_guild_scheduled_event(self, wish: "Wish") -> Json:
        if self.forbidden:
            raise Refused(403, 50013, "Missing Permissions")
        _check(wish.body)
        made: Json = {
            "id": self.world.new_id(),
            "guild_id": self.world.guild_id,
            "channel_id": None,
            "creator_id": self.world.bude.id,
            "description": None,
            "image": None,
            "entity_id": None,
            "recurrence_rule": None,
            "guild_scheduled_event_exceptions": [],
            "status": SCHEDULED,
        }
        self.known[made["id"]] = made | wish.body
        return self.known[made["id"]]

    async def op_update_guild_scheduled_event(self, wish: "Wish") -> Json:
        event = self.known.get(wish.path["guild_scheduled_event_id"])
        if event is None:
            raise unknown("Guild Scheduled Event", 10070)
        status = wish.body.get("status", event["status"])
        if status not in NEXT[event["status"]]:
            raise invalid("status: Invalid Guild Scheduled Event Status Update")
        event |= wish.body
        return event


def _check(event: Json) -> None:
    begins = datetime.fromisoformat(event["scheduled_start_time"])
    if begins < now():
        raise invalid("scheduled_start_time: Cannot schedule event in the past.")
    if event["entity_type"] == EXTERNAL and not event.get("scheduled_end_time"):
        raise invalid("scheduled_end_time: This field is required")
    if datetime.fromisoformat(event["scheduled_end_time"]) <= begins:
        raise invalid("scheduled_end_time: Cannot end before it begins.")
