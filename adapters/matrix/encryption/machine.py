"""nio's Olm machine, with what a bot that counts votes needs besides."""

import logging
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote

import vodozemac
from nio.crypto import InboundGroupSession, Olm
from nio.crypto.device import OlmDevice
from nio.event_builders import ToDeviceMessage
from nio.store import SqliteStore
from peewee import DatabaseError

from bot.adapter import WrongSettings

logger = logging.getLogger(__name__)

# It reports every device it knows no session with, at every message.
logging.getLogger("nio").setLevel(logging.ERROR)

UNREADABLE = (vodozemac.PickleException, vodozemac.LibolmPickleException)


class Machine(Olm):  # type: ignore[misc]  # nio ships no types
    """Holds the keys of one device. All that changes is written to its store at once."""

    def load(self) -> None:
        super().load()
        self.sessions = {each.id: each for each in self.inbound_group_store}
        self.owners = {each.curve25519: each.user_id for each in self.device_store}
        # What they open may have come before they were used.
        self.arrived = set(self.sessions)
        # Devices whose messages to us cannot be read: user and key.
        self.broken: set[tuple[str, str]] = set()
        self.fallback_used = False
        self._encrypted_rooms: set[str] = self.store.load_encrypted_rooms()

    def must_encrypt(self, room_id: str, says_so: bool) -> bool:
        """Once encrypted a room is so for good, whatever the homeserver says of it later."""
        if says_so and room_id not in self._encrypted_rooms:
            self.store.save_encrypted_rooms([room_id])
            self._encrypted_rooms.add(room_id)
        return room_id in self._encrypted_rooms

    def atomic(self) -> AbstractContextManager[Any]:
        """One transaction, and one wait for the disk, for all that happens inside."""
        return cast("AbstractContextManager[Any]", self.store.database.atomic())

    def create_group_session(
        self,
        sender_key: str,
        sender_fp_key: str,
        room_id: str,
        session_id: str,
        session_key: str,
    ) -> None:
        session = InboundGroupSession(session_key, sender_fp_key, sender_key, room_id)
        if session.id == session_id:
            self.keep(session)
        else:
            logger.warning("a key from %s names another session than its own", sender_key)

    def keep(self, session: Any) -> None:
        """nio lets a later key replace one that opens more, and anybody's key another's."""
        known = self.sessions.get(session.id)
        if known is not None:
            same = (known.room_id, known.sender_key) == (session.room_id, session.sender_key)
            if not same or known.first_known_index <= session.first_known_index:
                return
        self.save_inbound_group_session(session)
        self.sessions[session.id] = session
        self.inbound_group_store.add(session)
        self.arrived.add(session.id)

    def _handle_forwarded_room_key_event(
        self, sender: str, sender_key: str, payload: dict[str, Any]
    ) -> None:
        """Taken from the one device that made the session, and only if we asked for it."""
        content = payload["content"]
        request = self.outgoing_key_requests.get(content["session_id"])
        if request is None or content["sender_key"] != sender_key:
            logger.warning("ignoring a forwarded key from %s that was not asked for", sender)
            return
        session = self._import_group_session(
            content["session_key"], payload["keys"]["ed25519"], sender_key, request.room_id, []
        )
        if session is not None and session.id == request.session_id:
            self.keep(session)

    def _mark_device_for_unwedging(self, sender: str, sender_key: str) -> None:
        self.broken.add((sender, sender_key))

    def unwedge(self, sender: str, sender_key: str) -> None:
        """To be called when the sender's devices are known."""
        super()._mark_device_for_unwedging(sender, sender_key)

    def devices_of(self, users: set[str]) -> dict[tuple[str, str], OlmDevice]:
        """All devices of these people but our own."""
        us = (self.user_id, self.device_id)
        return {
            (user, device.id): device
            for user in users
            for device in self.device_store.active_user_devices(user)
            if (user, device.id) != us
        }

    def take_messages(self) -> list[ToDeviceMessage]:
        messages: list[ToDeviceMessage] = self.outgoing_to_device_messages[:]
        self.outgoing_to_device_messages.clear()
        return messages

    def close(self) -> None:
        self.store.database.close()


def opened(user: str, device: str, folder: Path, key: str) -> Machine:
    """The machine of this device, a new one if there was none. Raises WrongSettings."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = f"{quote(user, safe='@:')}_{quote(device, safe='')}.db"
        store = SqliteStore(user, device, str(folder), pickle_key=key, database_name=name)
        return Machine(user, device, store)
    except UNREADABLE:
        raise WrongSettings(
            f"store: the keys in {folder} cannot be read with this BUDE_MATRIX_STORE_KEY; "
            "they need the one they were written with"
        ) from None
    except (OSError, DatabaseError) as error:
        raise WrongSettings(f"store: {folder} cannot be used: {error}") from None
