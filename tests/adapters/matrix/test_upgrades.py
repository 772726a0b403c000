"""A room that was replaced: Bude goes along, but not wherever somebody points."""

import logging
from dataclasses import replace

import pytest

from bot.incoming import Address
from tests.adapters.matrix.hafen import Hafen
from tests.adapters.matrix.stage import MatrixStage
from tests.adapters.stage import Notebook, until
from tests.servers.gestures import POLL
from tests.servers.neighbour import Neighbour

pytestmark = pytest.mark.synapse


async def upgrade(mo: Neighbour, room: str, version: str = "11") -> str:
    answer = await mo._post(f"rooms/{mo._quoted(room)}/upgrade", {"new_version": version})
    return str(answer["replacement_room"])


async def older_room(stage: MatrixStage) -> str:
    """Synapse upgrades to another version only."""
    mo = await stage.person("mo")
    wishes = {"name": "Holzen", "preset": "public_chat", "room_version": "9"}
    room: str = (await mo._post("createRoom", wishes))["room_id"]
    await stage.takes_bude_in(room)
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


async def test_a_room_by_invitation_is_followed_once_we_are_let_in(
    stage: MatrixStage, caplog: pytest.LogCaptureFixture
) -> None:
    """As most rooms are; whoever upgrades them invites everybody anew."""
    mo = await stage.person("mo")
    stage.settings = replace(stage.settings, accept_invitations_from=(mo.user_id,))
    wishes = {"preset": "private_chat", "room_version": "9", "invite": [stage.bude.user_id]}
    old: str = (await mo._post("createRoom", wishes))["room_id"]
    await stage.takes_bude_in(old)
    inbox = Notebook()
    await stage.listens(inbox)
    new = await upgrade(mo, old)
    await until(lambda: "cannot be entered" in caplog.text)
    await mo._post(f"rooms/{mo._quoted(new)}/invite", {"user_id": stage.bude.user_id})
    await until(lambda: bool(inbox.moves))
    assert inbox.moves == [(old, new)]


async def test_the_poll_goes_on_in_the_new_room(hafen: Hafen) -> None:
    """In one of the newest kind, whose id names no server."""
    await hafen.asks()
    mo, anna = await hafen.person("mo"), await hafen.person("anna")
    await anna.say("!vote 1 1")
    await hafen.counts(1, 0, 0)
    new = await upgrade(mo, hafen.stage.room.target, "12")
    await mo._post(f"join/{new}", {})
    await anna._post(f"join/{new}", {})

    async def asked_there() -> str | None:
        found = [each for each in await mo.history(new) if each["type"] == f"{POLL}.start"]
        return found[-1]["event_id"] if found else None

    poll = await hafen.at_last(asked_there)
    await anna.pick(poll, ["bude.3"], new)
    await hafen.counts(0, 0, 1)
    hafen.stage.room = Address("matrix", new)
    await hafen.reads("So far: Park 0, Square 0, Harbour 1")
    await mo.end(poll, new)
    await mo.hears("mo: Why is it closed early?", room=new)


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
