"""When things go wrong around one room: its votes count if they can, the others go on."""

import asyncio
import json
import logging
import time
from collections.abc import Callable
from typing import Any

import pytest
from aiohttp import ClientSession, web

from bot import patience
from bot.adapter import DeliveryFailed
from bot.incoming import Address
from bot.posts import Post
from tests.adapters.matrix.hafen import BENCH, Hafen
from tests.adapters.matrix.stage import MatrixStage
from tests.adapters.matrix.wire import Trouble
from tests.adapters.stage import Notebook, until
from tests.servers.neighbour import Neighbour, body_of
from tests.servers.synapse import User

pytestmark = pytest.mark.synapse
YEAR = 365 * 24 * 3600 * 1000


async def second_room(hafen: Hafen) -> str:
    """Another room of the same neighbourhood."""
    room = await hafen.stage.opens("Kai")
    mo = await hafen.person("mo")
    async with asyncio.timeout(30):
        while not any("now belongs to" in body_of(each) for each in await mo.history(room)):
            await mo.say("!room hafen", room=room)
            await hafen.pause()
    return room


async def shows(hafen: Hafen, room: str, words: str) -> bool:
    mo = await hafen.person("mo")

    async def look() -> bool:
        return any(words in body_of(each) for each in await mo.history(room))

    return await hafen.at_last(look)


async def levels(mo: Neighbour, room: str, **more: Any) -> None:
    place = f"rooms/{mo._quoted(room)}/state/m.room.power_levels/"
    await mo._put(place, await mo._get(place) | more)


PURGE = {"purge": True, "force_purge": True}


async def delete(stage: MatrixStage, room: str) -> None:
    """As a homeserver's admin does it, without a word to anybody; once more where the
    homeserver stumbles over somebody who comes in at that moment."""
    root: User = stage.synapse.register("root", admin=True)
    headers = {"Authorization": f"Bearer {root.access_token}"}
    place = f"/_synapse/admin/v1/rooms/{room}"
    async with ClientSession(stage.synapse.url, headers=headers) as session:
        for _ in range(3):
            async with session.delete(place, json=PURGE) as answer:
                if answer.status != 500:
                    break
        assert answer.status == 200


# Rooms


@pytest.mark.parametrize("while_away", [False, True])
async def test_a_room_that_vanished(hafen: Hafen, while_away: bool) -> None:
    mo, anna = await hafen.person("mo"), await hafen.person("anna")
    first, other = hafen.stage.room.target, await second_room(hafen)
    if while_away:
        await hafen.stage.stops()
    await delete(hafen.stage, first)
    if while_away:
        await hafen.stage.listens(hafen.app.router)
    await anna._post(f"join/{other}", {})
    await mo.say(f"!{BENCH}", room=other)
    assert await shows(hafen, other, "Where should the bench go?")
    await anna.say("!vote 1 2", room=other)
    await hafen.counts(0, 1, 0)


async def test_a_room_that_banned_us_keeps_nobody_else_from_the_poll(hafen: Hafen) -> None:
    first, other = hafen.stage.room.target, await second_room(hafen)
    mo = await hafen.person("mo")
    await mo._post(f"rooms/{first}/ban", {"user_id": hafen.stage.bude.user_id})
    await mo.say(f"!{BENCH}", room=other)
    assert await shows(hafen, other, "Where should the bench go?")


async def test_a_quiet_room_is_spoken_to_after_a_restart(stage: MatrixStage) -> None:
    quiet = await stage.opens("Kai")
    inbox = Notebook()
    for _ in range(2):
        await stage.listens(inbox)
    await stage.adapter.deliver(Address("matrix", quiet), Post("Tomorrow at six."), key="k")
    await (await stage.person("mo")).hears("Tomorrow at six.", room=quiet)


# Power levels


async def test_where_we_may_not_write_votes_count_all_the_same(
    hafen: Hafen, caplog: pytest.LogCaptureFixture
) -> None:
    poll = await hafen.asks()
    mo, anna = await hafen.person("mo"), await hafen.person("anna")
    members = {anna.user_id: 50}
    await levels(mo, hafen.stage.room.target, events_default=50, users=members)
    await anna.pick(poll, ["bude.2"])
    await hafen.counts(0, 1, 0)
    await anna.say("!results 1")
    other = await second_room(hafen)
    assert await shows(hafen, other, "now belongs to")


async def test_where_only_the_poll_itself_may_be_said_it_counts(hafen: Hafen) -> None:
    """The text below it is refused for good; the poll stands, and is ours."""
    mo, anna = await hafen.person("mo"), await hafen.person("anna")
    room = hafen.stage.room.target
    await levels(mo, room, events={"m.room.message": 50})
    await mo.say(f"!{BENCH}")

    async def look() -> str | None:
        stands = await hafen.events("start")
        return stands[-1]["event_id"] if stands else None

    poll = await hafen.at_last(look)
    await anna.pick(poll, ["bude.3"])
    await hafen.counts(0, 0, 1)


async def test_where_polls_are_not_allowed_it_is_asked_in_text(hafen: Hafen) -> None:
    mo = await hafen.person("mo")
    start = {"org.matrix.msc3381.poll.start": 50}
    await levels(mo, hafen.stage.room.target, events=start)
    await hafen.asks()
    assert not await hafen.events("start")
    await (await hafen.person("anna")).say("!vote 1 2")
    await hafen.counts(0, 1, 0)


