"""Whose devices there are, and a first key to write to each."""

import asyncio
import logging
import time
from collections.abc import Iterable, Mapping
from typing import Any

from nio.crypto.device import OlmDevice
from nio.responses import KeysClaimResponse, KeysQueryResponse
from peewee import DatabaseError

from adapters.matrix.encryption.machine import Machine
from adapters.matrix.encryption.publishing import CURVE
from adapters.matrix.homeserver import Homeserver
from adapters.matrix.shapes import rows, table

logger = logging.getLogger(__name__)

# A device without a key to give is asked again after so many seconds.
LATER = 300.0


class Devices:
    def __init__(self, homeserver: Homeserver, machine: Machine) -> None:
        self._homeserver = homeserver
        self._machine = machine
        self._known: set[str] = set()
        self._turn = asyncio.Lock()
        self._not_before: dict[tuple[str, str], float] = {}

    def changed(self, news: Mapping[str, Any]) -> None:
        """What a sync answer says: whose devices are not any more what we know."""
        lists = table(news.get("device_lists"))
        users = [*rows(lists.get("changed")), *rows(lists.get("left"))]
        self._known -= {each for each in users if isinstance(each, str)}

    async def know(self, users: Iterable[str]) -> None:
        """Ask for the devices of those we do not know, or not any more."""
        async with self._turn:
            asked = set(users) - self._known
            if not asked:
                return
            # Noted first: what changes while we ask must be asked again.
            self._known |= asked
            try:
                question: dict[str, Any] = {"device_keys": {user: [] for user in asked}}
                answer = await self._homeserver.post("keys", "query", content=question)
            except BaseException:
                self._known -= asked
                raise
            self._learn(table(answer.get("device_keys")), asked)
            # Of those on a homeserver that is away we do not know it yet.
            self._known -= asked - set(table(answer.get("device_keys")))

    def _learn(self, found: dict[str, Any], asked: set[str]) -> None:
        with self._machine.atomic():
            for user in asked & set(found):
                devices = {
                    device_id: each
                    for device_id, each in table(found[user]).items()
                    if isinstance(each, dict) and {"user_id", "device_id", "keys"} <= set(each)
                }
                self._answer(user, KeysQueryResponse({user: devices}, {}))
                for device in self._machine.device_store.active_user_devices(user):
                    self._machine.owners[device.curve25519] = user

    async def greet(self, devices: Iterable[OlmDevice]) -> None:
        """Begin a conversation with those we have none with, if they have a key to give."""
        now = time.monotonic()
        strangers = [
            device
            for device in devices
            if not self._machine.session_store.get(device.curve25519)
            and self._not_before.get((device.user_id, device.id), 0) <= now
        ]
        if strangers:
            await self.claim(strangers)

    async def claim(self, devices: Iterable[OlmDevice]) -> None:
        wanted: dict[str, dict[str, str]] = {}
        for device in devices:
            wanted.setdefault(device.user_id, {})[device.id] = CURVE
            self._not_before[device.user_id, device.id] = time.monotonic() + LATER
        question = {"one_time_keys": wanted}
        answer = await self._homeserver.post("keys", "claim", content=question)
        with self._machine.atomic():
            for user, found in table(answer.get("one_time_keys")).items():
                for device_id, keys in table(found).items():
                    if device_id in wanted.get(user, {}) and table(keys):
                        one = {user: {device_id: keys}}
                        self._answer(user, KeysClaimResponse(one, {}))

    def _answer(self, user: str, response: Any) -> None:
        """One by one: what one person's client has made a mess of concerns nobody else."""
        try:
            self._machine.handle_response(response)
        except DatabaseError:
            raise
        except Exception as error:
            logger.warning("the device keys of %s make no sense: %r", user, error)
