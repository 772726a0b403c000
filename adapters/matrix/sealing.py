"""Encryption as the rest of the adapter sees it, and how it is without any."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from adapters.matrix.hear import PLATFORM, Ears
from adapters.matrix.rooms import Rooms
from adapters.matrix.shapes import Event, table, text
from bot.incoming import Address, Identity, Incoming, Sealed, Why

ENCRYPTED = "m.room.encrypted"


class Encryption(Protocol):
    """Opens what comes and seals what goes. `rooms` is set by who listens."""

    rooms: Rooms | None

    @property
    def why(self) -> Why:
        """Why something encrypted stays closed; KEY_MISSING if that is for now only."""
        ...

    @property
    def notice(self) -> Why | None:
        """What people in encrypted rooms must know since this start."""
        ...

    @property
    def device_id(self) -> str: ...

    async def begin(self, device_id: str) -> None:
        """Raises WrongSettings when the keys we have cannot be read."""
        ...

    def end(self) -> None: ...

    async def take_in(self, news: Mapping[str, Any]) -> None:
        """What a sync answer says of keys and devices. It is safe on disk on return."""
        ...

    def open(self, room_id: str, event: Event) -> Event | None:
        """The event as it was meant; None if there is no key to it yet."""
        ...

    async def unlock(self, content: bytes, lock: dict[str, Any]) -> bytes:
        """A file as it was before it was sealed. Raises OSError."""
        ...

    async def lock(self, room_id: str, content: bytes) -> tuple[bytes, dict[str, Any] | None]:
        """A file as it may be uploaded for a room, and what unlocks it if it was sealed.
        Raises Away or Refused."""
        ...

    def arrived(self) -> set[str]:
        """The names of keys that came since the last call."""
        ...

    @property
    def is_due(self) -> bool:
        """Whether there is something to tend to."""
        ...

    async def tend(self) -> None:
        """Our own keys on the homeserver, questions for missing ones, broken connections."""
        ...

    async def seal(
        self, room_id: str, kind: str, content: Mapping[str, Any]
    ) -> tuple[str, Mapping[str, Any]]:
        """An event's type and content as they may be sent. Raises Away or Refused."""
        ...


class NoEncryption:
    """Nothing is opened, and what we say is not sealed."""

    rooms: Rooms | None = None
    why = Why.NO_ENCRYPTION
    notice = None
    device_id = ""
    is_due = False

    async def begin(self, device_id: str) -> None:
        return

    def end(self) -> None:
        return

    async def take_in(self, news: Mapping[str, Any]) -> None:
        return

    def open(self, room_id: str, event: Event) -> Event | None:
        return None

    async def unlock(self, content: bytes, lock: dict[str, Any]) -> bytes:
        raise OSError("encryption is not set up")

    async def lock(self, room_id: str, content: bytes) -> tuple[bytes, dict[str, Any] | None]:
        return content, None

    def arrived(self) -> set[str]:
        return set()

    async def tend(self) -> None:
        return

    async def seal(
        self, room_id: str, kind: str, content: Mapping[str, Any]
    ) -> tuple[str, Mapping[str, Any]]:
        return kind, content


def closed(
    event: Event, ears: Ears, said_at: datetime | None, by: Encryption
) -> Incoming | None:
    """For the inbox: something was said that cannot be read. None if it does not matter."""
    sender, event_id = text(event.get("sender")), text(event.get("event_id"))
    content = table(event.get("content"))
    if "state_key" in event or not event_id or sender in ("", ears.us) or not content:
        return None
    if by.why is not Why.KEY_MISSING:
        return notice(by.why, ears, by)
    return Incoming(
        sender=Identity(PLATFORM, sender, ears.room.name_of(sender)),
        at=Address(PLATFORM, ears.room.room_id),
        message_id=event_id,
        said=Sealed(by.why, json.dumps(event), text(content.get("session_id"))),
        said_at=said_at,
        private=ears.private,
    )


def notice(why: Why, ears: Ears, by: Encryption) -> Incoming:
    """Not one message matters here but the room; it hears of that once for each device."""
    return Incoming(
        sender=Identity(PLATFORM, ears.us, ears.room.name_of(ears.us)),
        at=Address(PLATFORM, ears.room.room_id),
        message_id=f"{why}:{ears.room.room_id}:{by.device_id}",
        said=Sealed(why),
    )
