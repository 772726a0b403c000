"""Element's own SDK (matrix-js-sdk) on Node, asked how a poll stands."""

import asyncio
import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
FILES = ("package.json", "package-lock.json", "tally.js")
PATIENCE = 60


class NotInstalled(Exception):
    """The SDK cannot be had; says why."""


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
        found = json.loads(out)
        return Stands(**found | {"counts": tuple(found["counts"])})


def install(folder: Path) -> Element:
    """The version that package-lock.json names, into a folder to throw away."""
    for program in ("node", "npm"):
        if shutil.which(program) is None:
            raise NotInstalled(f"there is no {program}: `make services` brings it")
    for name in FILES:
        shutil.copy(HERE / name, folder)
    done = subprocess.run(
        ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
    )
    if done.returncode:
        raise NotInstalled(f"npm cannot get matrix-js-sdk: {done.stderr[-500:]}")
    return Element(folder)
