"""A neighbour's own poll becomes one of the neighbourhood."""

import asyncio

import pytest

from tests.adapters.matrix.hafen import Hafen
from tests.adapters.stage import Seen
from tests.scenes import poll_of, told
from tests.servers.gestures import POLL, TEXT
from tests.servers.neighbour import Neighbour

pytestmark = pytest.mark.synapse
QUESTION, OPTIONS = "Where should the bench go?", ("Park", "Square", "Harbour")


async def adopt(hafen: Hafen, poll: str, line: str = "!poll") -> Seen:
    """Mehmet asks for it; what Bude says below the poll."""
    mehmet = await hafen.person("mehmet")
    await mehmet.say(line, reply_to=poll)
    return await hafen.reads("Open until")


@pytest.fixture
async def anna(hafen: Hafen) -> Neighbour:
    return await hafen.person("anna")


@pytest.mark.parametrize("line", ["!poll", "!Umfrage", "!frage "])
async def test_it_is_asked_in_all_other_rooms(hafen: Hafen, anna: Neighbour, line: str) -> None:
    poll = await anna.ask(QUESTION, *OPTIONS)
    below = await adopt(hafen, poll, line)
    assert "1. Park" not in below.text
    assert [each["event_id"] for each in await hafen.events("start")] == [poll]
    told_here = await anna.hears("Open until")
    assert told_here["content"]["m.relates_to"] == {"m.in_reply_to": {"event_id": poll}}
    [there] = hafen.discord.posts()
    assert told(there).splitlines()[1:5] == [QUESTION, "1. Park", "2. Square", "3. Harbour"]


async def test_answers_to_it_are_votes(hafen: Hafen, anna: Neighbour) -> None:
    poll = await anna.ask(QUESTION, *OPTIONS)
    below = await adopt(hafen, poll)
    await anna.pick(poll, ["a2"])
    await hafen.counts(0, 1, 0)
    await hafen.discord.says("charlie", "vote 1 3")
    changed = await hafen.reads("So far: Park 0, Square 1, Harbour 1")
    assert changed.message_id == below.message_id
    await anna.pick(poll, ["bude.1"])
    await hafen.counts(0, 0, 1)