async def test_where_we_may_not_end_polls_the_result_is_read_below(hafen: Hafen) -> None:
    await hafen.asks()
    mo, room = await hafen.person("mo"), hafen.stage.room.target
    await levels(mo, room, events={"org.matrix.msc3381.poll.end": 50})
    await (await hafen.person("anna")).say("!vote 1 2")
    await hafen.stage.says("mo", "close 1 Done.")
    await hafen.reads("Closed early: Done.")
    assert not await hafen.events("end")


async def test_where_we_may_not_remove_that_is_said_for_good(stage: MatrixStage) -> None:
    anna = await stage.person("anna")
    said = await anna.say("!vote 1 2")
    with pytest.raises(DeliveryFailed) as failed:
        await stage.adapter.remove(stage.room, said, key="k")
    assert failed.value.permanent


# The token


async def test_a_token_revoked_while_we_listen_is_one_line_and_no_storm(
    stage: MatrixStage, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    await stage.listens(Notebook())
    monkeypatch.setattr(patience, "LONGEST", 0.1)
    monkeypatch.setattr(patience, "FIRST", 0.001)
    headers = {"Authorization": f"Bearer {stage.bude.access_token}"}
    async with ClientSession(stage.synapse.url, headers=headers) as session:
        await session.post("/_matrix/client/v3/logout")

    def complaints() -> list[logging.LogRecord]:
        return [each for each in caplog.records if each.levelno >= logging.ERROR]

    await until(lambda: bool(complaints()))
    asked, began = len(stage.wire.requests), time.monotonic()
    await until(lambda: len(stage.wire.requests) >= asked + 3)
    # However late this scene looks: one for each of the longest pauses, and one on its way.
    assert len(stage.wire.requests) - asked <= (time.monotonic() - began) / 0.1 + 1
    [told] = complaints()
    assert "set a new one" in told.getMessage()
    assert stage.bude.access_token not in caplog.text


# Clocks


def skewed(url: str, change: Callable[[int], Any]) -> Trouble:
    """The homeserver's own answers, with the times of all events changed."""

    def changed(part: Any) -> Any:
        if isinstance(part, list):
            return [changed(each) for each in part]
        if not isinstance(part, dict):
            return part
        kept = {name: changed(each) for name, each in part.items()}
        if "origin_server_ts" in kept:
            kept["origin_server_ts"] = change(kept["origin_server_ts"])
        return kept

    async def trouble(request: web.Request) -> web.StreamResponse | None:
        if not request.path.endswith(("/sync", "/messages")):
            return None
        headers = {"Authorization": request.headers["Authorization"]}
        async with (
            ClientSession(url, headers=headers) as session,
            session.get(request.raw_path) as answer,
        ):
            return web.json_response(changed(json.loads(await answer.read())))

    return trouble


@pytest.mark.parametrize(
    "change",
    [
        lambda ts: ts + 10 * YEAR,
        lambda ts: ts - 100 * YEAR,
        lambda ts: -ts,
        lambda ts: 0,
        lambda ts: "yesterday",
        lambda ts: 1e300,
    ],
    ids=["the future", "a hundred years ago", "negative", "1970", "a word", "no time at all"],
)
async def test_votes_count_whatever_the_homeservers_clock_says(
    hafen: Hafen, change: Callable[[int], Any]
) -> None:
    poll = await hafen.asks()
    anna, mehmet = await hafen.person("anna"), await hafen.person("mehmet")
    await hafen.stage.stops()
    await anna.pick(poll, ["bude.2"])
    await mehmet.say("!vote 1 3")
    hafen.stage.wire.trouble = skewed(hafen.synapse.url, change)
    await hafen.stage.listens(hafen.app.router)
    await hafen.counts(0, 1, 1)
    hafen.stage.wire.trouble = None
    await anna.say("!vote 1 1")
    await hafen.counts(1, 0, 1)


HALF_AN_HOUR = 30 * 60 * 1000


async def test_an_old_end_of_a_poll_counts(hafen: Hafen) -> None:
    await hafen.asks()
    anna, mo = await hafen.person("anna"), await hafen.person("mo")
    await hafen.stage.stops()
    await anna.say("!vote 1 2")
    await mo.say("!close 1 The tree has fallen.")
    await asyncio.sleep(0.01)
    await anna.say("!vote 1 1")
    hafen.stage.wire.trouble = skewed(hafen.synapse.url, lambda ts: ts - HALF_AN_HOUR)
    await hafen.stage.listens(hafen.app.router)
    await hafen.reads("Closed early: The tree has fallen.")
    await hafen.counts(0, 1, 0)


async def test_old_votes_count_and_of_old_commands_one_is_told_once(hafen: Hafen) -> None:
    poll = await hafen.asks()
    anna, mehmet = await hafen.person("anna"), await hafen.person("mehmet")
    await hafen.stage.stops()
    await anna.pick(poll, ["bude.2"])
    await mehmet.say("!vote 1 3")
    for line in ("!help", f"!{BENCH}", "!polls"):
        await anna.say(line)
    hafen.stage.wire.trouble = skewed(hafen.synapse.url, lambda ts: ts - HALF_AN_HOUR)
    await hafen.stage.listens(hafen.app.router)
    await anna.hears("I was away for a while")
    await mehmet.hears("Your vote counts: Harbour.")
    await hafen.counts(0, 1, 1)
    history = [body_of(each) for each in await anna.history(hafen.stage.room.target)]
    assert sum("I was away for a while" in each for each in history) == 1
    assert await hafen.tally(2) is None
