"""After the end ballots lie in an order of chance. Only PostgreSQL could tell another: SQLite
sorts them by their names, which are drawn by chance."""

import pytest
from sqlalchemy import text

from bot.app import App
from tests.fakes import Clock, FakePlatform
from tests.scenes import SECRET, later, met, votes

pytestmark = pytest.mark.postgres


@pytest.fixture
def store_url(empty_postgresql: str) -> str:
    return empty_postgresql


async def test_nobody_reads_from_it_who_voted_first(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    people = [f"n{number}" for number in range(24)]
    await met(matrix, *people)
    await matrix.says("mo", SECRET)
    for number, who in enumerate(people):
        await votes(matrix, who, "1" if number < 12 else "2")
    await later(app, clock, days=3)
    as_written = text("SELECT marks FROM ballot ORDER BY ctid")
    marks = await app.writer.do(lambda session: list(session.scalars(as_written)))
    in_turn = ["1"] * 12 + ["2"] * 12
    assert sorted(marks) == in_turn
    assert marks not in (in_turn, in_turn[::-1])
