"""Interactions: given to the bot by the gateway, answered by REST within three seconds."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeAlias
from uuid import uuid4

from tests.discord_server import limits
from tests.discord_server.gateway import Gateway
from tests.discord_server.messages import Messages
from tests.discord_server.reading import read
from tests.discord_server.refusing import Refused, invalid, unknown
from tests.discord_server.world import Channel, Person, World, now

if TYPE_CHECKING:
    from tests.discord_server.server import Wish

Json: TypeAlias = dict[str, Any]

MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9
EPHEMERAL, LOADING = 1 << 6, 1 << 7
LIFETIME = timedelta(minutes=15)


@dataclass
class Asked:
    """One interaction, and what became of it. `kind` is the type of the first answer."""

    id: str
    token: str
    who: Person
    channel: Channel
    event: Json
    begun: datetime
    kind: int | None = None
    kinds: list[int] = field(default_factory=list)
    data: Json = field(default_factory=dict)
    message: Json | None = None
    more: list[Json] = field(default_factory=list)
    took: float | None = None
    seen: asyncio.Event = field(default_factory=asyncio.Event)

    async def answered(self, patience: float = 30) -> Json:
        """What the person sees at last: a message, a form, or completions."""
        async with asyncio.timeout(patience):
            await self.seen.wait()
        if self.kind in (MODAL, CHOICES):
            return self.data
        assert self.message
        return self.message

    async def text(self) -> str:
        """All that was said, in its order."""
        first = await self.answered()
        return "\n".join(read(each["content"]) for each in (first, *self.more))

    @property
    def private(self) -> bool:
        return bool(self.message and self.message["flags"] & EPHEMERAL)


class Interactions:
    """`deadline` in seconds. Shown to one person, a message is in no channel's history."""

    def __init__(self, world: World, gateway: Gateway, messages: Messages) -> None:
        self.world = world
        self.gateway = gateway
        self.messages = messages
        self.deadline = 3.0
        self.clock: Callable[[], datetime] = now
        self.asked: dict[str, Asked] = {}
        self.hidden: dict[str, Json] = {}

    async def begin(self, who: Person, channel: Channel, kind: int, data: Json) -> Asked:
        """Tell the bot. Nobody may be there to hear it."""
        asked = Asked(self.world.new_id(), uuid4().hex, who, channel, {}, self.clock())
        asked.event = self._event(asked, kind, data)
        self.asked[asked.token] = asked
        await self.gateway.dispatch("INTERACTION_CREATE", asked.event)
        return asked

    def _event(self, asked: Asked, kind: int, data: Json) -> Json:
        channel = asked.channel
        event = {
            "id": asked.id,
            "application_id": self.world.application_id,
            "type": kind,
            "token": asked.token,
            "version": 1,
            "locale": asked.who.locale,
            "attachment_size_limit": 10_485_760,
            "channel_id": channel.id,
            "channel": self.world.shown(channel),
            "app_permissions": str(channel.permissions),
            "data": {k: v for k, v in data.items() if k != "message"},
            "entitlements": [],
        }
        if "message" in data:
            event["message"] = data["message"]
        if channel.with_person:
            return event | {"user": asked.who.user, "context": 1}
        member = asked.who.member | {"permissions": "0"}
        return event | {"member": member, "guild_id": self.world.guild_id, "context": 0}

    def _of(self, token: str) -> Asked:
        asked = self.asked.get(token)
        if asked is None or self.clock() - asked.begun > LIFETIME:
            raise Refused(401, 50027, "Invalid Webhook Token")
        return asked

    async def op_create_interaction_response(self, wish: "Wish") -> Json:
        asked = self.asked.get(wish.path["interaction_token"])
        if asked is None or asked.id != wish.path["interaction_id"]:
            raise unknown("interaction", 10062)
        if asked.kind is not None:
            raise Refused(400, 40060, "Interaction has already been acknowledged.")
        asked.took = (self.clock() - asked.begun).total_seconds()
        if asked.took > self.deadline:
            raise unknown("interaction", 10062)
        data = wish.body.get("data") or {}
        self._check(wish.body["type"], data, asked)
        asked.kind, asked.data = wish.body["type"], data
        return {
            "interaction": {"id": asked.id, "type": asked.event["type"]},
            **await self._answer(asked, wish.body["type"], data),
        }

    def _check(self, kind: int, data: Json, asked: Asked) -> None:
        if kind in (MESSAGE, UPDATE):
            for why in limits.of_message(data):
                raise invalid(why)
        if kind == MODAL:
            if asked.event["type"] == 5:
                raise invalid("type: a form cannot be answered with a form")
            for why in limits.of_modal(data):
                raise invalid(why)
        if kind in (DEFERRED_UPDATE, UPDATE) and "message" not in asked.event:
            raise invalid("type: there is no message to update")

    async def _answer(self, asked: Asked, kind: int, data: Json) -> Json:
        if kind in (MODAL, CHOICES):
            asked.seen.set()
            return {}
        if kind == UPDATE:
            shown = await self._update(asked, data)
            asked.message = shown
            asked.seen.set()
            return {"resource": {"type": kind, "message": shown}}
        if kind == DEFERRED_UPDATE:
            return {}
        message = await self._shown(asked, data, loading=kind == DEFERRED)
        asked.message = message
        if kind == MESSAGE:
            asked.seen.set()
        # The document knows no resource of an answer that is put off but the message itself.
        return {"resource": {"type": MESSAGE, "message": message}}

    async def _shown(self, asked: Asked, data: Json, *, loading: bool = False) -> Json:
        flags = (data.get("flags") or 0) | (LOADING if loading else 0)
        more = {"application_id": self.world.application_id, "flags": flags, "type": 20}
        more["webhook_id"] = self.world.application_id
        message = self.messages.made(asked.channel, self.world.bude, data, **more)
        if flags & EPHEMERAL:
            self.hidden[message["id"]] = message
        else:
            await self.messages.post(asked.channel, message)
        return message

    async def _update(self, asked: Asked, data: Json) -> Json:
        where = asked.event["message"]["id"]
        if where in self.hidden:
            return await self.messages.edited(asked.channel, self.hidden[where], data)
        found = self.world.find(where)
        if found is None:
            raise unknown("Message", 10008)
        return await self.messages.edited(*found, data)

    async def op_execute_webhook(self, wish: "Wish") -> Json:
        asked = self._of(wish.path["webhook_token"])
        if asked.kind is None:
            raise unknown("Webhook", 10015)
        for why in limits.of_message(wish.body):
            raise invalid(why)
        message = await self._shown(asked, wish.body)
        if asked.message is None:
            asked.message = message
        else:
            asked.more.append(message)
        asked.seen.set()
        return message

    async def op_get_original_webhook_message(self, wish: "Wish") -> Json:
        asked = self._of(wish.path["webhook_token"])
        if asked.message is None:
            raise unknown("Message", 10008)
        return asked.message

    async def op_update_original_webhook_message(self, wish: "Wish") -> Json:
        asked = self._of(wish.path["webhook_token"])
        if asked.message is None:
            raise unknown("Message", 10008)
        asked.message["flags"] &= ~LOADING
        shown = await self.messages.edited(asked.channel, asked.message, wish.body)
        asked.seen.set()
        return shown
