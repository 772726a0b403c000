"""1,000 votes by 50 people while nobody listens: how many count, and how soon.

Bude, bare matrix-nio and maubot, on the same Synapse: switched off, suspended (SIGSTOP), and
Bude with ten `kill -9` while it catches up. Votes are native where Bude's polls stand as native
polls, else typed. "Drained" is the time from the start of the process to its last vote counted.
"""

import asyncio
import json
import random
import statistics
import sys
import tempfile
import time
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.backlog import bots
from benchmarks.backlog.bots import Bot, until
from benchmarks.backlog.ledger import Ledger
from benchmarks.backlog.room import PEOPLE, POLLS, Room, furnish, homeserver

SENT = PEOPLE * POLLS
RUNS = 11
KILLS = 10
# A peer that counts nothing at all for so long, or nothing more, has counted all it will.
PATIENCE, SILENCE = 8.0, 2.0


class Bench:
    def __init__(self, room: Room, bude: Bot, nio: Bot, maubot: Bot) -> None:
        self.room, self.bude, self.nio, self.maubot = room, bude, nio, maubot
        self.ledger = Ledger(bude.folder)
        self.chance = random.Random(2026)
        self.begun = datetime.now(UTC)
        self.usual = 1.0

    async def vote(self, turn: int) -> set[str]:
        self.begun = datetime.now(UTC) - timedelta(milliseconds=1)
        started = time.monotonic()
        events = await self.room.vote(turn)
        print(f"  {len(events)} votes sent in {time.monotonic() - started:.0f} s")
        return events

    def drained(self, within: float = 40) -> bool:
        return until(lambda: self.ledger.has(SENT, self.begun), within, every=0.001)

    def settle(self) -> None:
        """Start all and let them listen; they have nothing to catch up with."""
        for bot in (self.bude, self.nio, self.maubot):
            bot.start()
        for peer in (self.nio, self.maubot):
            ready = (peer.folder / "ready").exists
            assert until(ready), peer.last_words()
        now = datetime.now(UTC)
        assert until(lambda: self.ledger.listens_since(now)), self.bude.last_words()

    def drains(self, events: set[str]) -> tuple[list[float], list[float]]:
        """Of nio and of Bude. They take turns, unless Bude answers each vote: then nio, which
        hears the last ten events only, has to come first."""
        bare: list[float] = []
        own: list[float] = []
        if self.room.native:
            for _ in range(RUNS):
                bare.append(self.drain_of_nio(events))
                own.append(self.drain_of_bude())
        else:
            bare += [self.drain_of_nio(events) for _ in range(RUNS)]
            own += [self.drain_of_bude() for _ in range(RUNS)]
        self.usual = statistics.median(own)
        return bare, own

    def drain_of_nio(self, events: set[str]) -> float:
        """Seconds to the last vote it counts."""
        self.nio.back()
        started = self.nio.start()
        times = heard(self.nio, events)
        self.nio.stop()
        return max(times.values(), default=started) - started

    def drain_of_bude(self) -> float:
        self.bude.back()
        started = self.bude.start()
        self.drained()
        taken = time.time() - started
        self.bude.kill()
        return taken


def heard(peer: Bot, events: set[str]) -> dict[str, float]:
    """Which of these a peer has counted, and when, once it has fallen silent."""
    until(lambda: bool(peer.counted()), PATIENCE)
    count = -1
    while len(now := peer.counted()) > count:
        count = len(now)
        time.sleep(SILENCE)
    return {event: at for event, at in now if event in events}


