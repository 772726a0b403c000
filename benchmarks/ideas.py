"""Finding similar ideas among 100,000, and what an idea costs there.

Beside the search a scan of all texts with rapidfuzz, in the same run; beside PostgreSQL's
pg_trgm where there is a server. Import goes through the real router, writer and desk, in a
small database and a large one by turns.
"""

import asyncio
import json
import random
import statistics
import tempfile
import time
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from rapidfuzz import fuzz, process
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from benchmarks import idea_words
from benchmarks.idea_places import FIRST, PEOPLE, ROOM, RULES, app_on, furnish, user
from bot.app import App
from bot.incoming import Call, Identity, Incoming, Text
from bot.store import Store
from ideas import similar
from ideas.likeness import folded
from moderation.models import Case
from tests.servers import postgres

MANY = 100_000
IMPORTED = 2_000
BATCH = 100
SEARCHES = 60


# Searching


def searches(texts: Sequence[str]) -> list[str]:
    """As somebody writes who means one of them: two slips of the finger, one word left out."""
    chance = random.Random(7)
    return [_slipped(each, chance) for each in chance.sample(texts, SEARCHES)]


def _slipped(said: str, chance: random.Random) -> str:
    words = said.split()
    del words[chance.randrange(len(words))]
    for _ in range(2):
        place = chance.randrange(len(words))
        cut = chance.randrange(len(words[place]))
        words[place] = words[place][:cut] + words[place][cut + 1 :]
    return " ".join(words)


def time_searches(store: Store, wanted: Sequence[str]) -> float:
    """Seconds, the median."""
    with store.begin() as session:
        return _median(wanted, lambda each: similar.find(session, 1, folded(None, each)))


def time_scans(texts: Sequence[str], wanted: Sequence[str]) -> float:
    """Every text compared; the least score as for the search, so that it may give up early."""
    all_of_them = [folded(None, each) for each in texts]

    def scan(said: str) -> None:
        process.extract(
            folded(None, said),
            all_of_them,
            scorer=fuzz.token_sort_ratio,
            limit=similar.SHOWN,
            score_cutoff=similar.ALIKE,
        )

    return _median(wanted[::4], scan)


def _median(wanted: Iterable[str], look: Callable[[str], object]) -> float:
    taken = []
    for each in wanted:
        started = time.perf_counter()
        look(each)
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def hits(store: Store) -> int:
    """How many of the sixteen are among the first five."""
    with store.begin() as session:
        return sum(_is_found(session, *pair) for pair in idea_words.PAIRS)


def _is_found(session: Session, there: str, written: str) -> bool:
    found = similar.find(session, 1, folded(None, written), most=5, least=0)
    if there in [each.idea.text for each in found]:
        return True
    print(f"  not found: {written!r} for {there!r}")
    return False


# Importing


async def import_some(app: App, texts: Sequence[str], seed: int) -> float:
    """Seconds for each idea, through router, writer, search, desk and outbox. Whoever is shown
    similar ones insists on their own."""
    said = [_said(each, f"{seed}-{n}") for n, each in enumerate(texts)]
    started = time.perf_counter()
    replies = await app.router.hear(said)
    asked = [
        each for each, reply in zip(said, replies, strict=True) if reply and reply.post.ask
    ]
    await app.router.hear([_insisting(each) for each in asked])
    return (time.perf_counter() - started) / len(texts)


def _said(said: str, number: str) -> Incoming:
    who = Identity("matrix", user(zlib.crc32(number.encode()) % PEOPLE + FIRST), "Neighbour")
    return Incoming(who, ROOM, f"${number}", Call("idea", {"text": said}))


def _insisting(heard: Incoming) -> Incoming:
    assert isinstance(heard.said, Call)
    again = heard.said.with_argument("join", 0)
    return replace(heard, message_id=f"{heard.message_id}-new", said=again)


