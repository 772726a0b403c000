"""Threads that were archived: the gateway does not tell of them, so they are asked for."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeAlias

from tests.discord_server.world import Channel, World, now

if TYPE_CHECKING:
    from tests.discord_server.server import Wish

Json: TypeAlias = dict[str, Any]


class Archive:
    def __init__(self, world: World) -> None:
        self.world = world

    async def op_list_public_archived_threads(self, wish: "Wish") -> Json:
        """Those that were archived last come first."""
        before = datetime.fromisoformat(wish.query.get("before") or now().isoformat())
        most = int(wish.query.get("limit", 50))
        here = [
            each
            for each in self.world.channels.values()
            if each.parent == wish.path["channel_id"]
            and each.archived
            and _since(each) < before
        ]
        found = sorted(here, key=_since, reverse=True)
        shown = [self.world.shown(each) for each in found[:most]]
        return {"threads": shown, "members": [], "has_more": len(found) > most}


def _since(thread: Channel) -> datetime:
    return thread.archived_at or now()
