"""Read receipts and typing: in moderation, only when true, and not at all if not wanted."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace

import pytest

from adapters.matrix import typing_notices
from bot.adapter import Cursor
from bot.incoming import Incoming
from bot.posts import Reply
from tests.adapters.matrix.stage import MatrixStage
from tests.adapters.stage import PATIENCE, Notebook, until
from tests.servers.neighbour import Event, Neighbour

pytestmark = pytest.mark.synapse
A_MOMENT = 0.1


@pytest.fixture(autouse=True)
def with_receipts(stage: MatrixStage) -> None:
    stage.settings = replace(stage.settings, receipts=True)


@dataclass
class Slow(Notebook):
    """Takes its time until it is told that that was long enough."""

    asked: asyncio.Event = field(default_factory=asyncio.Event)
    enough: asyncio.Event = field(default_factory=asyncio.Event)

    async def hear(
        self, heard: Sequence[Incoming], cursor: Cursor | None = None
    ) -> list[Reply | None]:
        if heard:
            self.asked.set()
            await self.enough.wait()
        return await super().hear(heard, cursor)


async def at_last(look: Callable[[], Awaitable[object]], wanted: object) -> None:
    async with asyncio.timeout(PATIENCE):
        while await look() != wanted:  # noqa: ASYNC110
            await asyncio.sleep(0.05)


def sent(stage: MatrixStage, what: str) -> list[str]:
    return [each for each in stage.wire.requests if what in each]


async def ephemeral(stage: MatrixStage, anna: Neighbour) -> list[Event]:
    # Another question each time, or Synapse gives the answer it gave before.
    question = {"timeout": str(secrets.randbelow(1_000_000))}
    answer = await anna._get("sync", question)
    room: Event = answer["rooms"]["join"][stage.room.target]
    events: list[Event] = room["ephemeral"]["events"]
    return events


async def read_by_bude(stage: MatrixStage, anna: Neighbour) -> set[str]:
    """The events at which Anna's client shows Bude's sign."""
    return {
        event_id
        for event in await ephemeral(stage, anna)
        if event["type"] == "m.receipt"
        for event_id, read in event["content"].items()
        if stage.bude.user_id in read.get("m.read", {})
    }


async def test_what_was_said_to_bude_is_shown_as_read_once_it_is_kept(
    stage: MatrixStage,
) -> None:
    inbox = Slow()
    await stage.listens(inbox)
    anna = await stage.person("anna")
    said = await anna.say("!vote 1")
    await inbox.asked.wait()
    await asyncio.sleep(A_MOMENT)
    assert not sent(stage, "/receipt/")
    inbox.enough.set()
    await at_last(lambda: read_by_bude(stage, anna), {said})


async def test_neighbours_talk_is_not_shown_as_read(stage: MatrixStage) -> None:
    inbox = Notebook()
    await stage.listens(inbox)
    await stage.chats("anna", "Moin")
    await stage.chats("anna", "!vote 1")
    await until(lambda: len(sent(stage, "/receipt/")) == 1)
    await stage.chats("anna", "Moin again")
    await until(lambda: len(inbox.heard) == 3)
    await stage.stops()
    assert len(sent(stage, "/receipt/")) == 1


async def test_typing_is_shown_only_while_it_takes_long(
    stage: MatrixStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(typing_notices, "LONG", A_MOMENT)
    inbox = Slow()
    await stage.listens(inbox)
    anna = await stage.person("anna")
    await anna.say("!vote 1")
    await until(lambda: bool(sent(stage, "/typing/")))
    await at_last(lambda: typing(stage, anna), [stage.bude.user_id])
    inbox.enough.set()
    await at_last(lambda: typing(stage, anna), [])


async def typing(stage: MatrixStage, anna: Neighbour) -> list[str]:
    now = [each for each in await ephemeral(stage, anna) if each["type"] == "m.typing"]
    return [who for each in now for who in each["content"]["user_ids"]]


async def test_what_is_quick_is_not_worth_a_sign(stage: MatrixStage) -> None:
    inbox = Notebook()
    await stage.listens(inbox)
    await stage.says("anna", "vote 1")
    await inbox.next()
    await stage.stops()
    assert not sent(stage, "/typing/")


async def test_whoever_does_not_want_signs_gives_none(
    stage: MatrixStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(typing_notices, "LONG", 0.0)
    stage.settings = replace(stage.settings, receipts=False, typing=False)
    inbox = Slow()
    await stage.listens(inbox)
    await stage.says("anna", "vote 1")
    await inbox.asked.wait()
    await asyncio.sleep(A_MOMENT)
    inbox.enough.set()
    await inbox.next()
    await stage.stops()
    assert not sent(stage, "/receipt/")
    assert not sent(stage, "/typing/")