async def growth(few: App, many: App) -> tuple[float, float]:
    """Seconds for an idea among few and among many; the two databases take turns."""
    texts = list(idea_words.made_up(2 * IMPORTED, 99))
    small: list[float] = []
    large: list[float] = []
    for start in range(0, IMPORTED, BATCH):
        small.append(await import_some(few, texts[start : start + BATCH], start))
        rest = texts[IMPORTED + start : IMPORTED + start + BATCH]
        large.append(await import_some(many, rest, IMPORTED + start))
    return statistics.median(small), statistics.median(large)


# The desk's queue


async def time_queue(folder: Path, cases: int) -> float:
    """Seconds for a moderator to see what waits, among so many cases that are open."""
    held = {**RULES, "desk": {"rule": "all"}}
    app = app_on(f"sqlite:///{folder}/queue{cases}.db", held)
    furnish(app.store, [])
    await import_some(app, ["A bench at the harbour, please"], 0)
    with app.store.begin() as session:
        _multiply(session, cases - 1)
    taken = []
    for number in range(60):
        started = time.perf_counter()
        [reply] = await app.router.hear([_from_mo(number)])
        taken.append(time.perf_counter() - started)
        assert reply
        assert reply.post.facts
    await app.close()
    return statistics.median(taken)


def _multiply(session: Session, times: int) -> None:
    """More cases like the one there is, each a second younger."""
    [one] = session.execute(select(Case.__table__)).mappings()
    shared = {name: value for name, value in one.items() if name != "id"}
    rows = [
        shared | {"opened_at": one["opened_at"] + timedelta(seconds=n)}
        for n in range(1, times + 1)
    ]
    session.execute(insert(Case), rows)


def _from_mo(number: int) -> Incoming:
    mo = Identity("matrix", "@mo:bench", "Mo")
    return Incoming(mo, ROOM, f"$mo{number}", Text("cases"), alone=True)


# All of it


def on_postgresql(texts: Sequence[str], wanted: Sequence[str]) -> tuple[float, int] | None:
    """The same search by pg_trgm, and its hits, where a server can be started."""
    found = postgres.programs()
    if found is None:
        return None
    server = postgres.Postgres(found)
    server.start()
    try:
        app = app_on(server.url(server.create_database()))
        furnish(app.store, texts)
        taken, found_there = time_searches(app.store, wanted), hits(app.store)
        app.holding.release()
        app.store.close()
    finally:
        server.stop()
    return taken, found_there


async def main() -> None:
    texts = [*idea_words.made_up(MANY - IMPORTED, 1), *(there for there, _ in idea_words.PAIRS)]
    wanted = searches(texts)
    with tempfile.TemporaryDirectory(prefix="bude-bench-") as folder:
        few, many = (app_on(f"sqlite:///{folder}/{name}.db") for name in ("few", "many"))
        furnish(few.store, [])
        furnish(many.store, texts)
        searched, scanned = time_searches(many.store, wanted), time_scans(texts, wanted)
        found = hits(many.store)
        small, large = await growth(few, many)
        await few.close()
        await many.close()
        short, long = [await time_queue(Path(folder), cases) for cases in (10, 10_000)]
    trigrams = on_postgresql(texts, wanted)
    print(f"search {searched * 1e3:.1f} ms, rapidfuzz over all {scanned * 1e3:.1f} ms")
    if trigrams:
        print(f"pg_trgm {trigrams[0] * 1e3:.1f} ms, {trigrams[1]} hits")
    print(f"an idea among few {small * 1e3:.2f} ms, among 100,000 {large * 1e3:.2f} ms")
    print(f"the queue with 10 cases {short * 1e3:.2f} ms, with 10,000 {long * 1e3:.2f} ms")
    figures = {
        "similar_ratio": round(searched / scanned, 3),
        "hits": found,
        "of": len(idea_words.PAIRS),
        "import_growth": round(large / small, 2),
        "queue_growth": round(long / short, 2),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    asyncio.run(main())
