"""Asking for keys that are missing, and mending conversations that are broken."""

import logging
import secrets
from typing import Any

from nio.crypto import OutgoingKeyRequest

from adapters.matrix.encryption.devices import Devices
from adapters.matrix.encryption.machine import Machine
from adapters.matrix.encryption.opening import MEGOLM
from adapters.matrix.homeserver import Homeserver, Refused
from adapters.matrix.shapes import Event, table, text

logger = logging.getLogger(__name__)


class Asking:
    def __init__(self, homeserver: Homeserver, machine: Machine, devices: Devices) -> None:
        self._homeserver = homeserver
        self._machine = machine
        self._devices = devices
        self._wanted: dict[str, tuple[str, Event]] = {}

    def want(self, room_id: str, event: Event) -> None:
        """Ask for the key to this event, once for each key."""
        name = text(table(event.get("content")).get("session_id"))
        # Forged ones may hold what no store takes.
        if name and name.isascii() and name not in self._machine.outgoing_key_requests:
            self._wanted[name] = room_id, event

    @property
    def due(self) -> bool:
        return bool(self._wanted or self._machine.broken or self._machine.wedged_devices)

    async def ask(self) -> None:
        """Mend first: an answer would come through the broken conversation."""
        await self._mend()
        for name, (room_id, event) in list(self._wanted.items()):
            try:
                await self._ask_for(name, room_id, event)
            except Refused as no:
                logger.info("the key to a message in %s cannot be asked for: %s", room_id, no)
            del self._wanted[name]

    async def _ask_for(self, name: str, room_id: str, event: Event) -> None:
        content, sender = table(event.get("content")), text(event.get("sender"))
        body = {"algorithm": MEGOLM, "room_id": room_id, "session_id": name}
        if text(content.get("sender_key")):
            body["sender_key"] = content["sender_key"]
        request = {
            "action": "request",
            "request_id": name,
            "requesting_device_id": self._machine.device_id,
            "body": body,
        }
        # Noted first: a key that was not asked for would not be taken.
        noted = OutgoingKeyRequest(name, name, room_id, MEGOLM)
        self._machine.store.add_outgoing_key_request(noted)
        self._machine.outgoing_key_requests[name] = noted
        await self._send("m.room_key_request", sender, "*", request)
        logger.info("asked %s for the key to a message in %s", sender, room_id)

    async def _mend(self) -> None:
        broken = set(self._machine.broken)
        await self._devices.know({sender for sender, _ in broken})
        for sender, sender_key in broken:
            self._machine.unwedge(sender, sender_key)
        self._machine.broken -= broken
        if self._machine.wedged_devices:
            await self._devices.claim(list(self._machine.wedged_devices))
            # Whoever has no key to give cannot be helped.
            self._machine.wedged_devices.clear()
        for message in self._machine.take_messages():
            await self._send(
                message.type, message.recipient, message.recipient_device, message.content
            )

    async def _send(self, kind: str, user: str, device: str, content: dict[str, Any]) -> None:
        path = ("sendToDevice", kind, secrets.token_urlsafe(12))
        await self._homeserver.put(*path, content={"messages": {user: {device: content}}})
