"""A terminal without a terminal: lines go in, words come out, and Bude is a fake."""

import io
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from adapters.terminal.adapter import TerminalAdapter
from adapters.terminal.hear import ROOM
from adapters.terminal.pipe import Pipe
from bot.adapter import Cursor, NotSaved, Receipt, Standing
from bot.app import command_book
from bot.commands import Command, Suggestion
from bot.incoming import Address, Incoming, Text, Watched
from bot.posts import Post, Reply


def words(incoming: Incoming) -> str:
    assert isinstance(incoming.said, Text)
    return incoming.said.words


@dataclass
class FakeInbox:
    """Obeys bot.adapter.Inbox: repeats what it hears, or answers as it was told to."""

    answers: dict[str, Reply | None] = field(default_factory=dict)
    suggestions: list[Suggestion] = field(default_factory=list)
    away_for: str | None = None
    adapter: TerminalAdapter | None = None
    heard: list[Incoming] = field(default_factory=list)
    announcements: list[tuple[str, Post]] = field(default_factory=list)
    stands: list[tuple[Reply, Receipt]] = field(default_factory=list)
    asked_for: list[tuple[str, str, str]] = field(default_factory=list)

    async def commands(self) -> Sequence[Command]:
        return tuple(command_book())

    async def hear(
        self, heard: Sequence[Incoming], cursor: Cursor | None = None
    ) -> list[Reply | None]:
        if any(words(each) == self.away_for for each in heard):
            raise NotSaved([Reply(Post("I cannot write anything down.")) for _ in heard])
        self.heard += heard
        return [self._answer(each) for each in heard]

    async def sealed(self, platform: str, keys: Collection[str]) -> list[Incoming]:
        return []

    async def opened(
        self, sealed: Sequence[Incoming], said: Sequence[Incoming]
    ) -> list[Reply | None]:
        return await self.hear(said)

    def _answer(self, incoming: Incoming) -> Reply | None:
        said = words(incoming)
        repeated = Reply(Post(f"{incoming.sender.name} said {said!r}."))
        return self.answers.get(said, repeated)

    async def streams(self, platform: str) -> Mapping[str, str]:
        return {}

    async def ended(self, stream: str) -> None:
        return

    async def standing(self, platform: str, since: datetime) -> Sequence[Standing]:
        return ()

    async def ours(self, platform: str, messages: Collection[str]) -> set[str]:
        return set()

    async def cursor(self, stream: str) -> str | None:
        return None

    async def shown(self, reply: Reply, at: Address, receipt: Receipt) -> None:
        self.stands.append((reply, receipt))

    async def untold(self, heard: Incoming, reply: Reply) -> None:
        return

    async def warned(self, rules: Sequence[Watched]) -> None:
        return

    async def read_only(self, platform: str, lists: Collection[str]) -> None:
        return

    async def overheard(self, chats: Mapping[Address, str]) -> None:
        return

    async def moved(self, old: Address, new: Address) -> None:
        return

    async def gathered(self, at: Address, neighbourhood: str, *, belongs: bool) -> None:
        return

    async def suggest(
        self, asker: Incoming, command: str, parameter: str, typed: str
    ) -> list[Suggestion]:
        self.asked_for.append((command, parameter, typed))
        return self.suggestions

    async def settled(self, platform: str) -> None:
        waiting, self.announcements = self.announcements, []
        for key, post in waiting:
            assert self.adapter
            await self.adapter.deliver(ROOM, post, key=key)

    def said(self) -> list[tuple[str, str]]:
        return [(each.sender.user_id, words(each)) for each in self.heard]


@dataclass
class Scene:
    """One talk through a pipe."""

    inbox: FakeInbox
    screen: io.StringIO = field(default_factory=io.StringIO)

    async def types(self, *lines: str | bytes, locale: str = "en") -> str:
        """Everything that was shown."""
        typed = b"".join(_bytes(line) + b"\n" for line in lines)
        adapter = self.terminal(io.BytesIO(typed), locale)
        await adapter.run(self.inbox)
        return self.screen.getvalue()

    def terminal(self, typed: io.BytesIO, locale: str = "en") -> TerminalAdapter:
        self.inbox.adapter = TerminalAdapter(Pipe(typed.read, self.screen), locale)
        return self.inbox.adapter


def _bytes(line: str | bytes) -> bytes:
    return line if isinstance(line, bytes) else line.encode()
