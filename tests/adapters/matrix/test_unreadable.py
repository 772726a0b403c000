"""What cannot be read on a real homeserver: kept, asked for, told, and heard at last."""

import asyncio
import logging
import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot import sealed
from bot.adapter import DeliveryFailed, WrongSettings
from bot.app import App
from bot.config import CitySettings, NeighbourhoodSettings, Settings, StoreSettings
from bot.incoming import Incoming, Sealed, Text, Why
from bot.posts import Post, Reply
from tests.adapter_contract import POLL, carried
from tests.adapters.matrix.sealed_stage import SealedStage
from tests.adapters.matrix.stage import MatrixStage
from tests.adapters.stage import PATIENCE, Notebook, sees, until
from tests.bot.scene import rows
from tests.servers.neighbour import body_of

pytestmark = pytest.mark.synapse


@pytest.fixture
async def bude(sealed_stage: SealedStage, own_store: StoreSettings) -> AsyncIterator[App]:
    room = f"matrix:{sealed_stage.room.target}"
    settings = Settings(
        store=own_store,
        cities={"dortmund": CitySettings("Dortmund", language="en")},
        neighbourhoods={"hafen": NeighbourhoodSettings("Hafen", "dortmund", (room,))},
    )
    app = App(settings, [sealed_stage.adapter])
    app.prepare()
    yield app
    await sealed_stage.stops()
    await app.close()


async def tell(bude: App) -> None:
    """What the clock does every few seconds."""
    await bude.writer.do(lambda session: sealed.tell(session, datetime.now(UTC)))
    await bude.postman.round()


async def locked_vote(stage: SealedStage, words: str) -> None:
    """Anna's client keeps the key to what she says from Bude."""
    anna = await stage.person("anna")
    await anna.keeps_key_from(stage.bude.user_id, stage.room.target)
    await stage.says("anna", words)


def requests_for_keys(stage: SealedStage) -> list[str]:
    return [each for each in stage.wire.requests if "m.room_key_request" in each]


@pytest.mark.parametrize("forwarded", [False, True])
async def test_a_vote_is_counted_when_its_key_comes(
    sealed_stage: SealedStage,
    bude: App,
    forwarded: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sealed, "GRACE", timedelta(0))
    stage = sealed_stage
    await stage.listens(bude.router)
    await stage.says("mo", POLL)
    await carried(bude, stage, "Where should the bench go?")
    await stage.person("mehmet")
    await locked_vote(stage, "vote 1 2")
    await until(lambda: len(requests_for_keys(stage)) == 1)
    await stage.says("mehmet", "results 1")
    await sees(stage, "Square: 0 votes")
    await tell(bude)
    assert "anna, I could not read" in (await sees(stage, "could not read")).text
    await stage.says("anna", "vote 1 1")  # just as unreadable
    anna = await stage.person("anna")
    if forwarded:
        await anna.forwards(stage.bude.user_id, stage.room.target)
    else:
        await anna.hands_over(stage.bude.user_id, stage.room.target)
    await sees(stage, "Your vote")
    await until_none_is_closed(bude)
    await tell(bude)
    await stage.says("mehmet", "results 1")
    await sees(stage, "Park: 1 vote\nSquare: 0 votes")
    assert len([each for each in await stage.seen() if "could not read" in each.text]) == 1
    assert len(requests_for_keys(stage)) == 1


async def test_a_vote_taken_away_before_its_key_came_does_not_count(
    sealed_stage: SealedStage, bude: App
) -> None:
    stage = sealed_stage
    await stage.listens(bude.router)
    await stage.says("mo", POLL)
    await carried(bude, stage, "Where should the bench go?")
    anna = await stage.person("anna")
    await anna.keeps_key_from(stage.bude.user_id, stage.room.target)
    locked = await anna.say("!vote 1 2", room=stage.room.target)
    await until(lambda: rows(bude.store)["sealed"] == 1)
    await anna.redact(locked)
    await until_none_is_closed(bude)
    await anna.hands_over(stage.bude.user_id, stage.room.target)
    await stage.says("mo", "results 1")
    await sees(stage, "People who voted: 0")


async def until_none_is_closed(bude: App) -> None:
    async with asyncio.timeout(PATIENCE):
        while rows(bude.store)["sealed"]:  # noqa: ASYNC110 - it does not tell us
            await asyncio.sleep(0.05)


