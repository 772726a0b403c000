"""An inbox in front of another, which notes what passes."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.adapter import Cursor, Inbox, Receipt, Standing
from bot.commands import Command, Suggestion
from bot.incoming import Address, Incoming, Watched
from bot.posts import Reply


@dataclass
class Eavesdropping:
    """An inbox in front of another that notes what passes; `rewound` answers for its cursor."""

    inbox: Inbox
    rewound: str | None = None
    replies: list[tuple[Incoming, Reply | None]] = field(default_factory=list)
    cursors: list[Cursor] = field(default_factory=list)
    untold_to: list[str] = field(default_factory=list)

    async def commands(self) -> Sequence[Command]:
        return await self.inbox.commands()

    async def hear(
        self, heard: Sequence[Incoming], cursor: Cursor | None = None
    ) -> list[Reply | None]:
        replies = await self.inbox.hear(heard, cursor)
        self.replies += zip(heard, replies, strict=True)
        self.cursors += [cursor] if cursor else []
        return replies

    async def streams(self, platform: str) -> Mapping[str, str]:
        known = await self.inbox.streams(platform)
        return dict.fromkeys(known, self.rewound) if self.rewound else known

    async def ended(self, stream: str) -> None:
        await self.inbox.ended(stream)

    async def standing(self, platform: str, since: datetime) -> Sequence[Standing]:
        return await self.inbox.standing(platform, since)

    async def ours(self, platform: str, messages: Collection[str]) -> set[str]:
        return await self.inbox.ours(platform, messages)

    async def sealed(self, platform: str, keys: Collection[str]) -> list[Incoming]:
        return await self.inbox.sealed(platform, keys)

    async def opened(
        self, sealed: Sequence[Incoming], said: Sequence[Incoming]
    ) -> list[Reply | None]:
        replies = await self.inbox.opened(sealed, said)
        self.replies += zip(said, replies, strict=True)
        return replies

    async def cursor(self, stream: str) -> str | None:
        return self.rewound or await self.inbox.cursor(stream)

    async def shown(self, reply: Reply, at: Address, receipt: Receipt) -> None:
        await self.inbox.shown(reply, at, receipt)

    async def untold(self, heard: Incoming, reply: Reply) -> None:
        await self.inbox.untold(heard, reply)
        self.untold_to.append(heard.sender.name.casefold())

    async def warned(self, rules: Sequence[Watched]) -> None:
        await self.inbox.warned(rules)

    async def read_only(self, platform: str, lists: Collection[str]) -> None:
        await self.inbox.read_only(platform, lists)

    async def overheard(self, chats: Mapping[Address, str]) -> None:
        await self.inbox.overheard(chats)

    async def moved(self, old: Address, new: Address) -> None:
        await self.inbox.moved(old, new)

    async def gathered(self, at: Address, neighbourhood: str, *, belongs: bool) -> None:
        await self.inbox.gathered(at, neighbourhood, belongs=belongs)

    async def suggest(
        self, asker: Incoming, command: str, parameter: str, typed: str
    ) -> list[Suggestion]:
        return await self.inbox.suggest(asker, command, parameter, typed)

    async def settled(self, platform: str) -> None:
        await self.inbox.settled(platform)
