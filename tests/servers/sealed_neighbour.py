"""A neighbour whose client encrypts: matrix-nio as its makers meant it, no code of Bude's."""

import asyncio
import os
from pathlib import Path
from typing import Any, Self

import aiohttp
from nio import (
    AsyncClient,
    AsyncClientConfig,
    EncryptionError,
    InviteMemberEvent,
    MatrixRoom,
    RoomSendResponse,
)
from nio import Event as NioEvent

from tests.servers.neighbour import LONG_POLL_MS, TIMEOUT, Event, Neighbour
from tests.servers.synapse import User

FILTER = {"room": {"timeline": {"limit": 100}}, "presence": {"types": []}}


class SealedNeighbour(Neighbour):
    """Speaks and hears in encrypted rooms as in others; one device, kept in a folder."""

    nio: AsyncClient
    _turn: asyncio.Lock

    @classmethod
    async def sits_down(
        cls, url: str, who: User, folder: Path, room: str | None = None
    ) -> Self:
        headers = {"Authorization": f"Bearer {who.access_token}"}
        http = aiohttp.ClientSession(url, headers=headers, timeout=TIMEOUT)
        neighbour = cls(http, who.user_id)
        neighbour._turn = asyncio.Lock()
        os.makedirs(folder, exist_ok=True)
        config = AsyncClientConfig(encryption_enabled=True, pickle_key="a neighbour's")
        neighbour.nio = AsyncClient(
            url, who.user_id, who.device_id, store_path=str(folder), config=config
        )
        neighbour.nio.restore_login(who.user_id, who.device_id, who.access_token)
        if room is not None:
            await neighbour.enter(room)
        await neighbour._listen()
        return neighbour

    async def leave(self) -> None:
        await super().leave()
        await self.nio.close()
        self.nio.store.database.close()

    async def _listen(self) -> None:
        await self.nio.sync(timeout=0, full_state=True, sync_filter=FILTER)
        if self.nio.should_upload_keys:
            await self.nio.keys_upload()
        self.nio.add_event_callback(self._take, NioEvent)
        self.nio.add_event_callback(self._invited, InviteMemberEvent)
        self._listening = asyncio.create_task(self._sync_on())

    async def _sync_on(self) -> None:
        while True:
            await self.nio.sync(timeout=LONG_POLL_MS, sync_filter=FILTER)
            # Nio's own loop does this while others send, and trips over itself.
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
        async with asyncio.timeout(30), self._news:
            while not {*people, ""} <= self._present(room_id):
                await self._news.wait()

    def _present(self, room_id: str) -> set[str]:
        room = self.nio.rooms.get(room_id)
        return {*room.users, ""} if room else set()

    async def history(self, room: str | None = None) -> list[Event]:
        where = room or self.room
        return [self._opened(event, where) for event in await super().history(room)]

    def _opened(self, event: Event, room_id: str) -> Event:
        if event["type"] != "m.room.encrypted":
            return event
        sealed = NioEvent.parse_encrypted_event(event | {"room_id": room_id})
        try:
            source: Event = self.nio.decrypt_event(sealed).source
        except EncryptionError:
            return event
        return source

    def unread(self) -> list[Event]:
        """What this client could not read."""
        return [event for event in self._heard if event["type"] == "m.room.encrypted"]
