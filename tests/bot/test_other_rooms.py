"""Whoever rules a room rules that room only: on a federated network anybody rules one."""

import pytest

from bot.app import App
from bot.incoming import Ended, Picked, Reacted, Retracted, Said
from polls.models import State
from tests.bot.scene import rows
from tests.bot.test_picks import TWO, asks, votes
from tests.fakes import FakePlatform
from tests.scenes import poll_of

pytestmark = pytest.mark.usefixtures("in_english")


@pytest.fixture
async def bench(app: App, matrix: FakePlatform) -> str:
    return await asks(app, matrix)


async def test_from_another_room_nothing_is_picked_or_removed(
    app: App, matrix: FakePlatform, bench: str
) -> None:
    await matrix.says("anna", Picked(bench, (1,)), message_id="$1")
    elsewhere: list[Said] = [
        Retracted("$1"),
        Picked(bench, (2,)),
        Reacted(bench, TWO),
        Ended(bench),
    ]
    for said in elsewhere:
        assert await matrix.says("anna", said, where="#charlies") is None
    assert await votes(app, matrix) == ["Park"]
    assert (await poll_of(app)).state == State.OPEN
    await matrix.says("charlie", Retracted("$1"))
    assert await votes(app, matrix) == []


async def test_from_another_room_an_early_pick_is_not_removed(
    app: App, matrix: FakePlatform
) -> None:
    await matrix.says("anna", Picked("$ours", (1,)), message_id="$1")
    await matrix.says("charlie", Retracted("$1"), where="#charlies")
    assert rows(app.store)["early"] == 1
    await matrix.says("charlie", Retracted("$1"))
    assert rows(app.store)["early"] == 0
