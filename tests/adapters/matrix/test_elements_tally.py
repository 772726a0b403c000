"""Element's own SDK and Bude count the same votes the same way."""

import asyncio
from contextlib import AsyncExitStack

import pytest

from tests.adapters.matrix.hafen import BENCH, Hafen
from tests.servers.element import Element, Stands
from tests.servers.neighbour import Neighbour

pytestmark = pytest.mark.synapse
QUESTION = "Where should the bench go?"


async def vote(hafen: Hafen, poll: str, *answers: tuple[str, list[str]]) -> list[str]:
    """One after the other, each a little later; returns the ids."""
    events = []
    for who, marks in answers:
        events.append(await (await hafen.person(who)).pick(poll, marks))
        await asyncio.sleep(0.01)
    return events


async def both(hafen: Hafen, element: Element, poll: str) -> tuple[Stands, Stands]:
    """What a newcomer's Element says, and what Bude says."""
    token = hafen.synapse.register("reader").access_token
    reader = hafen.synapse.whoami(token)
    room = hafen.stage.room.target
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(await Neighbour.join(hafen.synapse.url, token, room))
    theirs = await element.tally(hafen.synapse.url, reader.user_id, token, room, poll)
    await hafen.counts(*theirs.counts)
    tally = await hafen.tally()
    assert tally
    return theirs, Stands(QUESTION, tally.counts, tally.turnout, theirs.ended)


async def test_one_answer_counts(hafen: Hafen, element: Element) -> None:
    poll = await hafen.asks()
    events = await vote(
        hafen,
        poll,
        ("anna", ["bude.1"]),
        ("anna", ["bude.2"]),  # changed
        ("mehmet", ["bude.3"]),
        ("mehmet", []),  # withdrawn
        ("charlie", ["bude.3"]),
        ("charlie", ["nonsense"]),  # spoilt
        ("mo", ["bude.1", "bude.2"]),  # cut off
        ("berta", ["bude.1"]),
        ("berta", ["bude.3"]),  # and this one is redacted
    )
    await (await hafen.person("berta")).redact(events[-1])
    await (await hafen.person("anna")).end(poll)  # which she may not
    await hafen.counts(2, 1, 0)
    await hafen.stage.says("mo", "close 1 Done.")
    await hafen.reads("Poll 1 has closed")
    await vote(hafen, poll, ("mehmet", ["bude.1"]), ("anna", ["bude.3"]), ("mo", []))  # late
    theirs, ours = await both(hafen, element, poll)
    assert theirs == ours == Stands(QUESTION, (2, 1, 0), 3, ended=True)


async def test_several_answers_count(hafen: Hafen, element: Element) -> None:
    poll = await hafen.asks(f"{BENCH} several")
    await vote(
        hafen,
        poll,
        ("anna", ["bude.1", "bude.3"]),
        ("mehmet", ["bude.1", "bude.2", "bude.3"]),
        ("charlie", ["bude.2", "nonsense"]),
    )
    await hafen.counts(2, 1, 2)
    theirs, ours = await both(hafen, element, poll)
    assert theirs == ours == Stands(QUESTION, (2, 1, 2), 2, ended=False)


async def test_an_adopted_poll(hafen: Hafen, element: Element) -> None:
    anna = await hafen.person("anna")
    poll = await anna.ask(QUESTION, "Park", "Square", "Harbour", most=2)
    await vote(hafen, poll, ("mehmet", ["a1", "a2", "a3"]), ("anna", ["a1"]))
    await anna.say("!poll", reply_to=poll)
    await hafen.counts(2, 1, 0)
    await vote(hafen, poll, ("anna", ["a3", "a2"]), ("charlie", ["a9"]), ("mo", ["a3"]))
    await hafen.counts(1, 2, 2)
    theirs, ours = await both(hafen, element, poll)
    assert theirs == ours == Stands(QUESTION, (1, 2, 2), 3, ended=False)
