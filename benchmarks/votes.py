"""How many votes a second become durable, through the real router and writer.

Beside it raw sqlite3 with one vote a transaction, into the same table, equally durable
(`synchronous = FULL`), in the same minute; the two take turns, and the medians are compared.
"""

import asyncio
import json
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert, text

from bot.__main__ import collect_rarely
from bot.app import App
from bot.config import CitySettings, NeighbourhoodSettings, Settings, StoreSettings
from bot.heard import Heard
from bot.incoming import Address, Identity, Incoming, Text
from bot.people import Account, Person
from bot.posts import Reply
from polls.models import Ballot, Poll, State

PEOPLE = 5_000
POLLS = 20
CALLERS = 200
VOTES = 4_000
BATCH = 1_000
ROUNDS = 5
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ROOM = Address("matrix", "!hafen:bench")


def app_on(folder: Path) -> App:
    settings = Settings(
        store=StoreSettings(f"sqlite:///{folder}/bude.db"),
        cities={"dortmund": CitySettings("Dortmund")},
        neighbourhoods={
            "hafen": NeighbourhoodSettings("Hafen", "dortmund", ("matrix:!hafen:bench",))
        },
    )
    app = App(settings, [], lambda: datetime.now(UTC))
    app.prepare()
    collect_rarely()
    return app


def furnish(app: App, people: int, polls: int) -> None:
    """People with accounts, and open polls, seeded in bulk."""
    now = datetime.now(UTC)
    with app.store.begin() as session:
        numbers = range(1, people + 1)
        names = [{"id": n, "name": f"Neighbour {n}", "home_id": 1} for n in numbers]
        session.execute(insert(Person), names)
        accounts = [
            {
                "platform": "matrix",
                "user_id": _user(n),
                "person_id": n,
                "since": now,
                "heard": now,
                "greeted": True,
            }
            for n in numbers
        ]
        session.execute(insert(Account), accounts)
        for _ in range(polls):
            session.add(
                Poll(
                    neighbourhood_id=1,
                    asker_id=1,
                    question="Where should the bench go?",
                    options=[f"Place {n}" for n in range(1, 6)],
                    several=False,
                    hidden=False,
                    secret=False,
                    answer_by=now + timedelta(days=30),
                    asked_at=now,
                    closes=now + timedelta(days=7),
                    state=State.OPEN,
                    restless=False,
                )
            )


def _user(number: int) -> str:
    return f"@n{number}:bench"


def votes(count: int, *, polls: int, seed: int) -> list[Incoming]:
    """Each by somebody else, or in another poll: nobody votes twice in one."""
    chance = random.Random(seed)
    pairs = [(person, poll) for person in range(1, PEOPLE + 1) for poll in range(1, polls + 1)]
    return [
        Incoming(
            Identity("matrix", _user(person), f"Neighbour {person}"),
            ROOM,
            f"${seed}-{number}:{chance.getrandbits(64):x}",
            Text(f"vote {poll} {chance.randint(1, 5)}"),
        )
        for number, (person, poll) in enumerate(chance.sample(pairs, count))
    ]


def counted(reply: Reply | None) -> bool:
    return reply is not None and reply.post.text.startswith("Your vote counts")


async def one_by_one(app: App, said: list[Incoming]) -> float:
    """Callers that each wait for their own durable commit before their next vote."""
    waiting = iter(said)

    async def caller() -> None:
        for vote in waiting:
            [reply] = await app.router.hear([vote])
            assert counted(reply), reply

    started = time.perf_counter()
    await asyncio.gather(*(caller() for _ in range(CALLERS)))
    return len(said) / (time.perf_counter() - started)


async def together(app: App, said: list[Incoming]) -> float:
    """One batch heard at once, as a catch-up brings it."""
    started = time.perf_counter()
    replies = await app.router.hear(said)
    taken = time.perf_counter() - started
    assert all(map(counted, replies))
    return len(said) / taken


