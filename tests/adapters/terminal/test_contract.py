"""The terminal keeps the contract: lines through a pipe, and what appears."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from io import StringIO
from queue import SimpleQueue

import pytest

from adapters.terminal.adapter import TerminalAdapter
from adapters.terminal.hear import ROOM
from adapters.terminal.pipe import Pipe
from bot.adapter import Inbox
from bot.incoming import Address, Call, Picks
from tests.adapter_contract import AdapterContract
from tests.adapters.stage import Ability, File, Seen, Stage


class Screen(Pipe):
    """A pipe that remembers one by one what came out of it."""

    def __init__(self) -> None:
        self.typed: SimpleQueue[bytes] = SimpleQueue()
        self.shown: list[str] = []
        self.gone = False
        super().__init__(lambda most: self.typed.get(), StringIO())

    def say(self, text: str) -> None:
        if self.gone:
            raise BrokenPipeError
        super().say(text)
        self.shown.append(text)

    announce = say


class TerminalStage:
    room = ROOM
    lacks: Mapping[Ability, str] = {
        Ability.OVERHEARING: "every line in a terminal is said to Bude",
        Ability.COMPANY: "whoever sits at a terminal sits there alone",
        Ability.CALLS: "lines are all there is",
        Ability.PRESSING: "nothing can be pressed",
        Ability.FORMS: "a terminal knows no forms",
        Ability.PICKS: "nothing can be picked but by its number",
        Ability.ATTACHMENTS: "a terminal takes no files",
        Ability.FILES: "what would be a file is shown line by line",
        Ability.REPLYING: "lines have no ids that one could answer",
        Ability.CATCHING_UP: "nobody types while Bude is not running",
        Ability.REMEMBERING_KEYS: "what scrolled by is gone with the process",
        Ability.FAILING_FOR_GOOD: "there is only one place, and it is here",
        Ability.A_LIMIT: "a text may be as long as it likes",
    }

    def __init__(self) -> None:
        self._screen = Screen()
        self.adapter = TerminalAdapter(self._screen, "en")
        self._running: asyncio.Task[None] | None = None

    async def listens(self, inbox: Inbox) -> None:
        await self.stops()
        self._screen.typed = SimpleQueue()
        self.adapter = TerminalAdapter(self._screen, "en")
        self._running = asyncio.create_task(self.adapter.run(inbox))

    async def stops(self) -> None:
        if self._running:
            self._screen.typed.put(b"")
            self._running.cancel()
            with suppress(asyncio.CancelledError):
                await self._running
        self._running = None

    async def account_of(self, who: str) -> str:
        return who

    async def says(self, who: str, words: str, *, replies_to: str | None = None) -> None:
        lines = words.replace("\n", "\\\n")
        self._screen.typed.put(f"as {who.capitalize()}\n{lines}\n".encode())

    async def whispers(self, who: str, words: str) -> None:
        await self.says(who, words)

    async def told(self, who: str) -> list[Seen]:
        return await self.seen()

    async def answers(self, who: str, seen: Seen, words: str) -> None:
        await self.says(who, words)

    async def chats(self, who: str, words: str, *, replies_to: str | None = None) -> None:
        raise NotImplementedError

    async def calls(self, who: str, call: Call) -> None:
        raise NotImplementedError

    async def picks(self, who: str, message_id: str, options: Picks) -> None:
        raise NotImplementedError

    async def presses(self, who: str, message_id: str, button: int) -> None:
        raise NotImplementedError

    async def fills(self, who: str, call: Call) -> None:
        raise NotImplementedError

    async def polls(self) -> list[str]:
        return []

    async def sends(self, who: str, file: File, words: str) -> None:
        raise NotImplementedError

    async def files(self, who: str | None = None) -> list[File]:
        raise NotImplementedError

    async def pause(self) -> None:
        await asyncio.sleep(0.005)

    async def seen(self) -> list[Seen]:
        return [Seen(str(number), text) for number, text in enumerate(self._screen.shown)]

    @asynccontextmanager
    async def away(self) -> AsyncIterator[None]:
        self._screen.gone = True
        try:
            yield
        finally:
            self._screen.gone = False

    async def nowhere(self) -> Address:
        raise NotImplementedError


class TestTerminal(AdapterContract):
    @pytest.fixture
    async def stage(self) -> AsyncIterator[Stage]:
        stage = TerminalStage()
        yield stage
        await stage.stops()
