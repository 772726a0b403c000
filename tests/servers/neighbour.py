"""A neighbour on Matrix, to test Bude from outside: plain HTTP, no code of Bude's."""

import asyncio
import json
import secrets
from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import count
from typing import Any, Self, TypeAlias
from urllib.parse import quote

import aiohttp

from tests.servers.asking import NOWHERE, MatrixError, ask, only_what_is_said, who
from tests.servers.gestures import TEXT, Gestures

# As the homeserver sends it, with `room_id` added.
Event: TypeAlias = dict[str, Any]
Wanted: TypeAlias = str | Callable[[Event], bool]

LONG_POLL_MS = 10_000
TIMEOUT = aiohttp.ClientTimeout(total=60)
ENCRYPTION = {"type": "m.room.encryption", "content": {"algorithm": "m.megolm.v1.aes-sha2"}}


def body_of(event: Event) -> str:
    """What a reader sees: after an edit, the new words."""
    content = event["content"]
    new = content.get("m.new_content", content)
    body = new.get("body", new.get(TEXT, ""))
    return body if isinstance(body, str) else ""


class Neighbour(Gestures):
    """A person at a Matrix client. Hears what is said from its arrival on; accepts every
    invitation, once it listens. Who never listens costs the homeserver no answers.

    Use it as `async with await Neighbour.join(...) as anna`, or call `leave()` at the end.
    """

    def __init__(self, http: aiohttp.ClientSession, user_id: str) -> None:
        self.user_id = user_id
        self.room = ""
        self._http = http
        self._heard: list[Event] = []
        self._taken: set[str] = set()
        self._news = asyncio.Condition()
        self._since = ""
        self._invited_before = True
        self._listening: asyncio.Task[None] | None = None
        self._transactions = count(1)
        self._session = secrets.token_hex(4)

    @classmethod
    async def join(cls, url: str, token: str, room: str) -> Self:
        """Arrives and joins `room`, which may be an alias."""
        return await cls.arrive(url, token, room)

    @classmethod
    async def arrive(
        cls,
        url: str,
        token: str,
        room: str | None = None,
        user_id: str | None = None,
        since: str | None = None,
    ) -> Self:
        """Whoever knows the `user_id` need not ask the homeserver for it. `since` is a sync
        token: from then on they hear what is said and accept invitations, not from now on."""
        headers = {"Authorization": f"Bearer {token}"}
        http = aiohttp.ClientSession(url, headers=headers, timeout=TIMEOUT)
        try:
            neighbour = cls(http, user_id or await who(http))
            if room is not None:
                await neighbour.enter(room)
            neighbour._since = since or (await neighbour._now(NOWHERE))["next_batch"]
            neighbour._invited_before = since is None
        except BaseException:
            await http.close()
            raise
        return neighbour

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.leave()

    async def leave(self) -> None:
        """Closes the client; the account stays in its rooms."""
        if self._listening is not None:
            self._listening.cancel()
            with suppress(asyncio.CancelledError):
                await self._listening
        await self._http.close()

    # Rooms

    async def enter(self, room: str) -> str:
        """From now on `say` and the others speak in this room. Returns its id."""
        self.room = (await self._post(f"join/{quote(room)}", {}))["room_id"]
        return self.room

    async def create_room(
        self,
        name: str,
        invite: Sequence[str] = (),
        encrypted: bool = False,
        alias: str | None = None,
    ) -> str:
        """A public room to speak in from now on. Returns its id."""
        wishes: dict[str, Any] = {
            "name": name,
            "preset": "public_chat",
            # Whoever is in may invite others, as neighbours do.
            "power_level_content_override": {"invite": 0},
            "invite": list(invite),
            "initial_state": [ENCRYPTION] if encrypted else [],
        }
        if alias is not None:
            wishes["room_alias_name"] = alias
        self.room = (await self._post("createRoom", wishes))["room_id"]
        return self.room

    async def invite(self, user_id: str, room: str | None = None) -> None:
        await self._post(f"rooms/{self._quoted(room)}/invite", {"user_id": user_id})

    async def direct(self, user_id: str, encrypted: bool = False) -> str:
        """The direct chat with somebody, created at the first call. Returns its id."""
        place = f"user/{quote(self.user_id)}/account_data/m.direct"
        try:
            chats = await self._get(place)
        except MatrixError:
            chats = {}
        if chats.get(user_id):
            room: str = chats[user_id][0]
            return room
        wishes = {"is_direct": True, "preset": "trusted_private_chat", "invite": [user_id]}
        wishes |= {"initial_state": [ENCRYPTION] if encrypted else []}
        room = (await self._post("createRoom", wishes))["room_id"]
        await self._put(place, chats | {user_id: [room]})
        return room

    # Speaking. Each returns the id of its event.

    async def say(
        self,
        body: str,
        reply_to: str | None = None,
        thread: str | None = None,
        room: str | None = None,
    ) -> str:
        content: dict[str, Any] = {"msgtype": "m.text", "body": body}
        relation: dict[str, Any] = {}
        if thread is not None:
            relation = {"rel_type": "m.thread", "event_id": thread}
        if reply_to is not None:
            relation["m.in_reply_to"] = {"event_id": reply_to}
        if relation:
            content["m.relates_to"] = relation
        return await self.send("m.room.message", content, room)

    async def edit(self, event_id: str, body: str, room: str | None = None) -> str:
        new = {"msgtype": "m.text", "body": body}
        content = {
            "msgtype": "m.text",
            "body": f"* {body}",
            "m.new_content": new,
            "m.relates_to": {"rel_type": "m.replace", "event_id": event_id},
        }
        return await self.send("m.room.message", content, room)

    async def send(self, kind: str, content: dict[str, Any], room: str | None = None) -> str:
        path = f"rooms/{self._quoted(room)}/send/{quote(kind)}/{self._transaction()}"
        event_id: str = (await self._put(path, content))["event_id"]
        return event_id

    async def redact(self, event_id: str, reason: str = "", room: str | None = None) -> str:
        path = f"rooms/{self._quoted(room)}/redact/{quote(event_id)}/{self._transaction()}"
        redaction: str = (await self._put(path, {"reason": reason}))["event_id"]
        return redaction

    # Hearing

    def messages(self, room: str | None = None) -> list[Event]:
        """Everything heard since the arrival, one's own words too, in the order it came."""
        return [event for event in self._heard if room in (None, event["room_id"])]

    async def hears(
        self, wanted: Wanted, within: float | None = 10, room: str | None = None
    ) -> Event:
        """Waits for an event of somebody else with `wanted` in its body, in any room unless
        one is named. What was heard before the call counts too, but no event counts twice."""
        self._listen()
        try:
            async with asyncio.timeout(within), self._news:
                while (event := self._find(wanted, room)) is None:
                    self._still_listening()
                    await self._news.wait()
        except TimeoutError:
            heard = "\n".join(f"  {e['sender']}: {body_of(e)}" for e in self.messages(room))
            raise AssertionError(
                f"{self.user_id} did not hear {wanted!r} within {within} s, but:\n{heard}"
            ) from None
        self._taken.add(event["event_id"])
        return event

    async def history(self, room: str | None = None) -> list[Event]:
        """All that the homeserver has of a room, the oldest first."""
        events: list[Event] = []
        page: dict[str, str] = {}
        while True:
            query = {"dir": "b", "limit": "1000"} | page
            answer = await self._get(f"rooms/{self._quoted(room)}/messages", query)
            events += answer["chunk"]
            if "end" not in answer or events[-1]["type"] == "m.room.create":
                return events[::-1]
            page = {"from": answer["end"]}

    def _find(self, wanted: Wanted, room: str | None) -> Event | None:
        for event in self.messages(room):
            if event["sender"] == self.user_id or event["event_id"] in self._taken:
                continue
            if wanted in body_of(event) if isinstance(wanted, str) else wanted(event):
                return event
        return None

    def _still_listening(self) -> None:
        if self._listening is not None and self._listening.done():
            self._listening.result()

    def _listen(self) -> None:
        if self._listening is None:
            self._listening = asyncio.create_task(self._sync_forever())

    async def _now(self, where: dict[str, Any]) -> dict[str, Any]:
        # A first sync never waits. The odd number makes the question a new one: Synapse gives
        # the same device the same answer for two minutes, and that would be an old "now".
        timeout = str(secrets.randbelow(1_000_000))
        return await self._get("sync", {"filter": json.dumps(where), "timeout": timeout})

    async def _sync_forever(self) -> None:
        try:
            if self._invited_before:
                await self._accept_earlier_ones()
            said = json.dumps(only_what_is_said(limit=100))
            while True:
                query = {"filter": said, "timeout": str(LONG_POLL_MS), "since": self._since}
                try:
                    answer = await self._get("sync", query)
                except (aiohttp.ClientError, TimeoutError):
                    # The homeserver is away: some tests stop it for a while.
                    await asyncio.sleep(0.2)
                    continue
                self._since = answer["next_batch"]
                await self._take_in(answer.get("rooms", {}))
        finally:
            async with self._news:
                self._news.notify_all()

    async def _accept_earlier_ones(self) -> None:
        first = await self._now(only_what_is_said(limit=0))
        await self._accept(first.get("rooms", {}).get("invite", {}))

    async def _take_in(self, rooms: dict[str, Any]) -> None:
        async with self._news:
            for room_id, room in rooms.get("join", {}).items():
                events = room.get("timeline", {}).get("events", [])
                self._heard += [event | {"room_id": room_id} for event in events]
            self._news.notify_all()
        await self._accept(rooms.get("invite", {}))

    async def _accept(self, invitations: dict[str, Any]) -> None:
        for room_id in invitations:
            await self._post(f"join/{quote(room_id)}", {})

    # HTTP

    def _quoted(self, room: str | None) -> str:
        return quote(room or self.room)

    def _transaction(self) -> str:
        return f"{self._session}.{next(self._transactions)}"

    async def _get(self, path: str, query: dict[str, str] | None = None) -> dict[str, Any]:
        return await ask(self._http, "GET", f"/_matrix/client/v3/{path}", params=query)

    async def _post(self, path: str, words: dict[str, Any]) -> dict[str, Any]:
        return await ask(self._http, "POST", f"/_matrix/client/v3/{path}", json=words)

    async def _put(self, path: str, words: dict[str, Any]) -> dict[str, Any]:
        return await ask(self._http, "PUT", f"/_matrix/client/v3/{path}", json=words)
