"""Where the contract's scenes are played: one platform with a Bude on it, seen from outside."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from functools import partial
from typing import Protocol

import pytest

from bot import app
from bot.adapter import Adapter, Cursor, Inbox, NotSaved, Receipt, Standing
from bot.commands import Command, Suggestion
from bot.incoming import Address, Call, Incoming, Picks, Sealed, Text, Watched, Why
from bot.posts import Reply

# A loaded machine is slow; what does not come at all costs this much once.
PATIENCE = 30


class Ability(Enum):
    """What a platform may lack; its stage says why, and the scenes that need it are skipped."""

    OVERHEARING = "people can talk there without talking to Bude"
    COMPANY = "others read along"
    BEING_ALONE = "one can speak to Bude alone"
    CALLS = "a command arrives taken apart"
    PICKS = "options can be picked on a post"
    PRESSING = "buttons can be pressed"
    FORMS = "what a command lacks is asked for in a form"
    ATTACHMENTS = "files can be sent"
    FILES = "Bude can hand over files"
    REPLYING = "a message can answer another"
    CATCHING_UP = "what was said while Bude was away is there still"
    REMEMBERING_KEYS = "a repeated key is recognised, even after a restart"
    FAILING_FOR_NOW = "it can be away, and come back"
    FAILING_FOR_GOOD = "there are places where nothing can be delivered"
    A_LIMIT = "messages may not have any length"


@dataclass(frozen=True, slots=True)
class File:
    name: str
    mime: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Seen:
    """A message of Bude's as it stands there now: what a reader reads, who is called by it."""

    message_id: str
    text: str
    calls: tuple[str, ...] = ()


class Stage(Protocol):
    """What a platform's test module provides. People come when they are first named."""

    room: Address
    lacks: Mapping[Ability, str]

    @property
    def adapter(self) -> Adapter: ...

    async def listens(self, inbox: Inbox) -> None:
        """Run a fresh adapter, as after a restart; return once it hears."""
        ...

    async def stops(self) -> None: ...

    async def account_of(self, who: str) -> str:
        """The user id by which Bude knows somebody."""
        ...

    async def says(self, who: str, words: str, *, replies_to: str | None = None) -> None:
        """Say it to Bude, with the platform's sign for a command."""
        ...

    async def whispers(self, who: str, words: str) -> None:
        """Say it to Bude alone. (BEING_ALONE)"""
        ...

    async def answers(self, who: str, seen: Seen, words: str) -> None:
        """Answer a question of Bude's as one does there."""
        ...

    async def chats(self, who: str, words: str, *, replies_to: str | None = None) -> None:
        """Say it in the room, to nobody in particular. (OVERHEARING)"""
        ...

    async def calls(self, who: str, call: Call) -> None: ...

    async def picks(self, who: str, message_id: str, options: Picks) -> None: ...

    async def presses(self, who: str, message_id: str, button: int) -> None:
        """A button, counted from 1. (PRESSING)"""
        ...

    async def fills(self, who: str, call: Call) -> None:
        """Call the command alone, and write its arguments into the form. (FORMS)"""
        ...

    async def polls(self) -> list[str]:
        """The messages of Bude's that are polls of the platform's own kind."""
        ...

    async def sends(self, who: str, file: File, words: str) -> None: ...

    async def files(self, who: str | None = None) -> list[File]:
        """What Bude has handed over in the room, or to somebody alone. (FILES)"""
        ...

    async def pause(self) -> None:
        """Before looking again for something that takes its time."""
        ...

    async def seen(self) -> list[Seen]:
        """All that Bude has said in the room and its threads, in order, edits carried out."""
        ...

    async def told(self, who: str) -> list[Seen]:
        """What it has said to somebody alone. (BEING_ALONE)"""
        ...

    def away(self) -> AbstractAsyncContextManager[None]:
        """For now the platform takes nothing. (FAILING_FOR_NOW)"""
        ...

    async def nowhere(self) -> Address:
        """Somewhere nothing can ever be delivered. (FAILING_FOR_GOOD)"""
        ...


def need(stage: Stage, *abilities: Ability) -> None:
    for ability in abilities:
        if ability in stage.lacks:
            pytest.skip(f"needs that {ability.value}: {stage.lacks[ability]}")


async def sees(stage: Stage, words: str) -> Seen:
    """Wait until Bude has said this."""
    return await appears(stage, stage.seen, words)


async def is_told(stage: Stage, who: str, words: str) -> Seen:
    """Wait until Bude has said this to somebody alone."""
    return await appears(stage, partial(stage.told, who), words)


