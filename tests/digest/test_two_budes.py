"""Two Budes on one database look for what is due at the same time."""

import asyncio

import pytest

from bot.app import App
from bot.happened import DIGEST
from digest import sending
from tests.digest.conftest import BENCH, FRIDAY, got, wants
from tests.fakes import Clock, FakePlatform

pytestmark = pytest.mark.postgres


@pytest.fixture
def store_url(empty_postgresql: str) -> str:
    return empty_postgresql


async def test_each_neighbour_gets_one(
    app: App, other: App, matrix: FakePlatform, clock: Clock
) -> None:
    for who in ("rosi", "mehmet"):
        await wants(matrix, who)
    await matrix.says("anna", BENCH)
    clock.now = FRIDAY
    with app.store.begin() as session:
        sending.send_due(session, DIGEST, clock.now)
        await asyncio.wait_for(other.send_digests(), 10)
    await other.send_digests()
    await app.postman.round()
    assert [len(got(matrix, who)) for who in ("rosi", "mehmet")] == [1, 1]
