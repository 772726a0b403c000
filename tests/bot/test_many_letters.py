"""Letters may pile up while a platform is away."""

from typing import Any

import pytest
from sqlalchemy import insert
from sqlalchemy.orm import Session

from bot import leasing, store
from bot.app import App
from bot.outbox import Letter


def pile_up(app: App, session: Session, letters: int) -> None:
    common = {"platform": "matrix", "target": "#hafen", "post": "{}", "state": "waiting"}
    moments = {"queued": app.clock(), "due": app.clock(), "attempts": 0}
    rows = [common | moments | {"key": f"k{n}", "nonce": f"n{n}"} for n in range(letters)]
    session.execute(insert(Letter), rows)


def work(app: App, session: Session) -> int:
    """What the database does to find the next letters: rows it reads, or steps it takes."""
    which = {"platforms": ["matrix"], "at_hand": [], "now": app.clock(), "most": 50}
    query = leasing.next_letters()
    if store.dialect(session) == "sqlite":
        steps: list[int] = []
        driver: Any = session.connection().connection.driver_connection
        driver.set_progress_handler(lambda: steps.append(100), 100)
        assert len(session.scalars(query, which).all()) == 50
        driver.set_progress_handler(None, 0)
        return sum(steps)
    connection = session.connection()
    written = query.compile(connection).construct_expanded_state(which)
    explain = f"EXPLAIN (ANALYZE, FORMAT JSON) {written.statement}"
    [[[found]]] = connection.exec_driver_sql(explain, written.parameters).all()
    return rows_read(found["Plan"])


def rows_read(plan: dict[str, Any]) -> int:
    rows = plan["Actual Rows"] + plan.get("Rows Removed by Filter", 0)
    return int(rows * plan["Actual Loops"]) + sum(map(rows_read, plan.get("Plans", ())))


@pytest.mark.parametrize("letters", [200, 2000])
async def test_a_heap_of_letters_is_gone_through_once(app: App, letters: int) -> None:
    """Not once for each of them: with twenty thousand that took a minute."""
    with app.store.begin() as session:
        pile_up(app, session, letters)
        assert work(app, session) < 100 * letters
