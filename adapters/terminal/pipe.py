"""A talk through a pipe: lines in, plain words out, one answer after the other."""

import asyncio
import os
import sys
import threading
from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import NoReturn, TextIO

from adapters.terminal.hear import PLATFORM
from adapters.terminal.render import PLAIN
from adapters.terminal.talk import Outcome, Talk

Read = Callable[[int], bytes]
# Not sys.stdin: a thread that waits in it would hold a lock that Python wants at its end.
STDIN: Read = partial(os.read, 0)
AT_ONCE = 65536


class Pipe:
    """`read` gives up to so many bytes, and none at the end."""

    look = PLAIN

    def __init__(self, read: Read = STDIN, out: TextIO | None = None) -> None:
        self._read = read
        self._out = out or sys.stdout
        self._silent = True

    def say(self, text: str) -> None:
        encoding = self._out.encoding or "utf-8"
        shown = text.encode(encoding, "replace").decode(encoding)
        self._out.write(f"{shown}\n" if self._silent else f"\n{shown}\n")
        self._out.flush()
        self._silent = False

    announce = say

    async def converse(self, talk: Talk) -> None:
        """Raises SystemExit when a line could not be saved: nobody would type it again."""
        try:
            await self._answer_all(talk)
        except BrokenPipeError:
            self._end_unread()

    async def _answer_all(self, talk: Talk) -> None:
        async for number, message in messages(self._read):
            match await talk.hear(message):
                case Outcome.LEFT:
                    return
                case Outcome.NOT_SAVED:
                    self._tell_where_it_stopped(talk, number)
                    raise SystemExit(1)
                case Outcome.GOES_ON:
                    await talk.inbox.settled(PLATFORM)

    def _tell_where_it_stopped(self, talk: Talk, number: int) -> None:
        stopped = talk.ear.words.say(
            "I stopped at line {number}; nothing after it was read.", number=str(number)
        )
        talk.say(stopped)

    def _end_unread(self) -> NoReturn:
        # Python flushes once more at its end, and would complain then.
        os.dup2(os.open(os.devnull, os.O_WRONLY), self._out.fileno())
        raise SystemExit(1)


async def messages(read: Read) -> AsyncIterator[tuple[int, str]]:
    """What is said, with the number of its last line. A backslash goes on in the next line."""
    begun: list[str] = []
    number = 0
    async for line in lines(read):
        number += 1
        if not begun and _is_empty(line):
            continue
        if line.endswith("\\"):
            begun.append(line[:-1])
        else:
            yield number, "\n".join([*begun, line])
            begun = []
    if begun:
        yield number, "\n".join(begun)


def _is_empty(line: str) -> bool:
    """Nothing, or a comment; “#3” may be the answer to a question."""
    words = line.strip()
    return not words or (words[0] == "#" and not words[1:2].isdecimal())


async def lines(read: Read) -> AsyncIterator[str]:
    kept = b""
    while chunk := await _read_aside(read):
        *whole, kept = (kept + chunk).split(b"\n")
        for line in whole:
            yield _decoded(line)
    if kept:
        yield _decoded(kept)


def _decoded(line: bytes) -> str:
    return line.decode("utf-8", "replace").rstrip("\r").lstrip("\ufeff")


async def _read_aside(read: Read) -> bytes:
    """Read in a thread that nobody waits for at the end, as asyncio would for its own."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[bytes] = loop.create_future()

    def work() -> None:
        try:
            chunk = read(AT_ONCE)
        except OSError:
            chunk = b""
        try:
            loop.call_soon_threadsafe(_settle, done, chunk)
        except RuntimeError:
            # The loop has ended, and with it the talk.
            return

    threading.Thread(target=work, name="terminal", daemon=True).start()
    return await done


def _settle(done: "asyncio.Future[bytes]", chunk: bytes) -> None:
    if not done.done():
        done.set_result(chunk)
