"""The bot's own things: its account, its application, its commands."""

from typing import TYPE_CHECKING, Any, TypeAlias

from tests.discord_server import limits
from tests.discord_server.refusing import invalid, unknown
from tests.discord_server.world import BIRTH, World

if TYPE_CHECKING:
    from tests.discord_server.server import Wish

Json: TypeAlias = dict[str, Any]


class Commands:
    def __init__(self, world: World) -> None:
        self.world = world

    async def op_get_my_user(self, wish: "Wish") -> Json:
        me = {k: v for k, v in self.world.bude.user.items() if k != "primary_guild"}
        return me | {"mfa_enabled": False, "locale": "en-US", "verified": True}

    async def op_get_my_application(self, wish: "Wish") -> Json:
        return self.world.application

    async def op_get_my_oauth2_application(self, wish: "Wish") -> Json:
        return self.world.application

    async def op_get_guild_member(self, wish: "Wish") -> Json:
        if wish.path["user_id"] not in self.world.people:
            raise unknown("Member", 10007)
        return self.world.people[wish.path["user_id"]].member

    async def op_list_application_commands(self, wish: "Wish") -> list[Json]:
        if wish.query.get("with_localizations") == "true":
            return self.world.commands
        hidden = ("name_localizations", "description_localizations")
        return [
            {k: v for k, v in each.items() if k not in hidden} for each in self.world.commands
        ]

    async def op_bulk_set_application_commands(self, wish: "Wish") -> list[Json]:
        for why in limits.of_commands(wish.payload):
            raise invalid(why)
        known = {(each["type"], each["name"]): each["id"] for each in self.world.commands}
        self.world.commands = [self._kept(each, known) for each in wish.payload]
        return self.world.commands

    def _kept(self, written: Json, known: dict[tuple[int, str], str]) -> Json:
        """What is registered again under its name keeps its id."""
        kind = written.get("type", 1)
        usual = {
            "type": kind,
            "description": "",
            "default_member_permissions": None,
            "dm_permission": True,
            "nsfw": False,
        }
        given = {k: v for k, v in written.items() if v is not None}
        return usual | given | {
            "id": known.get((kind, written["name"])) or self.world.new_id(BIRTH),
            "application_id": self.world.application_id,
            "version": self.world.new_id(BIRTH),
        }  # fmt: skip
