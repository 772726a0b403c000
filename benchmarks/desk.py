"""How fast the moderators' queue answers with 10,000 open cases, beside one with 10.

Both are neighbourhoods of one database and are asked in turns, through the real router, from
the word `cases` to an answer after a durable commit; medians are compared. Each has 10,000
decided cases, too. `open_growth` compares what it takes to open one more.
"""

import asyncio
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from bot.app import App
from bot.config import CitySettings, NeighbourhoodSettings, Settings, StoreSettings
from bot.incoming import Address, Identity, Incoming, Text
from moderation import desk
from moderation.contributions import Contribution
from moderation.models import Case, State

FEW, MANY, DECIDED = 10, 10_000, 10_000
ROUNDS = 200
PLACES = {"few": "!few:bench", "many": "!many:bench"}
MO = Identity("matrix", "@mo:bench", "Mo")
_messages = count(1)


def app_on(folder: Path) -> App:
    places = {
        slug: NeighbourhoodSettings(slug, "dortmund", (f"matrix:{room}",))
        for slug, room in PLACES.items()
    }
    settings = Settings(
        admins=("matrix:@mo:bench",),
        store=StoreSettings(f"sqlite:///{folder}/bude.db"),
        cities={"dortmund": CitySettings("Dortmund", "en")},
        neighbourhoods=places,
    )
    app = App(settings, [], lambda: datetime.now(UTC))
    app.prepare()
    return app


def furnish(app: App) -> None:
    """Cases in bulk: the author of all is person 1."""
    with app.store.begin() as session:
        for place, waiting in ((1, FEW), (2, MANY)):
            rows = [_case(place, number, is_open=False) for number in range(DECIDED)]
            rows += [_case(place, number, is_open=True) for number in range(waiting)]
            session.execute(insert(Case), rows)


def _case(place: int, number: int, *, is_open: bool) -> dict[str, Any]:
    state = State.WAITING if is_open else State.PUBLISHED
    return {
        "neighbourhood_id": place,
        "kind": "idea",
        "number": number,
        "author_id": 1,
        "fingerprint": f"{place}:{number}",
        "state": state.value,
        "is_open": is_open,
        "held": ["newcomer"],
        "marks": [],
        "opened_at": datetime.now(UTC) - timedelta(minutes=number),
        "language": "en",
        "platform": "matrix",
        "target": "!somewhere:bench",
        "keeper_id": 1,
    }


async def asked(app: App, room: str) -> float:
    """Seconds until a moderator sees the queue."""
    heard = Incoming(
        MO, Address("matrix", room), f"${next(_messages)}", Text("cases"), alone=True
    )
    started = time.perf_counter()
    [reply] = await app.router.hear([heard])
    taken = time.perf_counter() - started
    assert reply
    assert reply.post.title == "What waits here"
    return taken


async def opened(app: App, room: str) -> float:
    """Seconds until a new contribution lies at the desk."""
    number = next(_messages)
    said = Incoming(MO, Address("matrix", room), f"${number}", Text("cases"), alone=True)

    def open_one(session: Session) -> None:
        context = app.router.listen(session, [said]).onlooker(said)
        desk.open_case(context, Contribution("idea", number, f"A bench, number {number}"))

    started = time.perf_counter()
    await app.writer.do(open_one)
    return time.perf_counter() - started


async def growth(measure: Callable[[str], Any]) -> float:
    """The median with many, in units of that with few."""
    taken: dict[str, list[float]] = {slug: [] for slug in PLACES}
    for _ in range(ROUNDS):
        for slug, room in PLACES.items():
            taken[slug].append(await measure(room))
    return statistics.median(taken["many"]) / statistics.median(taken["few"])


async def measured(folder: Path) -> dict[str, float]:
    """`queue_growth` and `open_growth`, on a database of their own in that folder."""
    app = app_on(folder)
    try:
        furnish(app)
        queue = await growth(partial(asked, app))
        one_more = await growth(partial(opened, app))
    finally:
        await app.close()
    return {"queue_growth": round(queue, 2), "open_growth": round(one_more, 2)}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(asyncio.run(measured(Path(folder)))))


if __name__ == "__main__":
    main()