async def off(bench: Bench) -> dict[str, float | int]:
    print("While they are off:")
    for bot in (bench.bude, bench.nio, bench.maubot):
        bot.stop()
        bot.keep()
    events = await bench.vote(1)
    bench.maubot.start()
    maubot = len(heard(bench.maubot, events))
    bench.maubot.stop()
    bare, own = bench.drains(events)
    nio, nio_peak = len(heard(bench.nio, events)), bench.nio.peak
    counted = bench.ledger.right(bench.room.votes(1))
    twice = bench.ledger.in_the_tally() - counted
    print(f"  counted: Bude {counted}, nio {nio}, maubot {maubot}; twice: {twice}")
    print(f"  drained: Bude {_each(own)} s, nio {_each(bare)} s")
    print(f"  largest memory: Bude {bench.bude.peak:.0f} MiB, nio {nio_peak:.0f} MiB")
    return {
        "counted": counted,
        "twice": twice,
        "drain_ratio": round(statistics.median(own) / statistics.median(bare), 2),
        "memory_ratio": round(bench.bude.peak / nio_peak, 2),
        "nio": nio,
        "maubot": maubot,
    }


async def killed(bench: Bench) -> dict[str, int]:
    """The same votes once more, from where Bude was switched off. A kill after the last vote
    is none; the next one comes while it catches up from the beginning again."""
    print(f"With {KILLS} times kill -9 while it catches up:")
    bench.bude.back()
    seen: list[int] = []
    while len(seen) < KILLS:
        bench.bude.start()
        await asyncio.sleep(bench.usual * bench.chance.uniform(0.6, 1.1))
        bench.bude.kill()
        if (so_far := bench.ledger.since(bench.begun)) < SENT:
            seen.append(so_far)
        else:
            bench.bude.back()
    bench.bude.start()
    bench.drained()
    counted = bench.ledger.right(bench.room.votes(1))
    twice = bench.ledger.in_the_tally() - counted
    bench.bude.stop()
    print(f"  counted: {counted}, twice: {twice}; after each kill: {seen}")
    return {"killed_counted": counted, "killed_twice": twice}


async def suspended(bench: Bench) -> dict[str, int]:
    print("While they are suspended:")
    bench.settle()
    for bot in (bench.bude, bench.nio, bench.maubot):
        bot.suspend()
    events = await bench.vote(2)
    counts = {}
    for name, peer in (("nio", bench.nio), ("maubot", bench.maubot)):
        peer.resume()
        counts[name] = len(heard(peer, events))
        peer.stop()
    woken = bench.bude.resume()
    bench.drained()
    print(f"  Bude drained in {time.time() - woken:.2f} s")
    counted = bench.ledger.right(bench.room.votes(2))
    bench.bude.kill()
    print(f"  counted: Bude {counted}, nio {counts['nio']}, maubot {counts['maubot']}")
    return {"suspended_counted": counted, **counts}


def _each(seconds: list[float]) -> str:
    return " / ".join(f"{each:.2f}" for each in sorted(seconds))


async def main(folder: Path) -> None:
    synapse = homeserver(folder / "synapse")
    names = ("bude", "nio", "maubot")
    accounts = [synapse.register(name) for name in names]
    try:
        async with AsyncExitStack() as stack:
            room = await furnish(synapse, accounts, stack)
            own, *others = accounts
            bude = bots.bude(folder / "bude", synapse.url, own, room.mo.user_id, room.room_id)
            nio, maubot = (
                make(folder / make.__name__, synapse.url, account)
                for make, account in zip((bots.nio, bots.maubot), others, strict=True)
            )
            for bot in (bude, nio, maubot):
                stack.callback(bot.kill)
            print(json.dumps(await measure(Bench(room, bude, nio, maubot), own.user_id)))
    finally:
        synapse.stop()


async def measure(bench: Bench, own: str) -> dict[str, object]:
    bench.settle()
    await bench.room.ask(own)
    kind = "native answers" if bench.room.native else "typed lines"
    print(f"{POLLS} polls stand in the room; {PEOPLE} people vote with {kind}.")
    first = await off(bench)
    second = await killed(bench)
    third = await suspended(bench)
    peers = {
        name: {"restart": first.pop(name), "suspended": third.pop(name)}
        for name in ("nio", "maubot")
    }
    return {"sent": SENT, **first, **third, **second, "peers": peers}


if __name__ == "__main__":
    if not bots.PYTHON:
        sys.exit("The peers are missing; say `make bench B=matrix_backlog`.")
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(main(Path(folder)))
