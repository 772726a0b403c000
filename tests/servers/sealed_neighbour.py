"""A neighbour whose client encrypts: matrix-nio as its makers meant it, no code of Bude's."""

import asyncio
from typing import Any, Self

import aiohttp
from nio import (
    AsyncClient,
    AsyncClientConfig,
    EncryptionError,
    InviteMemberEvent,
    MatrixRoom,
    RoomSendResponse,
    ToDeviceMessage,
)
from nio import Event as NioEvent

from tests.servers.asking import only_what_is_said
from tests.servers.forgetful import Forgetful
from tests.servers.neighbour import LONG_POLL_MS, TIMEOUT, Event, Neighbour
from tests.servers.synapse import User

FILTER = only_what_is_said(limit=100)


class SealedNeighbour(Neighbour):
    """Speaks and hears in encrypted rooms as in others. Learns what is new when it says, reads
    or waits for something."""

    nio: AsyncClient
    _turn: asyncio.Lock
    _learning: asyncio.Lock

    @classmethod
    async def sits_down(cls, url: str, who: User, room: str | None = None) -> Self:
        headers = {"Authorization": f"Bearer {who.access_token}"}
        http = aiohttp.ClientSession(url, headers=headers, timeout=TIMEOUT)
        neighbour = cls(http, who.user_id)
        neighbour._turn, neighbour._learning = asyncio.Lock(), asyncio.Lock()
        config = AsyncClientConfig(encryption_enabled=True, store=Forgetful)
        neighbour.nio = AsyncClient(
            url, who.user_id, who.device_id, store_path="nowhere", config=config
        )
        neighbour.nio.restore_login(who.user_id, who.device_id, who.access_token)
        neighbour._remember_first_keys()
        if room is not None:
            await neighbour.enter(room)
        await neighbour._begin()
        return neighbour

    async def leave(self) -> None:
        await super().leave()
        await self.nio.close()

    def _remember_first_keys(self) -> None:
        """Nio forgets how a session began, and only then it opens everything."""
        self._first_keys: dict[str, str] = {}
        create = self.nio.olm.create_outbound_group_session

        def remember(room_id: str) -> None:
            create(room_id)
            session = self.nio.olm.outbound_group_sessions[room_id]
            self._first_keys[room_id] = session.session_key

        self.nio.olm.create_outbound_group_session = remember

    async def _begin(self) -> None:
        await self.nio.sync(timeout=0, full_state=True, sync_filter=FILTER)
        if self.nio.should_upload_keys:
            await self.nio.keys_upload()
        self.nio.add_event_callback(self._take, NioEvent)
        self.nio.add_event_callback(self._invited, InviteMemberEvent)

    def _listen(self) -> None:
        if self._listening is None:
            self._listening = asyncio.create_task(self._sync_forever())

    async def _sync_forever(self) -> None:
        while True:
            await self._catch_up(LONG_POLL_MS)

    async def learns(self, wait: int = 0) -> None:
        """What is new by now, or in the next so many milliseconds."""
        if self._listening is None:
            async with self._learning:
                await self._catch_up(wait)
        elif wait:
            async with self._news:
                await self._news.wait()

    async def _catch_up(self, wait: int) -> None:
        # Nio's own loop does this while others send, and trips over itself.
        await self.nio.sync(timeout=wait, sync_filter=FILTER)
        async with self._turn:
            await self._tend()
        async with self._news:
            self._news.notify_all()

    async def _tend(self) -> None:
        await self.nio.send_to_device_messages()
        if self.nio.should_upload_keys:
            await self.nio.keys_upload()
        if self.nio.should_query_keys:
            await self.nio.keys_query()
        if self.nio.should_claim_keys:
            await self.nio.keys_claim(self.nio.get_users_for_key_claiming())

    async def _take(self, room: MatrixRoom, event: Any) -> None:
        async with self._news:
            self._heard.append(event.source | {"room_id": room.room_id})
            self._news.notify_all()

    async def _invited(self, room: MatrixRoom, event: Any) -> None:
        await self.nio.join(room.room_id)

    async def send(self, kind: str, content: dict[str, Any], room: str | None = None) -> str:
        where = room or self.room
        await self.learns()
        await self.sees_room(where)
        async with self._turn:
            answer = await self.nio.room_send(
                where, kind, content, self._transaction(), ignore_unverified_devices=True
            )
        assert isinstance(answer, RoomSendResponse), answer
        event_id: str = answer.event_id
        return event_id

    async def sees_room(self, room_id: str, *people: str) -> None:
        """Wait until the client knows the room and that these people are in it."""
        async with asyncio.timeout(30):
            while not {*people, ""} <= self._present(room_id):
                await self.learns(LONG_POLL_MS)

    def _present(self, room_id: str) -> set[str]:
        room = self.nio.rooms.get(room_id)
        return {*room.users, ""} if room else set()

    async def history(self, room: str | None = None) -> list[Event]:
        where = room or self.room
        await self.learns()
        return [self._opened(event, where) for event in await super().history(room)]

    def _opened(self, event: Event, room_id: str) -> Event:
        if event["type"] != "m.room.encrypted":
            return event
        sealed = NioEvent.parse_encrypted_event(event | {"room_id": room_id})
        try:
            source: Event = self.nio.decrypt_event(sealed).source
        except (EncryptionError, ValueError):  # the latter: redacted
            return event
        return source

    # Keys, as somebody would have it whose client does not do what it should

    async def keeps_key_from(self, user_id: str, room: str) -> None:
        """What is said next is not for this person's devices."""
        await self.sees_room(room)
        self.nio.olm.users_for_key_query.add(user_id)
        await self.nio.keys_query()
        for device in self.nio.device_store.active_user_devices(user_id):
            self.nio.blacklist_device(device)
        self.nio.invalidate_outbound_session(room)

    async def hands_over(self, user_id: str, room: str) -> None:
        """The key, late."""
        key = {"session_key": self._first_keys[room]}
        await self._to_devices(user_id, room, "m.room_key", key)

    async def forwards(self, user_id: str, room: str) -> None:
        """The key, as an answer to somebody who asked for it."""
        olm = self.nio.olm
        own = olm.account.identity_keys
        name = olm.outbound_group_sessions[room].id
        session = olm.inbound_group_store.get(room, own["curve25519"], name)
        content = {
            "session_key": session.export_session(0),
            "sender_key": own["curve25519"],
            "sender_claimed_ed25519_key": own["ed25519"],
            "forwarding_curve25519_key_chain": [],
        }
        await self._to_devices(user_id, room, "m.forwarded_room_key", content)

    async def _to_devices(
        self, user_id: str, room: str, kind: str, content: dict[str, Any]
    ) -> None:
        olm = self.nio.olm
        content |= {
            "algorithm": "m.megolm.v1.aes-sha2",
            "room_id": room,
            "session_id": olm.outbound_group_sessions[room].id,
        }
        await self.nio.keys_claim(olm.get_missing_sessions([user_id]))
        for device in self.nio.device_store.active_user_devices(user_id):
            session = olm.session_store.get(device.curve25519)
            sealed = olm._olm_encrypt(session, device, kind, content)
            message = ToDeviceMessage("m.room.encrypted", user_id, device.id, sealed)
            await self.nio.to_device(message)

    def unread(self) -> list[Event]:
        """What this client could not read."""
        return [event for event in self._heard if event["type"] == "m.room.encrypted"]