async def test_the_votes_already_cast_count(
    hafen: Hafen, anna: Neighbour, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They come page by page."""
    monkeypatch.setattr("adapters.matrix.adopting.PAGE", "5")
    mehmet, mo = await hafen.person("mehmet"), await hafen.person("mo")
    poll = await anna.ask(QUESTION, *OPTIONS)
    for _ in range(6):
        await mehmet.pick(poll, ["a1"])
    await mehmet.pick(poll, ["a2"])
    await anna.pick(poll, ["a3"])
    gone = await anna.pick(poll, ["a1"])
    await anna.redact(gone)
    await mo.pick(poll, ["a1"])
    await mo.pick(poll, [])
    await adopt(hafen, poll)
    await hafen.counts(0, 1, 1)
    assert not [each for each in await hafen.stage.seen() if "counts" in each.text]


async def test_a_vote_heard_together_with_the_wish_counts(
    hafen: Hafen, anna: Neighbour
) -> None:
    mehmet = await hafen.person("mehmet")
    await hafen.stage.stops()
    poll = await anna.ask(QUESTION, *OPTIONS)
    await mehmet.pick(poll, ["a2"])
    await mehmet.say("!poll", reply_to=poll)
    await hafen.stage.listens(hafen.app.router)
    await hafen.counts(0, 1, 0)


async def test_votes_after_its_end_do_not_count(hafen: Hafen, anna: Neighbour) -> None:
    charlie = await hafen.person("charlie")
    poll = await anna.ask(QUESTION, *OPTIONS)
    await charlie.end(poll)  # who may not
    await anna.pick(poll, ["a1"])
    await anna.end(poll)
    await asyncio.sleep(0.01)
    await charlie.pick(poll, ["a2"])
    await adopt(hafen, poll)
    await hafen.counts(1, 0, 0)


async def test_who_made_the_room_may_end_it(hafen: Hafen, anna: Neighbour) -> None:
    """In rooms of version 12 the power of their makers stands nowhere in the levels."""
    mo = await hafen.person("mo")
    poll = await anna.ask(QUESTION, *OPTIONS)
    await anna.pick(poll, ["a1"])
    await mo.end(poll)
    await asyncio.sleep(0.01)
    await anna.pick(poll, ["a2"])
    await adopt(hafen, poll)
    await hafen.counts(1, 0, 0)


async def test_several_and_undisclosed(hafen: Hafen, anna: Neighbour) -> None:
    poll = await anna.ask(QUESTION, *OPTIONS, most=2, kind="undisclosed")
    await anna.pick(poll, ["a3", "a1", "a2"])
    await adopt(hafen, poll)
    await hafen.counts(1, 0, 1)
    kept = await poll_of(hafen.app)
    assert (kept.several, kept.hidden) == (True, True)
    assert kept.asker_id != 0
    await hafen.reads("Result: shown to everybody after the end")


async def test_its_end_by_a_moderator(hafen: Hafen, anna: Neighbour) -> None:
    poll = await anna.ask(QUESTION, *OPTIONS)
    await adopt(hafen, poll)
    await hafen.stage.says("mo", "close 1 Done.")
    await hafen.reads("Closed early: Done.")
    [end] = await hafen.events("end")
    assert end["content"]["m.relates_to"]["event_id"] == poll
    await anna.pick(poll, ["a1"])
    await anna.hears("anna: This poll closed on")


async def test_its_words_stay(hafen: Hafen, anna: Neighbour) -> None:
    await adopt(hafen, await anna.ask(QUESTION, *OPTIONS))
    mehmet = await hafen.person("mehmet")
    await mehmet.say('!reword 1 "Where to?"')
    await mehmet.hears("This poll was made by other means than mine")


async def test_once_is_enough(hafen: Hafen, anna: Neighbour) -> None:
    poll = await anna.ask(QUESTION, *OPTIONS)
    await adopt(hafen, poll)
    await anna.say("!poll", reply_to=poll)
    await anna.hears("This poll is one of the neighbourhood already.")


async def test_the_stable_form(hafen: Hafen, anna: Neighbour) -> None:
    poll = {
        "question": {"m.text": [{"body": QUESTION}]},
        "kind": "m.disclosed",
        "answers": [{"m.id": f"a{n}", "m.text": [{"body": o}]} for n, o in enumerate(OPTIONS)],
    }
    sent = await anna.send("m.poll.start", {"m.text": [{"body": QUESTION}], "m.poll": poll})
    await adopt(hafen, sent)
    relation = {"m.relates_to": {"rel_type": "m.reference", "event_id": sent}}
    await anna.send("m.poll.response", relation | {"m.selections": ["a2"]})
    await hafen.counts(0, 0, 1)


async def test_as_it_was_last_edited(hafen: Hafen, anna: Neighbour) -> None:
    sent = await anna.ask("Wher?", "Prk", "Square")
    [event] = await hafen.events("start")
    poll = event["content"][f"{POLL}.start"]
    poll["question"][TEXT], poll["answers"][0][TEXT] = "Where?", "Park"
    new = {TEXT: "Where?", f"{POLL}.start": poll}
    relation = {"rel_type": "m.replace", "event_id": sent}
    await anna.send(f"{POLL}.start", {"m.new_content": new, "m.relates_to": relation})
    await adopt(hafen, sent)
    kept = await poll_of(hafen.app)
    assert (kept.question, kept.options) == ("Where?", ["Park", "Square"])


async def test_a_reply_to_anything_else_is_the_command_itself(
    hafen: Hafen, anna: Neighbour
) -> None:
    ours = await hafen.asks()
    for event in (await anna.say("Moin"), ours):
        await anna.say("!poll", reply_to=event)
        await anna.hears("What do you want to ask the neighbourhood?")
        await anna.say("!cancel")
        await anna.hears(lambda each: each["sender"] == hafen.stage.bude.user_id)


async def test_nobody_adopts_by_typing(hafen: Hafen, anna: Neighbour) -> None:
    poll = await anna.ask(QUESTION, *OPTIONS)
    await anna.say(f'!poll "Q" "Square" "Park" adopts={poll}', reply_to=poll)
    await anna.hears("To make somebody's own poll one of the neighbourhood, reply to it with")
