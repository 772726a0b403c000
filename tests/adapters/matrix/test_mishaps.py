"""All kinds of mishaps on the line to the real Synapse: nothing lost, nothing twice."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

import pytest

from adapters.matrix import gaps, homeserver, listening, syncing
from bot import patience, postman
from tests.adapters.matrix.hafen import Hafen
from tests.adapters.stage import until
from tests.bot.scene import rows
from tests.servers import mishaps
from tests.servers.mishaps import Fate, Mishap
from tests.servers.neighbour import Event, body_of

pytestmark = pytest.mark.synapse
# A page of a gap is given half a minute, which no test shall wait for.
FAST = tuple(each for each in mishaps.ALL if each is not mishaps.slow)


@pytest.fixture(autouse=True)
def impatient(short_polls: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """No answer is waited for long, and what failed is tried again soon."""
    monkeypatch.setattr(syncing, "PATIENCE", 0.4)
    monkeypatch.setattr(homeserver, "PATIENCE", 0.4)
    monkeypatch.setattr(patience, "LONGEST", 0.02)
    # Shorter than a round takes, and it would never end.
    monkeypatch.setattr(postman, "_wait", lambda attempts: timedelta(seconds=0.1))


def each_once(unlucky: Sequence[Mishap]) -> list[Mishap | None]:
    """Every other request is spared."""
    return [fate for mishap in unlucky for fate in (mishap, None)]


async def said_by_bude(hafen: Hafen, words: str = "") -> list[Event]:
    bude, mo = hafen.stage.bude.user_id, await hafen.person("mo")
    history = await mo.history(hafen.stage.room.target)
    return [each for each in history if each["sender"] == bude and words in body_of(each)]


async def test_a_vote_is_heard_and_answered_once(hafen: Hafen) -> None:
    await hafen.asks()
    fate = Fate({"/sync": each_once(mishaps.ALL), "/send/": each_once(mishaps.ALL)})
    hafen.stage.wire.fate = fate
    ear, said = hafen.stage.ear, []
    for number in range(len(mishaps.ALL)):
        voter = await hafen.person(("anna", "mehmet")[number % 2])
        said.append(await voter.say(f"!vote 1 {number % 3 + 1}"))
        await until(lambda: any(heard.message_id == said[-1] for heard, _ in ear.replies))
    await hafen.counts(1, 1, 0)

    async def all_are_answered() -> bool:
        return len(await said_by_bude(hafen, "Your vote counts")) >= len(said)

    await hafen.at_last(all_are_answered)
    assert fate.is_fulfilled
    answers = await said_by_bude(hafen, "Your vote counts")
    below = Counter(each["content"]["m.relates_to"]["event_id"] for each in answers)
    assert below == dict.fromkeys(said, 1)
    heard = Counter(each.message_id for each, reply in ear.replies if reply)
    assert all(heard[each] == 1 for each in said)


STRAIGHT = each_once(FAST)
# The third page forwards cannot be had at all, so the long way is taken.
ROUND_ABOUT = [*[None] * 5, *[mishaps.bad_gateway] * 3, *each_once(FAST)]


@pytest.mark.parametrize("fates", [STRAIGHT, ROUND_ABOUT], ids=["straight", "round about"])
async def test_a_gap_is_filled_through_failing_pages(
    hafen: Hafen, monkeypatch: pytest.MonkeyPatch, fates: Sequence[Mishap | None]
) -> None:
    poll = await hafen.asks()
    monkeypatch.setattr(syncing, "EVERYTHING", syncing._filter(5))
    for module in (gaps, listening):
        monkeypatch.setattr(module, "FULL_PAGE", 4)
    await hafen.stage.stops()
    for number in range(40):
        voter = await hafen.person(("anna", "mehmet", "charlie")[number % 3])
        await voter.pick(poll, [f"bude.{number % 2 + 1}"])
    fate = Fate({"/messages": fates, "/sync": FAST})
    hafen.stage.wire.fate = fate
    await hafen.stage.listens(hafen.app.router)
    assert fate.is_fulfilled
    assert rows(hafen.app.store)["pick"] == 40
    await hafen.counts(1, 2, 0)


async def test_a_post_stands_there_once_and_is_brought_up_to_date(hafen: Hafen) -> None:
    hafen.stage.wire.fate = Fate({"/send/": mishaps.ALL})
    poll = await hafen.asks()
    anna = await hafen.person("anna")
    for option, total in [(1, "Park 1, Square 0"), (2, "Park 0, Square 1")]:
        await anna.pick(poll, [f"bude.{option}"])
        hafen.stage.wire.fate = Fate({"/send/": mishaps.ALL})
        await hafen.reads(f"So far: {total}")
    hafen.stage.wire.fate = Fate({"/send/": mishaps.ALL})
    await hafen.stage.says("mo", "close 1 Done.")
    await hafen.reads("Closed early: Done.")
    await hafen.reads("Poll 1 has closed")
    assert len(await hafen.at_last(lambda: hafen.events("end"))) == 1
    said = await said_by_bude(hafen)
    assert [each["event_id"] for each in await hafen.events("start")] == [poll]
    assert len(await hafen.events("end")) == 1
    texts = Counter(body_of(each) for each in said if each["type"] == "m.room.message")
    assert set(texts.values()) == {1}


async def test_out_of_reach_for_a_while(hafen: Hafen) -> None:
    poll = await hafen.asks()
    anna = await hafen.person("anna")
    async with hafen.stage.away():
        await anna.pick(poll, ["bude.3"])
        await hafen.discord.says("charlie", "vote 1 2")
        await hafen.ticks()
        await hafen.counts(0, 1, 0)
    await hafen.reads("So far: Park 0, Square 1, Harbour 1")
