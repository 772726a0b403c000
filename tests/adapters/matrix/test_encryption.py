"""Encrypted rooms on a real homeserver: nothing said there is lost, and nobody is left out."""

import asyncio
import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from adapters.matrix.rooms import Room
from bot.adapter import Cursor
from bot.incoming import Incoming, Picked, Text
from bot.posts import Post, Reply
from tests.adapters.matrix.sealed_stage import SealedStage
from tests.adapters.matrix.test_conversation import direct_chat
from tests.adapters.matrix.test_hearing_everything import many
from tests.adapters.stage import Notebook, sees, until
from tests.servers.neighbour import Neighbour

pytestmark = pytest.mark.synapse


async def test_a_restart_keeps_the_keys(sealed_stage: SealedStage) -> None:
    stage = sealed_stage
    inbox = Notebook()
    await stage.listens(inbox)
    await stage.says("anna", "vote 1 1")
    poll = (await inbox.next()).message_id
    await stage.stops()
    before = datetime.now(UTC)
    # In the same session, whose key came before the restart.
    await stage.says("anna", "vote 1 2")
    mehmet = await stage.person("mehmet")
    await mehmet.pick(poll, ["a2"], stage.room.target)
    await stage.listens(inbox)
    assert inbox.words == ["vote 1 1", "vote 1 2"]
    assert inbox.heard[2].said == Picked(poll, (), ("a2",))
    assert not inbox.closed
    later = inbox.heard[1].said_at
    assert later
    assert before - timedelta(seconds=1) < later < datetime.now(UTC)


async def test_a_gap_is_filled_and_opened(sealed_stage: SealedStage) -> None:
    inbox = Notebook()
    await sealed_stage.listens(inbox)
    await sealed_stage.says("anna", "here")
    await inbox.next()
    await sealed_stage.stops()
    said = await many(sealed_stage, 120)
    await sealed_stage.listens(inbox)
    assert inbox.words == ["here", *said]
    assert not inbox.closed


@dataclass
class Copying(Notebook):
    """Copies the store when it is asked to keep something: what a `kill -9` then leaves."""

    store: Path = Path()
    fails: bool = False

    async def hear(
        self, heard: Sequence[Incoming], cursor: Cursor | None = None
    ) -> list[Reply | None]:
        if heard and not self.heard:
            shutil.copytree(self.store, self.store.with_name("copy"))
            if self.fails:
                await asyncio.sleep(60)
        return await super().hear(heard, cursor)


@pytest.mark.parametrize("committed", [True, False])
async def test_killed_around_the_commit_no_key_is_lost(
    sealed_stage: SealedStage, committed: bool
) -> None:
    stage = sealed_stage
    await stage.listens(Notebook())
    await stage.person("anna")
    inbox = Copying(store=stage.store, fails=not committed)
    inbox.kept = stage.ear.cursors[-1].value
    await stage.listens(inbox)
    await stage.says("anna", "vote 1")
    copy = stage.store.with_name("copy")
    await until(lambda: bool(inbox.heard) if committed else copy.exists())
    await stage.stops()
    shutil.rmtree(stage.store)
    copy.rename(stage.store)
    await stage.says("anna", "vote 2")
    again = Notebook(kept=inbox.kept)
    await stage.listens(again)
    assert inbox.words + again.words == ["vote 1", "vote 2"]
    assert not again.closed


async def test_who_comes_later_reads_what_is_said_from_then_on(
    sealed_stage: SealedStage,
) -> None:
    stage = sealed_stage
    await stage.listens(Notebook())
    await stage.adapter.deliver(stage.room, Post("Before"), key="before")
    charlie = await stage.person("charlie")
    await until(lambda: charlie.user_id in present(stage))
    await stage.adapter.deliver(stage.room, Post("After"), key="after")
    await charlie.hears("After")
    sealed = [event for event in await charlie.history(stage.room.target) if unread(event)]
    assert len(sealed) == 1
    mo = await stage.person("mo")
    await mo.hears("Before")
    await mo.hears("After")


async def test_a_new_device_reads_and_is_read(sealed_stage: SealedStage) -> None:
    stage = sealed_stage
    inbox = Notebook()
    await stage.listens(inbox)
    anna = await stage.person("anna")
    await stage.adapter.deliver(stage.room, Post("Before"), key="before")
    phone = await stage.arrives(
        "anna", stage.synapse.sign_in_again(stage.accounts[anna.user_id])
    )
    try:
        await phone.say("!vote 1", room=stage.room.target)
        assert (await inbox.next()).said == Text("vote 1")
        await stage.adapter.deliver(stage.room, Post("After"), key="after")
        await phone.hears("After")
        assert not [event for event in phone.unread() if event["sender"] == stage.bude.user_id]
    finally:
        await phone.leave()


