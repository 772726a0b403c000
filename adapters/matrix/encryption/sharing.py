"""Sealing what we say, and giving everybody in the room the key to it."""

import json
import secrets
from collections.abc import Mapping
from typing import Any

from adapters.matrix.encryption.devices import Devices
from adapters.matrix.encryption.machine import Machine
from adapters.matrix.encryption.opening import MEGOLM
from adapters.matrix.homeserver import Homeserver
from adapters.matrix.sealing import ENCRYPTED


class Sharing:
    def __init__(self, homeserver: Homeserver, machine: Machine, devices: Devices) -> None:
        self._homeserver = homeserver
        self._machine = machine
        self._devices = devices

    async def seal(
        self, room_id: str, users: set[str], kind: str, content: Mapping[str, Any]
    ) -> dict[str, Any]:
        """The content of an encrypted event that all devices of these people can open.

        One at a time in each room. Raises Away or Refused.
        """
        await self._devices.know(users)
        devices = self._machine.devices_of(users)
        session = self._session(room_id, set(devices))
        new = devices.keys() - session.users_shared_with
        await self._devices.greet(devices[name] for name in new)
        with self._machine.atomic():
            parcels = list(self._machine.share_group_session_parallel(room_id, users, True))
        for names, messages in parcels:
            await self._send(messages)
            session.users_shared_with |= names
        session.shared = True
        return self._sealed(room_id, kind, content)

    def _session(self, room_id: str, devices: set[tuple[str, str]]) -> Any:
        """The room's present key, or a new one: now and then, and when somebody has left."""
        sessions = self._machine.outbound_group_sessions
        session = sessions.get(room_id)
        if session is None or session.expired or session.users_shared_with - devices:
            self._machine.create_outbound_group_session(room_id)
        # nio would make a new key for one that was shared; we give the present one to more.
        sessions[room_id].shared = False
        return sessions[room_id]

    async def _send(self, messages: dict[str, Any]) -> None:
        path = ("sendToDevice", ENCRYPTED, secrets.token_urlsafe(12))
        await self._homeserver.put(*path, content=messages)

    def _sealed(self, room_id: str, kind: str, content: Mapping[str, Any]) -> dict[str, Any]:
        """Not by nio's `group_encrypt`: its JSON is ASCII, in which an Arabic word is three
        times as long and might not fit any more."""
        inside = {"type": kind, "content": content, "room_id": room_id}
        session = self._machine.outbound_group_sessions[room_id]
        outside = {
            "algorithm": MEGOLM,
            "sender_key": self._machine.account.identity_keys["curve25519"],
            "ciphertext": session.encrypt(_written(inside)),
            "session_id": session.id,
            "device_id": self._machine.device_id,
        }
        # The homeserver must know what belongs to what.
        relation = content.get("m.relates_to")
        return outside | ({"m.relates_to": relation} if relation else {})


def _written(inside: Mapping[str, Any]) -> str:
    words = json.dumps(inside, ensure_ascii=False, separators=(",", ":"))
    return words.encode("utf-8", "replace").decode()