def raw(folder: Path, seed: int) -> float:
    """The limit without grouping: sqlite3, prepared statement, one vote a transaction."""
    connection = sqlite3.connect(folder / "raw.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(
        "CREATE TABLE IF NOT EXISTS ballot (poll_id INTEGER, voter TEXT, marks TEXT, "
        "said_at TEXT, via TEXT, PRIMARY KEY (poll_id, voter)) WITHOUT ROWID"
    )
    chance = random.Random(seed)
    rows = [
        (chance.randint(1, POLLS), str(chance.randint(1, PEOPLE)), str(chance.randint(1, 5)))
        for _ in range(VOTES)
    ]
    started = time.perf_counter()
    for poll, voter, mark in rows:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(
            "INSERT INTO ballot VALUES (?, ?, ?, ?, 'matrix') ON CONFLICT DO UPDATE SET "
            "marks = excluded.marks, said_at = excluded.said_at "
            "WHERE said_at <= excluded.said_at",
            (poll, voter, mark, datetime.now(UTC).isoformat()),
        )
        connection.execute("COMMIT")
    taken = time.perf_counter() - started
    connection.close()
    return len(rows) / taken


async def throughput(folder: Path) -> dict[str, float]:
    app = app_on(folder)
    furnish(app, PEOPLE, POLLS)
    figures: dict[str, list[float]] = {"raw": [], "single": [], "batch": []}
    for seed in range(ROUNDS):
        figures["raw"].append(raw(folder, seed))
        figures["single"].append(await one_by_one(app, votes(VOTES, polls=POLLS, seed=seed)))
        several = [votes(BATCH, polls=POLLS, seed=100 * seed + n) for n in range(1, 5)]
        figures["batch"] += [await together(app, batch) for batch in several]
    await app.close()
    for name, rates in figures.items():
        print(f"{name:>8}: {_spread(rates)} votes a second")
    return {name: statistics.median(rates) for name, rates in figures.items()}


def _spread(rates: list[float]) -> str:
    return f"{min(rates):,.0f} / {statistics.median(rates):,.0f} / {max(rates):,.0f}"


async def furnished(folder: Path, ballots: int) -> App:
    """A Bude with so many ballots beside the open polls, and as many ids heard."""
    app = app_on(folder / str(ballots))
    furnish(app, PEOPLE, POLLS + max(ballots // PEOPLE, 1))
    for rows in _seeded(ballots):
        with app.store.begin() as session:
            session.execute(insert(Ballot), [ballot for ballot, _ in rows])
            session.execute(insert(Heard), [heard for _, heard in rows])
    with app.store.begin() as session:
        session.execute(text("ANALYZE"))
    return app


def _seeded(ballots: int) -> Iterator[list[tuple[dict[str, object], dict[str, object]]]]:
    chance = random.Random(ballots)
    for start in range(0, ballots, 50_000):
        yield [_seed(number, chance) for number in range(start, min(start + 50_000, ballots))]


def _seed(number: int, chance: random.Random) -> tuple[dict[str, object], dict[str, object]]:
    ballot = {
        "poll_id": POLLS + number // PEOPLE + 1,
        "voter": str(number % PEOPLE + 1),
        "marks": str(number % 5 + 1),
        "said_at": NOW,
        "via": "matrix",
    }
    return ballot, {
        "platform": "matrix",
        "message_id": f"${chance.getrandbits(256):x}",
        "at": NOW,
    }


async def growth(folder: Path) -> float:
    """What a vote costs beside a million ballots, as a multiple of beside a thousand; the two
    take turns."""
    apps = {ballots: await furnished(folder, ballots) for ballots in (1_000, 1_000_000)}
    costs: dict[int, list[float]] = {ballots: [] for ballots in apps}
    for seed in range(2 * ROUNDS):
        for ballots, app in apps.items():
            said = votes(VOTES // 2, polls=POLLS, seed=seed)
            costs[ballots].append(1 / await one_by_one(app, said))
    for ballots, app in apps.items():
        await app.close()
        low, high = min(costs[ballots]), max(costs[ballots])
        middle = statistics.median(costs[ballots])
        print(f"{ballots:>9,} ballots: {_micro(low, middle, high)} microseconds a vote")
    return statistics.median(costs[1_000_000]) / statistics.median(costs[1_000])


def _micro(*seconds: float) -> str:
    return " / ".join(f"{each * 1e6:.0f}" for each in seconds)


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        rates = await throughput(Path(folder))
        grown = await growth(Path(folder))
    figures = {
        "ratio_to_raw": round(rates["single"] / rates["raw"], 2),
        "batch_ratio_to_raw": round(rates["batch"] / rates["raw"], 2),
        "growth": round(grown, 2),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    asyncio.run(main())
