"""Encrypted rooms: all parts joined, under our own loop."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from peewee import DatabaseError

from adapters.matrix.encryption import files, identity, machine, opening, publishing, receiving
from adapters.matrix.encryption.asking import Asking
from adapters.matrix.encryption.devices import Devices
from adapters.matrix.encryption.machine import Machine
from adapters.matrix.encryption.sharing import Sharing
from adapters.matrix.homeserver import Away, Homeserver, Refused
from adapters.matrix.rooms import Rooms
from adapters.matrix.sealing import ENCRYPTED
from adapters.matrix.settings import MatrixSettings
from adapters.matrix.shapes import Event
from adapters.matrix.waiting import Waiting
from bot.adapter import WrongSettings
from bot.incoming import Why
from bot.patience import pause

logger = logging.getLogger(__name__)

# The spec: a reaction is not encrypted, so that the homeserver can count it.
IN_CLEAR = {"m.reaction"}
# The latter for rooms we are not in, where nothing can be said anyway.
NOT_ENCRYPTED = {"M_NOT_FOUND", "M_FORBIDDEN"}
SOON = 1.0
LOST = (
    "the keys of device %s are lost: the homeserver knows it by others than those in %s. "
    "Nothing that is encrypted can be read. Bring that folder back from a backup, or sign in "
    "anew (a new access token, which is a new device), and start Bude again. A token that was "
    "copied out of Element belongs to the keys that Element has"
)
NEW = (
    "device %s is new, its keys are in %s now; what was encrypted before it was there cannot "
    "be read"
)
UNVERIFIED = (
    "device %s is not verified: %s. Element hides what it says in encrypted rooms, and gives "
    "it no keys to what is said there. Sign in to Element as %s, and write there, in any "
    "room: /verify %s %s"
)


class _Parts(NamedTuple):
    """All that works with the same keys in memory."""

    machine: Machine
    devices: Devices
    sharing: Sharing
    asking: Asking


class OlmEncryption:
    """See `adapters.matrix.sealing.Encryption`. Works between `begin` and `end`."""

    def __init__(self, homeserver: Homeserver, settings: MatrixSettings, key: str) -> None:
        self._homeserver = homeserver
        self._settings = settings
        self._key = key
        self._folder = Path(settings.store)
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._parts: _Parts | None = None
        self.rooms: Rooms | None = None
        self.why = Why.KEY_MISSING
        self.notice: Why | None = None
        self.device_id = ""

    async def begin(self, device_id: str) -> None:
        self.device_id = device_id
        self.why = Why.KEY_MISSING
        parts = self._load()
        waiting = Waiting(self._settings.homeserver)
        await waiting.until_it_works(lambda: self._introduce(parts))
        if self._at_work:
            await self._vouch(parts)

    def end(self) -> None:
        self._put_away()
        self.rooms = None

    def _put_away(self) -> None:
        if self._parts:
            self._parts.machine.close()
        self._parts = None

    def _load(self) -> _Parts:
        """From disk. Raises WrongSettings."""
        mine = machine.opened(self._settings.user, self.device_id, self._folder, self._key)
        devices = Devices(self._homeserver, mine)
        sharing = Sharing(self._homeserver, mine, devices)
        self._parts = _Parts(mine, devices, sharing, Asking(self._homeserver, mine, devices))
        return self._parts

    async def _introduce(self, parts: _Parts) -> None:
        try:
            is_new = await publishing.introduce(self._homeserver, parts.machine)
        except publishing.KeysLost:
            logger.error(LOST, self.device_id, self._folder)
            self.why = self.notice = Why.KEYS_LOST
        else:
            self.notice = Why.NEW_DEVICE if is_new else None
            if is_new:
                logger.warning(NEW, self.device_id, self._folder)

    async def _vouch(self, parts: _Parts) -> None:
        """What cannot be done is told, and tried again at the next start."""
        device, key = self.device_id, parts.machine.account.identity_keys["ed25519"]
        try:
            ours = identity.kept(self._folder, self._settings.user, self._key)
            await identity.vouch(self._homeserver, parts.machine, ours)
        except (Away, Refused, OSError, ValueError, *machine.UNREADABLE) as why:
            logger.warning(UNVERIFIED, device, why, self._settings.user, device, key)

    @property
    def _at_work(self) -> _Parts | None:
        return None if self.why is Why.KEYS_LOST else self._parts

    # What comes

    async def take_in(self, news: Mapping[str, Any]) -> None:
        """The homeserver forgets these messages once we ask on: they must be safe before."""
        failures = 0
        while self.why is not Why.KEYS_LOST:
            try:
                return self._take_in(self._parts or self._load(), news)
            except (DatabaseError, OSError, WrongSettings) as error:
                # What is in memory has gone further than what is on disk.
                self._put_away()
                failures += 1
                if failures == 1:
                    logger.error("keys cannot be written to %s: %s", self._folder, error)
            await asyncio.sleep(pause(failures))

    def _take_in(self, parts: _Parts, news: Mapping[str, Any]) -> None:
        with parts.machine.atomic():
            parts.devices.changed(news)
            receiving.take_in(parts.machine, news)

    def open(self, room_id: str, event: Event) -> Event | None:
        parts = self._at_work
        if parts is None:
            return None
        try:
            return opening.opened(parts.machine, room_id, event)
        except opening.NoKey:
            parts.asking.want(room_id, event)
            return None

    async def unlock(self, content: bytes, lock: dict[str, Any]) -> bytes:
        return await asyncio.to_thread(files.unlocked, content, lock)

    def arrived(self) -> set[str]:
        parts = self._at_work
        if parts is None:
            return set()
        arrived, parts.machine.arrived = parts.machine.arrived, set()
        return arrived

    @property
    def is_due(self) -> bool:
        parts = self._at_work
        return bool(parts and (publishing.due(parts.machine) or parts.asking.due))

    async def tend(self) -> None:
        parts = self._at_work
        if parts is None:
            return
        try:
            if publishing.due(parts.machine):
                await publishing.publish(self._homeserver, parts.machine)
            if parts.asking.due:
                await parts.asking.ask()
        except (Away, Refused) as error:
            logger.info("keys are not tended to yet: %s", error)

    # What goes

    async def seal(
        self, room_id: str, kind: str, content: Mapping[str, Any]
    ) -> tuple[str, Mapping[str, Any]]:
        users = None if kind in IN_CLEAR else await self._readers(room_id)
        if users is None:
            return kind, content
        parts = self._at_work
        if parts is None:
            raise Away("there are no keys to encrypt with")
        async with self._turns[room_id]:
            return ENCRYPTED, await parts.sharing.seal(room_id, users, kind, content)

    async def lock(self, room_id: str, content: bytes) -> tuple[bytes, dict[str, Any] | None]:
        if await self._readers(room_id) is None:
            return content, None
        return await asyncio.to_thread(files.locked, content)

    async def _readers(self, room_id: str) -> set[str] | None:
        """Everybody in an encrypted room; None if it is not encrypted."""
        room = self.rooms.known(room_id) if self.rooms else None
        if room is not None:
            return room.present() if self._is_encrypted(room_id, room.encrypted) else None
        if not self._is_encrypted(room_id, False) and not await self._claims_to_be(room_id):
            return None
        # Another Bude listens, or we do not yet: two that encrypt would spoil the keys.
        raise Away(f"who is in the encrypted room {room_id} is not known yet", SOON)

    def _is_encrypted(self, room_id: str, says_so: bool) -> bool:
        return self._parts.machine.must_encrypt(room_id, says_so) if self._parts else says_so

    async def _claims_to_be(self, room_id: str) -> bool:
        try:
            await self._homeserver.get("rooms", room_id, "state", "m.room.encryption")
        except Refused as no:
            if no.code in NOT_ENCRYPTED:
                return False
            raise
        return True
