"""A neighbourhood with people and ideas in it, made in bulk."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from bot.app import App
from bot.config import CitySettings, NeighbourhoodSettings, Settings, StoreSettings
from bot.incoming import Address
from bot.people import Account, Person
from bot.store import Store
from ideas import index
from ideas.likeness import fingerprint, folded
from ideas.models import Idea, State, Trigram

PEOPLE = 500
# The number of the first of them; the ones before are those whom the config names.
FIRST = 1_001
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ROOM = Address("matrix", "!hafen:bench")
RULES = {"desk": {"rule": "at once"}, "ideas": {"most_an_hour": 1_000_000}}


def app_on(url: str, rules: Mapping[str, Any] = RULES) -> App:
    settings = Settings(
        admins=("matrix:@mo:bench",),
        store=StoreSettings(url),
        cities={"dortmund": CitySettings("Dortmund")},
        neighbourhoods={
            "hafen": NeighbourhoodSettings("Hafen", "dortmund", ("matrix:!hafen:bench",))
        },
        rules={"dortmund": rules},
    )
    app = App(settings, [], lambda: datetime.now(UTC))
    app.prepare()
    return app


def furnish(store: Store, texts: Sequence[str]) -> None:
    """People, and ideas that are there already, seeded in bulk; then the index over them."""
    people = range(FIRST, FIRST + PEOPLE)
    with store.begin() as session:
        named = [{"id": n, "name": f"Neighbour {n}", "home_id": 1} for n in people]
        session.execute(insert(Person), named)
        same = {"platform": "matrix", "since": NOW, "heard": NOW}
        accounts = [same | {"user_id": user(n), "person_id": n} for n in people]
        session.execute(insert(Account), accounts)
        rows = [_row(number, each) for number, each in enumerate(texts, 1)]
        for start in range(0, len(rows), 1000):
            session.execute(insert(Idea), rows[start : start + 1000])
    if texts:
        with store.begin() as session:
            _fill(session, rows)


def user(number: int) -> str:
    return f"@n{number}:bench"


def _row(number: int, said: str) -> dict[str, object]:
    return {
        "id": number,
        "neighbourhood_id": 1,
        "author_id": FIRST + number % PEOPLE,
        "title": said[:80],
        "text": said,
        "likeness": folded(None, said),
        "fingerprint": fingerprint(folded(None, said)),
        "state": State.PUBLISHED,
        "received_at": NOW,
        "gathering": "none",
        "told_week": 0,
        "restless": False,
        "shown_overdue": False,
    }


def _fill(session: Session, rows: Sequence[dict[str, object]]) -> None:
    """As `index.enter` does it for each."""
    counts: Counter[str] = Counter()
    for row in rows[index.SAMPLED - 1 :: index.SAMPLED]:
        counts.update(dict.fromkeys(index.trigrams(str(row["likeness"])), index.SAMPLED))
    seen = [{"letters": letters, "ideas": count} for letters, count in counts.items()]
    session.execute(insert(Trigram), seen)
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("DROP TABLE idea_search"))
        index.prepare(session)
    else:
        session.execute(text("ANALYZE idea"))
