"""Who and what there is: a server with its channels, roles and people, and what was written."""

import base64
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]

EPOCH = 1_420_070_400_000  # milliseconds: Discord's years begin with 2015
TEXT, DIRECT, THREAD = 0, 1, 11
# When everything there is at the beginning was made: so it has the same ids at every start.
BIRTH = datetime(2026, 1, 1, tzinfo=UTC)
# View, send, embed, read the history, use polls, send in threads, make threads.
EVERYTHING = (1 << 10) | (1 << 11) | (1 << 14) | (1 << 16) | (1 << 49) | (1 << 38) | (1 << 35)


def now() -> datetime:
    return datetime.now(UTC)


def iso(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds")


class Snowflakes:
    """Ids that tell when they were given."""

    def __init__(self) -> None:
        self._count = count()

    def __call__(self, moment: datetime | None = None) -> str:
        milliseconds = int((moment or now()).timestamp() * 1000) - EPOCH
        return str((milliseconds << 22) | (next(self._count) & 0x3FFFFF))


@dataclass
class Person:
    """An account; `roles` are ids of roles. `closed`: takes no direct messages of bots."""

    id: str
    name: str
    bot: bool = False
    locale: str = "en-US"
    roles: list[str] = field(default_factory=list)
    closed: bool = False

    @property
    def user(self) -> Json:
        return {
            "id": self.id,
            "username": self.name.casefold(),
            "global_name": self.name,
            "avatar": None,
            "discriminator": "0",
            "public_flags": 0,
            "flags": 0,
            "bot": self.bot,
            "primary_guild": None,
        }

    @property
    def member(self) -> Json:
        return {
            "user": self.user,
            "roles": list(self.roles),
            "flags": 0,
            "nick": None,
            "avatar": None,
            "banner": None,
            "joined_at": "2026-01-01T00:00:00+00:00",
            "premium_since": None,
            "communication_disabled_until": None,
            "pending": False,
            "deaf": False,
            "mute": False,
        }


@dataclass
class Channel:
    """`parent` is there for threads, `with_person` for direct chats. `silent`: Bude may not
    write here; `gone`: it was deleted; the gateway does not tell
    of what is `archived`."""

    id: str
    name: str
    kind: int = TEXT
    parent: str | None = None
    with_person: Person | None = None
    silent: bool = False
    gone: bool = False
    archived: bool = False
    archived_at: datetime | None = None
    without_polls: bool = False
    without_files: bool = False
    messages: dict[str, Json] = field(default_factory=dict)

    @property
    def permissions(self) -> int:
        return EVERYTHING & ~(1 << 11) if self.silent else EVERYTHING


class World:
    """One server called Hafen, with one channel of that name and a Bude in it."""

    def __init__(self) -> None:
        self.new_id = Snowflakes()
        self.people: dict[str, Person] = {}
        self._named: dict[str, Person] = {}
        self.channels: dict[str, Channel] = {}
        self.roles: dict[str, str] = {}
        self.guild_id = self.new_id(BIRTH)
        self.application_id = self.new_id(BIRTH)
        self.bude = self.person("Bude", bot=True)
        self.hafen = self.channel("hafen")
        self.commands: list[Json] = []

    def person(self, name: str, *, bot: bool = False) -> Person:
        """Whoever is called so; made when first named."""
        if name not in self._named:
            made = Person(self.new_id(BIRTH), name, bot)
            self._named[name] = self.people[made.id] = made
        return self._named[name]

    def channel(self, name: str) -> Channel:
        """Made when first named."""
        for each in self.channels.values():
            if each.name == name and each.kind == TEXT:
                return each
        made = Channel(self.new_id(BIRTH), name)
        self.channels[made.id] = made
        return made

    def direct(self, person: Person) -> Channel:
        for each in self.channels.values():
            if each.with_person is person:
                return each
        made = Channel(self.new_id(), "", DIRECT, with_person=person)
        self.channels[made.id] = made
        return made

    def role(self, name: str) -> str:
        known = (number for number, called in self.roles.items() if called == name)
        found = next(known, None) or self.new_id(BIRTH)
        self.roles[found] = name
        return found

    def find(self, message_id: str) -> tuple[Channel, Json] | None:
        for channel in self.channels.values():
            if message_id in channel.messages:
                return channel, channel.messages[message_id]
        return None

    # As Discord writes them

    @property
    def guild(self) -> Json:
        return {
            "id": self.guild_id,
            "name": "Hafen",
            "unavailable": False,
            "member_count": len(self.people),
            "roles": [
                {"id": self.guild_id, "name": "@everyone", "permissions": str(EVERYTHING)},
                *({"id": each, "name": name} for each, name in self.roles.items()),
            ],
            "channels": [self.shown(each) for each in self._here(TEXT)],
            "threads": [self.shown(each) for each in self._here(THREAD) if not each.archived],
            "members": [self.bude.member],
            "emojis": [],
            "stickers": [],
            "features": [],
        }

    def _here(self, kind: int) -> Iterator[Channel]:
        return (each for each in self.channels.values() if each.kind == kind and not each.gone)

    def shown(self, channel: Channel) -> Json:
        about: Json = {"id": channel.id, "type": channel.kind, "flags": 0}
        if channel.with_person:
            return about | {"recipients": [channel.with_person.user], "last_message_id": None}
        about |= {"guild_id": self.guild_id, "name": channel.name}
        if channel.kind != THREAD:
            return about | {"position": 0, "permission_overwrites": [], "parent_id": None}
        metadata = {
            "archived": channel.archived,
            "archive_timestamp": iso(channel.archived_at or now()),
            "auto_archive_duration": 1440,
            "locked": False,
        }
        return about | {
            "parent_id": channel.parent,
            "owner_id": self.bude.id,
            "thread_metadata": metadata,
            "message_count": len(channel.messages),
            "member_count": 1,
            "total_message_sent": len(channel.messages),
        }

    @property
    def application(self) -> Json:
        empty = dict.fromkeys(
            ("icon", "type", "interactions_endpoint_url", "role_connections_verification_url")
        )
        zero = dict.fromkeys(
            (
                "flags",
                "approximate_guild_count",
                "approximate_user_install_count",
                "approximate_user_authorization_count",
                "explicit_content_filter",
            ),
            0,
        )
        return {
            **empty,
            **zero,
            "id": self.application_id,
            "name": "Bude",
            "description": "Bude",
            "verify_key": base64.b64encode(b"bude").decode(),
            "flags_new": "0",
            "redirect_uris": [],
            "owner": self.bude.user,
            "team": None,
            "eligible_oauth2_scopes": [],
            "bot_public": False,
            "bot_require_code_grant": False,
        }