async def test_it_is_tried_again_at_the_next_start(sealed_stage: SealedStage) -> None:
    stage = sealed_stage
    inbox = Notebook()
    await stage.listens(inbox)
    await locked_vote(stage, "vote 1")
    await until(lambda: bool(inbox.closed))
    [locked] = inbox.heard
    assert isinstance(locked.said, Sealed)
    assert (locked.said.why, locked.said_at) == (Why.KEY_MISSING, None)
    await stage.stops()
    # As when we die between keeping the key and hearing what it opens.
    inbox.closed = {locked.message_id: replace(locked, said_at=datetime.now(UTC))}
    anna = await stage.person("anna")
    await anna.hands_over(stage.bude.user_id, stage.room.target)
    await stage.listens(inbox)
    await until(lambda: not inbox.closed)
    opened = inbox.heard[-1]
    assert (opened.message_id, opened.said) == (locked.message_id, Text("vote 1"))
    assert opened.said_at
    assert opened.said_at < datetime.now(UTC) - timedelta(seconds=0.01)


# Lost keys


def what_is_wrong(heard: Incoming) -> Reply | None:
    match heard.said:
        case Sealed(why=why):
            return Reply(Post(f"I cannot read here: {why}."))
    return Reply(Post("Yes."))


async def test_a_lost_store_is_said_and_a_new_device_goes_on(
    sealed_stage: SealedStage, caplog: pytest.LogCaptureFixture
) -> None:
    stage = sealed_stage
    inbox = Notebook(what_is_wrong)
    await stage.listens(inbox)
    await stage.says("anna", "vote 1")
    await sees(stage, "Yes.")
    await stage.stops()
    shutil.rmtree(stage.store)

    caplog.clear()
    await stage.listens(inbox)
    assert "a new access token, which is a new device" in caplog.text
    mo = await stage.person("mo")
    notice = await mo.hears("keys lost")
    assert "ciphertext" not in notice["content"]
    with pytest.raises(DeliveryFailed) as failed:
        await stage.adapter.deliver(stage.room, Post("A secret"), key="secret")
    assert not failed.value.permanent
    await stage.says("anna", "vote 2")
    # Rooms that are not encrypted go on.
    plain = await stage.opens("Plain", encrypted=False)
    await mo.send("m.room.message", {"msgtype": "m.text", "body": "!vote 3"}, plain)
    await until(lambda: "vote 3" in inbox.words)
    await stage.stops()

    stage.another_device(stage.synapse.sign_in_again(stage.bude))
    caplog.clear()
    await stage.listens(inbox)
    assert "is new" in caplog.text
    await mo.hears("new device")
    assert not [event for event in mo.unread() if event["sender"] == stage.bude.user_id]
    await stage.says("anna", "vote 4")
    await until(lambda: "vote 4" in inbox.words)
    assert [each.message_id for each in inbox.heard if body(each) == "vote 2"] == []
    await stage.adapter.deliver(stage.room, Post("A secret"), key="secret")
    await sees(stage, "A secret")


def body(heard: Incoming) -> str:
    return heard.said.words if isinstance(heard.said, Text) else ""


async def test_another_store_key_is_a_sentence(sealed_stage: SealedStage) -> None:
    stage = sealed_stage
    await stage.listens(Notebook())
    await stage.stops()
    stage.key = "another text that is as long"
    stage.another_device(stage.bude)
    with pytest.raises(WrongSettings, match="BUDE_MATRIX_STORE_KEY"):
        await stage.adapter.run(Notebook())


# Without encryption


async def test_without_encryption_a_room_is_told_once(
    stage: MatrixStage, sealed_stage: SealedStage, caplog: pytest.LogCaptureFixture
) -> None:
    anna = await sealed_stage.person("anna")
    room = sealed_stage.room.target
    mo = await sealed_stage.person("mo")
    await stage.takes_bude_in(room)
    ids: set[str] = set()

    def once(heard: Incoming) -> Reply | None:
        new = {heard.message_id} - ids
        ids.update(new)
        return what_is_wrong(heard) if new else None

    await stage.listens(Notebook(once))
    await anna.say("!vote 1", room=room)
    await mo.hears("no encryption")
    await anna.say("!vote 2", room=room)
    await stage.says("charlie", "vote 3")
    await sees(stage, "Yes.")
    said = [event for event in mo.messages() if event["sender"] == stage.bude.user_id]
    assert [body_of(event) for event in said if body_of(event)] == [
        "I cannot read here: no encryption."
    ]
    assert logging.ERROR not in {each.levelno for each in caplog.records}
