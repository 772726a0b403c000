"""Element's own SDK (matrix-js-sdk) on Node, asked how a poll stands."""

import asyncio
import json
import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.servers.synapse import User

HERE = Path(__file__).parent
PATIENCE = 60


@dataclass(frozen=True)
class Stands:
    """`counts` beside the answers, and how many people they are from."""

    question: str
    counts: tuple[int, ...]
    voters: int
    ended: bool


@dataclass(frozen=True, slots=True)
class Element:
    folder: Path

    async def tally(self, url: str, user_id: str, token: str, room: str, poll: str) -> Stands:
        process = await asyncio.create_subprocess_exec(
            *("node", "tally.js", url, user_id, token, room, poll),
            cwd=self.folder,
            stdout=subprocess.PIPE,
        )
        async with asyncio.timeout(PATIENCE):
            out, _ = await process.communicate()
        return stands(json.loads(out))

    @asynccontextmanager
    async def neighbour(
        self, url: str, who: User, room: str, *, strict: bool = False
    ) -> AsyncIterator["Somebody"]:
        """Somebody in an encrypted room, of which they are a member already. Who is strict
        deals only with devices that their owners have signed."""
        process = await asyncio.create_subprocess_exec(
            *("node", "neighbour.js", url, who.user_id, who.device_id, who.access_token, room),
            *(["strict"] if strict else []),
            cwd=self.folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        somebody = Somebody(process)
        try:
            assert await somebody.answer() == "here"
            yield somebody
        finally:
            process.kill()
            await process.wait()


def stands(found: dict[str, Any]) -> Stands:
    return Stands(**found | {"counts": tuple(found["counts"])})


@dataclass(frozen=True, slots=True)
class Somebody:
    """At an Element of their own, which encrypts."""

    process: asyncio.subprocess.Process

    async def does(self, **order: Any) -> Any:
        """One order, as in neighbour.js, and what came of it."""
        assert self.process.stdin
        self.process.stdin.write(json.dumps(order).encode() + b"\n")
        return await self.answer()

    async def answer(self) -> Any:
        assert self.process.stdout
        async with asyncio.timeout(PATIENCE):
            return json.loads(await self.process.stdout.readline())


def installed() -> Element | None:
    """If `setup/element.sh` has brought the version that package-lock.json names."""
    note = HERE / "node_modules" / "installed.json"
    if (
        shutil.which("node")
        and note.is_file()
        and note.read_bytes() == (HERE / "package-lock.json").read_bytes()
    ):
        return Element(HERE)
    return None
