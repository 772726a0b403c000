"""A room that was replaced: Bude goes along, but not wherever somebody points."""

import logging

import pytest

from tests.adapters.matrix.stage import MatrixStage
from tests.adapters.stage import Notebook, until
from tests.servers.neighbour import Neighbour

pytestmark = pytest.mark.synapse


async def upgrade(mo: Neighbour, room: str) -> str:
    answer = await mo._post(f"rooms/{mo._quoted(room)}/upgrade", {"new_version": "11"})
    return str(answer["replacement_room"])


async def older_room(stage: MatrixStage) -> str:
    """Synapse upgrades to another version only."""
    mo = await stage.person("mo")
    wishes = {"name": "Holzen", "preset": "public_chat", "room_version": "9"}
    room: str = (await mo._post("createRoom", wishes))["room_id"]
    async with await Neighbour.join(stage.synapse.url, stage.bude.access_token, room):
        pass
    return room


async def test_bude_goes_along_and_listens_there(stage: MatrixStage) -> None:
    old = await older_room(stage)
    inbox = Notebook()
    await stage.listens(inbox)
    mo = await stage.person("mo")
    new = await upgrade(mo, old)
    await until(lambda: bool(inbox.moves))
    assert inbox.moves == [(old, new)]
    await mo.say("!vote 1", room=new)
    await until(lambda: "vote 1" in inbox.words)


async def test_replaced_while_we_were_away(stage: MatrixStage) -> None:
    old = await older_room(stage)
    inbox = Notebook()
    await stage.listens(inbox)
    await stage.stops()
    new = await upgrade(await stage.person("mo"), old)
    await stage.listens(inbox)
    await until(lambda: bool(inbox.moves))
    assert inbox.moves == [(old, new)]


async def test_a_room_that_knows_of_no_predecessor_is_not_followed(
    stage: MatrixStage, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    inbox = Notebook()
    await stage.listens(inbox)
    mo = await stage.person("mo")
    old = stage.room.target
    elsewhere = await mo.create_room("Elsewhere")
    tombstone = {"body": "We moved", "replacement_room": elsewhere}
    await mo._put(f"rooms/{mo._quoted(old)}/state/m.room.tombstone/", tombstone)
    await until(lambda: "does not say that it replaces" in caplog.text)
    assert inbox.moves == []


async def test_a_private_room_is_told_in_the_log_and_stops_nothing(
    stage: MatrixStage, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    inbox = Notebook()
    await stage.listens(inbox)
    mo = await stage.person("mo")
    closed = (await mo._post("createRoom", {"preset": "private_chat"}))["room_id"]
    tombstone = {"body": "We moved", "replacement_room": closed}
    place = f"rooms/{mo._quoted(stage.room.target)}/state/m.room.tombstone/"
    await mo._put(place, tombstone)
    await until(lambda: "cannot be entered" in caplog.text)
    other = await stage.opens("Another")
    await mo.say("!vote 1", room=other)
    await until(lambda: "vote 1" in inbox.words)
    assert inbox.moves == []
