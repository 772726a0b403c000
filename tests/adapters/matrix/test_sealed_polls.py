"""Polls in encrypted rooms: the homeserver carries them, and reads nothing but reactions."""

import json
from typing import Any

import pytest

from tests.adapters.matrix.hafen import Hafen
from tests.servers.gestures import POLL
from tests.servers.neighbour import Neighbour

pytestmark = pytest.mark.synapse
QUESTION, OPTIONS = "Where should the bench go?", ("Park", "Square", "Harbour")


async def as_the_homeserver_has_it(hafen: Hafen) -> list[dict[str, Any]]:
    mo = await hafen.person("mo")
    return await Neighbour.history(mo, hafen.stage.room.target)


async def test_votes_by_tapping_and_reacting(sealed_hafen: Hafen) -> None:
    hafen = sealed_hafen
    anna, mehmet = await hafen.person("anna"), await hafen.person("mehmet")
    await anna.say("Hello")
    poll = await hafen.asks()
    first = await anna.pick(poll, ["bude.2"])
    await hafen.counts(0, 1, 0)
    sign = await mehmet.react(poll, "3️⃣")
    await hafen.counts(0, 1, 1)
    await anna.pick(poll, ["bude.1"])
    await hafen.counts(1, 0, 1)
    await mehmet.redact(sign)
    await hafen.counts(1, 0, 0)
    await anna.redact(first)
    await hafen.reads("So far: Park 1, Square 0, Harbour 0")
    await hafen.stage.says("mo", "close 1 Done.")
    await hafen.reads("Closed early: Done.")
    [end] = await hafen.events("end")
    assert end["content"]["m.relates_to"]["event_id"] == poll
    seen = json.dumps(await as_the_homeserver_has_it(hafen))
    for words in (POLL, "bude.1", "Harbour", "Where should", "Done."):
        assert words not in seen
    assert "m.room.encrypted" in seen


async def test_a_neighbours_own_poll_and_the_votes_on_it(sealed_hafen: Hafen) -> None:
    hafen = sealed_hafen
    anna, mehmet = await hafen.person("anna"), await hafen.person("mehmet")
    poll = await anna.ask("Where?", *OPTIONS)
    await mehmet.pick(poll, ["a1"])
    await mehmet.pick(poll, ["a2"])
    await anna.pick(poll, ["a3"])
    await mehmet.say("!poll", reply_to=poll)
    await hafen.reads("Open until")
    await hafen.counts(0, 1, 1)
    await anna.pick(poll, ["a1"])
    await hafen.counts(1, 1, 0)
    assert [each["event_id"] for each in await hafen.events("start")] == [poll]


async def test_what_was_voted_while_bude_was_away(sealed_hafen: Hafen) -> None:
    hafen = sealed_hafen
    anna = await hafen.person("anna")
    poll = await hafen.asks()
    await hafen.stage.stops()
    for _ in range(60):
        await anna.pick(poll, ["bude.1"])
        await anna.pick(poll, ["bude.3"])
    await hafen.stage.listens(hafen.app.router)
    await hafen.counts(0, 0, 1)


async def test_what_is_edited_or_taken_away_there(sealed_hafen: Hafen) -> None:
    hafen = sealed_hafen
    await hafen.asks()
    anna, mehmet = await hafen.person("anna"), await hafen.person("mehmet")
    said = await anna.say("!vote 1 1")
    await hafen.counts(1, 0, 0)
    await anna.edit(said, "!vote 1 2")
    await hafen.counts(0, 1, 0)
    await hafen.stage.stops()
    await mehmet.redact(await mehmet.say("!vote 1 1"))
    await hafen.stage.listens(hafen.app.router)
    await mehmet.say("!results 1")
    await mehmet.hears("Square: 1 vote\nPark: 0 votes")