async def appears(stage: Stage, look: Callable[[], Awaitable[list[Seen]]], words: str) -> Seen:
    try:
        async with asyncio.timeout(PATIENCE):
            while True:
                for seen in await look():
                    if words in seen.text:
                        return seen
                await stage.pause()
    except TimeoutError:
        said = "\n".join(f"  {seen.text!r}" for seen in await look())
        raise AssertionError(f"Bude has not said {words!r}, but:\n{said}") from None


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not true():  # noqa: ASYNC110 - whatever it is, it need not know that we wait
            await asyncio.sleep(0.005)


@dataclass
class Notebook:
    """An inbox that writes everything down. `away` is how often nothing can be saved."""

    answer: Callable[[Incoming], Reply | None] = lambda heard: None
    sorry: Reply | None = None
    away: int = 0
    book: Sequence[Command] = field(default_factory=lambda: tuple(app.command_book()))
    kept: str | None = None
    heard: list[Incoming] = field(default_factory=list)
    cursors: list[Cursor] = field(default_factory=list)
    moves: list[tuple[str, str]] = field(default_factory=list)
    crowded: list[str] = field(default_factory=list)
    company: dict[str, str] = field(default_factory=dict)
    warnings: list[Watched] = field(default_factory=list)
    lists: Collection[str] = ()
    untold_to: list[tuple[Incoming, Reply]] = field(default_factory=list)
    shown_at: list[tuple[Address, Receipt]] = field(default_factory=list)
    closed: dict[str, Incoming] = field(default_factory=dict)
    posed: Sequence[Standing] = ()
    _taken: int = 0

    async def commands(self) -> Sequence[Command]:
        return self.book

    async def hear(
        self, heard: Sequence[Incoming], cursor: Cursor | None = None
    ) -> list[Reply | None]:
        if self.away and heard:
            self.away -= 1
            raise NotSaved([self.sorry for _ in heard])
        self.heard += heard
        self.closed |= {each.message_id: each for each in heard if _key(each)}
        if cursor:
            self.cursors.append(cursor)
            self.kept = cursor.value
        return [self.answer(each) for each in heard]

    async def streams(self, platform: str) -> Mapping[str, str]:
        known: dict[str, str] = {}
        for cursor in self.cursors:
            all_of_them = cursor.stream == f"{platform}:*"
            known |= dict.fromkeys(known if all_of_them else [cursor.stream], cursor.value)
        return known

    async def ended(self, stream: str) -> None:
        self.cursors = [each for each in self.cursors if each.stream != stream]

    async def standing(self, platform: str, since: datetime) -> Sequence[Standing]:
        return self.posed

    async def ours(self, platform: str, messages: Collection[str]) -> set[str]:
        known = {each for _, receipt in self.shown_at for each in receipt.messages}
        return known & set(messages)

    async def sealed(self, platform: str, keys: Collection[str]) -> list[Incoming]:
        return [each for each in self.closed.values() if _key(each) in keys]

    async def opened(
        self, sealed: Sequence[Incoming], said: Sequence[Incoming]
    ) -> list[Reply | None]:
        replies = await self.hear(said)
        for each in sealed:
            self.closed.pop(each.message_id, None)
        return replies

    async def next(self) -> Incoming:
        """What was heard next."""
        await until(lambda: len(self.heard) > self._taken)
        self._taken += 1
        return self.heard[self._taken - 1]

    @property
    def words(self) -> list[str]:
        return [each.said.words for each in self.heard if isinstance(each.said, Text)]

    async def traced(self) -> tuple[Address, Receipt]:
        """Where a reply is now known to stand, and under which ids."""
        await until(lambda: bool(self.shown_at))
        return self.shown_at[-1]

    async def cursor(self, stream: str) -> str | None:
        known = await self.streams(stream.partition(":")[0])
        return self.kept if stream in known or not known else None

    async def shown(self, reply: Reply, at: Address, receipt: Receipt) -> None:
        self.shown_at.append((at, receipt))

    async def untold(self, heard: Incoming, reply: Reply) -> None:
        self.untold_to.append((heard, reply))

    async def warned(self, rules: Sequence[Watched]) -> None:
        self.warnings += rules

    async def read_only(self, platform: str, lists: Collection[str]) -> None:
        self.lists = lists

    async def overheard(self, chats: Mapping[Address, str]) -> None:
        self.company |= {at.target: alone for at, alone in chats.items()}
        self.crowded += [at.target for at, alone in chats.items() if not alone]

    async def moved(self, old: Address, new: Address) -> None:
        self.moves.append((old.target, new.target))

    async def gathered(self, at: Address, neighbourhood: str, *, belongs: bool) -> None:
        return

    async def suggest(
        self, asker: Incoming, command: str, parameter: str, typed: str
    ) -> list[Suggestion]:
        return []

    async def settled(self, platform: str) -> None:
        return


def _key(heard: Incoming) -> str | None:
    """The name of the key it waits for."""
    match heard.said:
        case Sealed(why=Why.KEY_MISSING, key=key):
            return key
    return None
