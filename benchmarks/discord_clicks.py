"""300 people press a vote button at once; and how soon Bude is there after a start.

The local Discord of the tests runs in a process of its own, over real HTTP and WebSocket.
"""

import asyncio
import json
import logging
import statistics
import sys
import tempfile
import time
from asyncio.subprocess import PIPE, Process
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeAlias

import discord

from adapters.discord import client
from adapters.discord.adapter import DiscordAdapter
from adapters.discord.line import speak_to
from adapters.discord.settings import DiscordSettings
from bot.app import App
from bot.config import CitySettings, NeighbourhoodSettings, Settings, StoreSettings
from polls import results
from polls.models import Poll

Json: TypeAlias = dict[str, Any]

PRESSED = 300
FEW, MANY, TOGETHER = 100, 3000, 50
STARTS, TURNS = 5, 9
# The same for Bude and for a bare client of discord.py's.
READY_AFTER = 0.5


class Crowd:
    """The other process."""

    def __init__(self, process: Process, about: Json) -> None:
        self._process = process
        self.about = about
        self.settings = DiscordSettings(api=about["api"], gateway=about["gateway"])

    @classmethod
    async def comes(cls) -> "Crowd":
        command = [sys.executable, "-m", "benchmarks.crowd"]
        process = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE)
        crowd = cls(process, {"api": "", "gateway": ""})
        return cls(process, await crowd._hear())

    async def does(self, what: str, **how: Any) -> Json:
        assert self._process.stdin
        self._process.stdin.write(json.dumps({"do": what, **how}).encode() + b"\n")
        return await self._hear()

    async def _hear(self) -> Json:
        assert self._process.stdout
        line = await self._process.stdout.readline()
        heard: Json = json.loads(line)
        return heard

    async def goes(self) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        await self._process.wait()

    def adapter(self) -> DiscordAdapter:
        return DiscordAdapter(self.settings, self.about["token"])


def app_on(folder: Path, crowd: Crowd, adapter: DiscordAdapter) -> App:
    room = f"discord:{crowd.about['room']}"
    settings = Settings(
        admins=(f"discord:{crowd.about['mo']}",),
        store=StoreSettings(f"sqlite:///{folder}/bude.db"),
        cities={"dortmund": CitySettings("Dortmund", language="en")},
        neighbourhoods={"hafen": NeighbourhoodSettings("Hafen", "dortmund", (room,))},
    )
    app = App(settings, [adapter])
    app.prepare()
    return app


async def bare(crowd: Crowd) -> float:
    """From the start of a client that does nothing to its being ready, in seconds."""
    speak_to(crowd.settings)
    ready = asyncio.Event()

    class Bare(discord.Client):
        async def on_ready(self) -> None:
            ready.set()

    intents = discord.Intents.default()
    async with Bare(intents=intents, guild_ready_timeout=READY_AFTER) as peer:
        started = time.perf_counter()
        running = asyncio.create_task(peer.start(crowd.about["token"]))
        await ready.wait()
        took = time.perf_counter() - started
        await peer.close()
        await running
    return took


async def ours(crowd: Crowd, folder: Path) -> float:
    adapter = crowd.adapter()
    app = app_on(folder, crowd, adapter)
    started = time.perf_counter()
    running = asyncio.create_task(adapter.run(app.router))
    while not adapter.is_ready:  # noqa: ASYNC110 - nobody tells
        await asyncio.sleep(0.001)
    took = time.perf_counter() - started
    await stop(running)
    await app.close()
    return took


async def stop(running: "asyncio.Task[None]") -> None:
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running


async def connecting(crowd: Crowd) -> float:
    """The two take turns."""
    took: dict[str, list[float]] = {"bare": [], "bude": []}
    for _ in range(STARTS):
        with tempfile.TemporaryDirectory() as folder:
            took["bare"].append(await bare(crowd))
            took["bude"].append(await ours(crowd, Path(folder)))
    for name, seconds in took.items():
        print(f"{name:>5} ready after {_spread(seconds)} ms")
    return statistics.median(took["bude"]) / statistics.median(took["bare"])


def _spread(seconds: list[float]) -> str:
    some = min(seconds), statistics.median(seconds), max(seconds)
    return " / ".join(f"{each * 1000:.0f}" for each in some)


async def clicking(crowd: Crowd, folder: Path) -> Json:
    adapter = crowd.adapter()
    app = app_on(folder, crowd, adapter)
    running = asyncio.create_task(app.run())
    while not (adapter.is_ready and adapter.knows_commands):  # noqa: ASYNC110 - nobody tells
        await asyncio.sleep(0.01)
    try:
        return await _clicking(crowd, app)
    finally:
        await stop(running)


async def _clicking(crowd: Crowd, app: App) -> Json:
    poll = await crowd.does("ask", question="Where to?", answer="Park; Square; Harbour")
    burst = await crowd.does("press", message=poll["message"], count=PRESSED, at_once=PRESSED)
    counted = await count(app, 1)
    print(f"{PRESSED} at once: answered after {_spread(burst['took'])} ms, {counted} counted")
    growth = await growing(crowd, app)
    said = await crowd.does("problems")
    assert said["problems"] == [], said
    return {"counted": counted, "late": burst["late"], "growth": round(growth, 2)}


async def growing(crowd: Crowd, app: App) -> float:
    """What a click costs in a poll of 3,000 votes, as a multiple of the first hundred in a new
    one; the two take turns."""
    large = await crowd.does("ask", question="Of all?", answer="A; B; C")
    await crowd.does("press", message=large["message"], count=MANY, at_once=TOGETHER)
    assert await count(app, 2) == MANY
    costs: dict[int, list[float]] = {FEW: [], MANY: []}
    for number in range(TURNS):
        new = await crowd.does("ask", question=f"Round {number}?", answer="A; B; C")
        for many, poll in ((FEW, new), (MANY, large)):
            done = await crowd.does(
                "press", message=poll["message"], count=FEW, at_once=TOGETHER
            )
            costs[many].append(done["whole"] / FEW)
    for many, cost in costs.items():
        print(f"beside {many:>5} votes: {_spread(cost)} ms a click")
    return statistics.median(costs[MANY]) / statistics.median(costs[FEW])


async def count(app: App, number: int) -> int:
    return await app.writer.do(
        lambda session: results._count(session, session.get_one(Poll, number)).turnout
    )


async def main() -> None:
    client.READY_AFTER = READY_AFTER
    # On a busy machine ticks may be left out; that is not what is measured here.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    crowd = await Crowd.comes()
    ratio = await connecting(crowd)
    with tempfile.TemporaryDirectory() as folder:
        figures = await clicking(crowd, Path(folder))
    await crowd.goes()
    print(json.dumps({"pressed": PRESSED, **figures, "connect_ratio": round(ratio, 2)}))


if __name__ == "__main__":
    asyncio.run(main())