async def test_who_has_left_gets_no_further_key(sealed_stage: SealedStage) -> None:
    stage = sealed_stage
    await stage.listens(Notebook())
    anna = await stage.person("anna")
    await until(lambda: anna.user_id in present(stage))
    one, two = [await session_of(stage, name) for name in ("one", "two")]
    await anna._post(f"rooms/{anna._quoted(None)}/leave", {})
    await until(lambda: anna.user_id not in present(stage))
    three = await session_of(stage, "three")
    assert one == two != three


async def session_of(stage: SealedStage, words: str) -> str:
    receipt = await stage.adapter.deliver(stage.room, Post(words), key=words)
    path = f"rooms/{stage.room.target}/event/{receipt.messages[0]}"
    event: dict[str, Any] = await (await stage.person("mo"))._get(path)
    assert words not in json.dumps(event)
    session: str = event["content"]["session_id"]
    return session


def present(stage: SealedStage) -> set[str]:
    rooms = stage.adapter._homeserver.encryption.rooms
    room = rooms.known(stage.room.target) if rooms else None
    return room.present() if room else set()


def unread(event: dict[str, Any]) -> bool:
    return bool(event["type"] == "m.room.encrypted")


async def test_an_edit_shows_what_it_edits(sealed_stage: SealedStage) -> None:
    stage = sealed_stage
    await stage.listens(Notebook())
    first = await stage.adapter.deliver(stage.room, Post("No votes yet"), key="a")
    await stage.adapter.deliver(stage.room, Post("One vote"), key="b", replaces=first)
    await sees(stage, "One vote")
    path = f"rooms/{stage.room.target}/event/{first.messages[0]}"
    event = await (await stage.person("mo"))._get(path)
    replaced = event["unsigned"]["m.relations"]["m.replace"]
    assert replaced["type"] == "m.room.encrypted"
    assert "One vote" not in json.dumps(event)


@pytest.mark.parametrize("sign", ["😀", "م", "<"])
async def test_the_longest_message_fits(sealed_stage: SealedStage, sign: str) -> None:
    stage = sealed_stage
    await stage.listens(Notebook())
    long = Post(
        "\n".join([sign * 4_000] * 5), facts=tuple((f"{n}", sign * 900) for n in range(20))
    )
    first = await stage.adapter.deliver(stage.room, long, key="long")
    await stage.adapter.deliver(stage.room, long, key="again", replaces=first)
    seen = await stage.seen()
    assert sum(each.text.count(sign) for each in seen) == 20_000 + 18_000
    assert len(seen) == len(first.messages)


async def test_what_was_encrypted_is_never_said_openly_again(
    sealed_stage: SealedStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As by a homeserver that hides that the room is encrypted."""
    stage = sealed_stage
    await stage.listens(Notebook())
    await stage.adapter.deliver(stage.room, Post("Before"), key="before")
    await stage.stops()
    learn = Room.learn

    def hiding(room: Room, event: dict[str, Any]) -> None:
        if event.get("type") != "m.room.encryption":
            learn(room, event)

    monkeypatch.setattr(Room, "learn", hiding)
    await stage.listens(Notebook())
    receipt = await stage.adapter.deliver(stage.room, Post("After"), key="after")
    path = f"rooms/{stage.room.target}/event/{receipt.messages[0]}"
    assert unread(await (await stage.person("mo"))._get(path))


async def test_a_private_answer_goes_into_an_encrypted_chat(sealed_stage: SealedStage) -> None:
    stage = sealed_stage
    anna = await stage.person("anna")
    stage.fresh(accept_invitations_from=(anna.user_id,))
    inbox = Notebook(lambda heard: Reply(Post("Your vote is in."), private=True))
    await stage.listens(inbox)
    chat = await anna.direct(stage.bude.user_id)
    encryption = {"algorithm": "m.megolm.v1.aes-sha2"}
    await anna._put(f"rooms/{chat}/state/m.room.encryption", encryption)
    assert await direct_chat(stage) == chat
    await stage.says("anna", "vote 1")
    answer = await anna.hears("Your vote is in.")
    assert answer["room_id"] == chat
    raw = [event for event in await Neighbour.history(anna, chat) if unread(event)]
    assert raw[-1]["sender"] == stage.bude.user_id
