"""Fakes with no framework behind them: a clock that is set, a platform that is a list."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.adapter import Capability, Cursor, DeliveryFailed, Inbox, Receipt
from bot.incoming import Address, Identity, Incoming, Said, Text
from bot.posts import Post, Reply


class Clock:
    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass(frozen=True)
class Shown:
    """What stands on the fake platform: `edits` counts how often it was changed."""

    target: str
    post: Post
    edits: int = 0


@dataclass
class FakePlatform:
    """Obeys bot.adapter.Adapter. `threads` are where what is shown stands, `broken` is what
    every delivery meets; `replies` are the ids of answers that can be answered, `locale` is
    everybody's who says nothing else."""

    platform: str
    capabilities: Capability = (
        Capability.EDITS | Capability.BUTTONS | Capability.CHAT | Capability.REMOVING
    )
    account: str = "bude"
    shown: dict[str, Shown] = field(default_factory=dict)
    keys: dict[str, Receipt] = field(default_factory=dict)
    threads: list[str | None] = field(default_factory=list)
    broken: DeliveryFailed | None = None
    attempts: int = 0
    inbox: Inbox | None = None
    replies: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    locale: str | None = None
    ids: int = 0
    # Another one for everything that was ever said here.
    story: int = 0

    async def run(self, inbox: Inbox) -> None:
        self.inbox = inbox

    def _id(self) -> int:
        self.ids += 1
        return self.ids

    async def deliver(
        self, to: Address, post: Post, *, key: str, replaces: Receipt | None = None
    ) -> Receipt:
        self.attempts += 1
        if self.broken:
            raise self.broken
        if key in self.keys:
            return self.keys[key]
        if replaces and replaces.said:
            message_id = replaces.messages[-1]
            self.shown[message_id] = Shown(to.target, post, self.shown[message_id].edits + 1)
        else:
            message_id = f"${self.platform}{self._id()}"
            self.shown[message_id] = Shown(to.target, post)
            self.threads.append(to.thread)
        theirs = replaces.messages[:1] if replaces and replaces.adopted else ()
        self.keys[key] = Receipt((*theirs, message_id))
        return self.keys[key]

    async def remove(self, at: Address, message_id: str, *, key: str) -> None:
        self.attempts += 1
        if self.broken:
            raise self.broken
        self.removed.append(message_id)

    def posts(self, target: str = "#hafen") -> list[Post]:
        return [shown.post for shown in self.shown.values() if shown.target == target]

    async def says(
        self,
        who: str,
        what: str | Said,
        *,
        where: str = "#hafen",
        message_id: str | None = None,
        said_at: datetime | None = None,
        private: bool = False,
        replies_to: str | None = None,
        locale: str | None = None,
    ) -> Reply | None:
        incoming = self.incoming(
            who,
            what,
            where=where,
            message_id=message_id,
            said_at=said_at,
            private=private,
            replies_to=replies_to,
            locale=locale or self.locale,
        )
        [reply] = await self.hears([incoming])
        if reply and reply.letter and self.inbox:
            self.replies.append(f"$reply{self._id()}")
            await self.inbox.shown(reply, incoming.at, Receipt((self.replies[-1],)))
        return reply

    async def whispers(
        self, who: str, what: str | Said, *, said_at: datetime | None = None
    ) -> Reply | None:
        """Said to Bude alone."""
        return await self.says(who, what, where=f"~{who}", said_at=said_at, private=True)

    async def hears(
        self, heard: Sequence[Incoming], cursor: Cursor | None = None
    ) -> list[Reply | None]:
        assert self.inbox
        return await self.inbox.hear(heard, cursor)

    def incoming(
        self,
        who: str,
        what: str | Said,
        *,
        where: str = "#hafen",
        message_id: str | None = None,
        said_at: datetime | None = None,
        private: bool = False,
        replies_to: str | None = None,
        locale: str | None = None,
    ) -> Incoming:
        said = Text(what) if isinstance(what, str) else what
        incoming = Incoming(
            Identity(self.platform, who, who.capitalize()),
            Address(self.platform, where),
            message_id or f"m{self._id()}",
            said,
            said_at=said_at,
            private=private,
            replies_to=replies_to,
            locale=locale or self.locale,
        )
        self.story = hash((self.story, repr(incoming)))
        return incoming
