"""What reaches us: who said what, where. No platform's own type gets past this file."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

Picks: TypeAlias = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Identity:
    """One account on one platform. A person may have several."""

    platform: str
    user_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Address:
    """Somewhere a post can be delivered: a room, a thread in it, or one person."""

    platform: str
    target: str
    thread: str | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came along, `size` in bytes; fetched only when somebody needs it."""

    name: str
    mime: str
    size: int
    read: Callable[[], Awaitable[bytes]]


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that was fetched, as a command gets it."""

    name: str
    mime: str
    content: bytes


Argument: TypeAlias = str | int | bool | Picks | tuple[str, ...] | Attached


@dataclass(frozen=True, slots=True)
class Text:
    """Free words, without the platform's sign for a command.

    `addressed`: they were said to us (`!vote 1 2` on Matrix, any line in the terminal, a
    direct message), not merely within our hearing.
    """

    words: str
    attachments: tuple[Attachment, ...] = ()
    addressed: bool = True


@dataclass(frozen=True, slots=True)
class Call:
    """A command already taken apart: a slash command, a pressed button, a web form."""

    command: str
    arguments: Mapping[str, Argument]


@dataclass(frozen=True, slots=True)
class Picked:
    """Options picked on a message of ours, counted from 1; none left means taken back."""

    message_id: str
    options: Picks


@dataclass(frozen=True, slots=True)
class Incoming:
    """One thing said by one account.

    `message_id` is the same at a second hearing. `said_at` is None for what we hear live;
    what a catch-up brings carries the platform's own time, with a time zone. `replies_to`
    is the id of the message this one answers, `locale` what the platform says of the
    sender's language.
    """

    sender: Identity
    at: Address
    message_id: str
    said: Text | Call | Picked
    said_at: datetime | None = None
    private: bool = False
    replies_to: str | None = None
    locale: str | None = None
