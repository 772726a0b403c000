"""Our polls as Matrix's own (MSC3381): asked, answered, changed and ended there."""

import asyncio
from dataclasses import replace

import pytest

from adapters.matrix import native
from bot.adapter import DeliveryFailed, Receipt
from bot.incoming import Call
from bot.posts import Post, Question, typed
from tests.adapters.matrix.hafen import BENCH, Hafen
from tests.adapters.matrix.stage import MatrixStage
from tests.adapters.matrix.wire import says
from tests.servers.gestures import POLL, TEXT
from tests.servers.neighbour import Event

pytestmark = pytest.mark.synapse

VOTE = Call("vote", {"poll": 12})
QUESTION = Question(("Park", "Square"), VOTE, f"Write {typed('vote 12 2')}", public=True)
OPEN = Post("Where?", "Poll 12", (("So far", "nobody"),), QUESTION)
CLOSED = replace(OPEN, facts=(("Result", "Park"),), question=replace(QUESTION, closed=True))


async def stands(stage: MatrixStage) -> list[str]:
    return [each.text.strip() for each in await stage.seen()]


async def events(stage: MatrixStage, kind: str) -> list[Event]:
    mo = await stage.person("mo")
    history = await mo.history(stage.room.target)
    return [each for each in history if each["type"] == f"{POLL}.{kind}"]


# Ours -> theirs


async def test_the_poll_comes_first_and_what_changes_stands_below(stage: MatrixStage) -> None:
    shown = await stage.adapter.deliver(stage.room, OPEN, key="a")
    [poll] = await events(stage, "start")
    assert poll["content"] == {
        TEXT: "Where?\n1. Park\n2. Square\nWrite !vote 12 2",
        f"{POLL}.start": {
            "kind": f"{POLL}.disclosed",
            "max_selections": 1,
            "question": {TEXT: "Where?", "body": "Where?", "msgtype": "m.text"},
            "answers": [{"id": "bude.1", TEXT: "Park"}, {"id": "bude.2", TEXT: "Square"}],
        },
    }
    assert shown.messages[0] == poll["event_id"]
    assert (await stands(stage))[1:] == ["Poll 12\nWrite !vote 12 2\nSo far: nobody"]
    again = await stage.adapter.deliver(stage.room, OPEN, key="a")
    assert again == shown
    assert len(await stage.seen()) == 2


async def test_only_what_stands_below_is_edited(stage: MatrixStage) -> None:
    shown = await stage.adapter.deliver(stage.room, OPEN, key="a")
    more = replace(OPEN, facts=(("So far", "Park 1"),))
    stood = shown._replace(said=OPEN)
    assert await stage.adapter.deliver(stage.room, more, key="b", replaces=stood) == shown
    assert len(await events(stage, "start")) == 1
    assert (await stands(stage))[1:] == ["Poll 12\nWrite !vote 12 2\nSo far: Park 1"]


async def test_its_end_is_said_once(stage: MatrixStage) -> None:
    shown = await stage.adapter.deliver(stage.room, OPEN, key="a")
    for key, before in [("b", OPEN), ("b", OPEN), ("c", CLOSED)]:
        stood = shown._replace(said=before)
        await stage.adapter.deliver(stage.room, CLOSED, key=key, replaces=stood)
    [end] = await events(stage, "end")
    assert end["content"] == {
        "m.relates_to": {"rel_type": "m.reference", "event_id": shown.messages[0]},
        f"{POLL}.end": {},
        TEXT: "Poll 12\nResult: Park",
        "body": "Poll 12\nResult: Park",
        "m.mentions": {},
    }
    assert (await stands(stage))[1:] == ["Poll 12\nResult: Park"]


async def test_new_words_change_the_poll_too(stage: MatrixStage) -> None:
    shown = await stage.adapter.deliver(stage.room, OPEN, key="a")
    better = replace(OPEN, text="Where to?", question=replace(QUESTION, options=("A", "B")))
    await stage.adapter.deliver(stage.room, better, key="b", replaces=shown._replace(said=OPEN))
    _, edit = await events(stage, "start")
    relation = edit["content"]["m.relates_to"]
    assert (relation["rel_type"], relation["event_id"]) == ("m.replace", shown.messages[0])
    assert native.poll_in(edit["content"]["m.new_content"]) == native.TheirPoll(
        "Where to?", (("bude.1", "A"), ("bude.2", "B")), 1, True
    )


LATER = replace(OPEN, facts=(("So far", "Park 1"),))


async def test_what_an_earlier_version_said_is_edited_as_it_stands(stage: MatrixStage) -> None:
    hidden = replace(OPEN, question=replace(QUESTION, public=False))
    old = await stage.adapter.deliver(stage.room, hidden, key="a")
    assert len(old.messages) == 1
    stood = old._replace(said=OPEN)
    assert await stage.adapter.deliver(stage.room, LATER, key="b", replaces=stood) == old
    assert await stands(stage) == [
        "Poll 12\nWhere?\n1. Park\n2. Square\nWrite !vote 12 2\nSo far: Park 1"
    ]


@pytest.mark.parametrize(
    "question",
    [
        replace(QUESTION, public=False),
        replace(QUESTION, closed=True),
        replace(QUESTION, options=tuple(map(str, range(21)))),
        replace(QUESTION, options=("x" * 15_000, "y" * 15_000)),
    ],
    ids=["not for all to see", "closed", "too many", "too large"],
)
async def test_no_native_poll(stage: MatrixStage, question: Question) -> None:
    await stage.adapter.deliver(stage.room, replace(OPEN, question=question), key="a")
    assert await events(stage, "start") == []
    assert f"1. {question.options[0]}" in "\n".join(await stands(stage))


async def test_where_polls_are_not_allowed_all_is_text(stage: MatrixStage) -> None:
    mo = await stage.person("mo")
    levels = f"rooms/{stage.room.target}/state/m.room.power_levels"
    power = await mo._get(levels)
    await mo._put(levels, power | {"events": {f"{POLL}.start": 50, f"{POLL}.end": 50}})
    shown = await stage.adapter.deliver(stage.room, OPEN, key="a")
    stood = shown._replace(said=OPEN)
    await stage.adapter.deliver(stage.room, LATER, key="b", replaces=stood)
    assert await stands(stage) == [
        "Poll 12\nWhere?\n1. Park\n2. Square\nWrite !vote 12 2\nSo far: Park 1"
    ]
    assert len(shown.messages) == 1


async def test_half_a_post_is_completed(stage: MatrixStage) -> None:
    stage.wire.trouble = says(502, on="m.room.message")
    with pytest.raises(DeliveryFailed):
        await stage.adapter.deliver(stage.room, OPEN, key="a")
    stage.wire.trouble = None
    shown = await stage.adapter.deliver(stage.room, OPEN, key="a")
    assert [each.message_id for each in await stage.seen()] == list(shown.messages)


# With a whole Bude


async def test_votes_are_counted_and_not_answered(hafen: Hafen) -> None:
    poll = await hafen.asks()
    assert poll == (await hafen.events("start"))[0]["event_id"]
    for who, option in [("anna", 1), ("mehmet", 2), ("anna", 3)]:
        await hafen.stage.picks(who, poll, (option,))
        await asyncio.sleep(0.01)
    await hafen.counts(0, 1, 1)
    await hafen.discord.says("charlie", "vote 1 2")
    await hafen.reads("So far: Park 0, Square 2, Harbour 1")
    texts = [each.text for each in await hafen.stage.seen()]
    assert not [text for text in texts if "counts" in text]
    assert len(await hafen.events("start")) == 1


async def test_withdrawn_spoilt_and_cut_off(hafen: Hafen) -> None:
    poll = await hafen.asks(f"{BENCH} several")
    anna, mehmet = await hafen.person("anna"), await hafen.person("mehmet")
    await anna.pick(poll, ["bude.1", "bude.2"])
    await mehmet.pick(poll, ["bude.2"])
    await hafen.counts(1, 2, 0)
    await anna.pick(poll, [])
    await mehmet.pick(poll, ["bude.2", "a9"])
    await hafen.counts(0, 0, 0)


async def test_the_stable_form_is_understood_too(hafen: Hafen) -> None:
    poll = await hafen.asks()
    anna, mo = await hafen.person("anna"), await hafen.person("mo")
    relation = {"m.relates_to": {"rel_type": "m.reference", "event_id": poll}}
    await anna.send("m.poll.response", relation | {"m.selections": ["bude.2"]})
    await hafen.counts(0, 1, 0)
    await mo.send("m.poll.end", relation | {"m.text": [{"body": "over"}]})
    await mo.hears("mo: Why is it closed early?")


async def test_a_redacted_answer_falls_back(hafen: Hafen) -> None:
    poll = await hafen.asks()
    anna = await hafen.person("anna")
    await anna.pick(poll, ["bude.1"])
    await hafen.counts(1, 0, 0)
    second = await anna.pick(poll, ["bude.2"])
    await hafen.counts(0, 1, 0)
    await anna.redact(second)
    await hafen.counts(1, 0, 0)


async def test_a_late_vote_is_refused_below_the_poll(hafen: Hafen) -> None:
    poll = await hafen.asks()
    await hafen.stage.says("mo", "close 1 The tree has fallen.")
    await hafen.reads("Closed early: The tree has fallen.")
    assert len(await hafen.events("end")) == 1
    anna = await hafen.person("anna")
    await anna.pick(poll, ["bude.1"])
    told = await anna.hears("This poll closed on")
    assert told["content"]["body"].startswith("anna: This poll closed on")
    assert told["content"]["m.mentions"] == {"user_ids": [anna.user_id]}
    assert told["content"]["m.relates_to"]["event_id"] == poll
    await hafen.counts(0, 0, 0)


async def test_ending_it_there_needs_the_right(hafen: Hafen) -> None:
    poll = await hafen.asks()
    anna, mo = await hafen.person("anna"), await hafen.person("mo")
    await anna.end(poll)
    await anna.hears("anna: Only moderators may do this.")
    await hafen.stage.picks("anna", poll, (2,))
    await hafen.counts(0, 1, 0)
    await mo.end(poll)
    why = await mo.hears("mo: Why is it closed early?")
    await mo.say("The tree has fallen.", reply_to=why["event_id"], thread=poll)
    await hafen.reads("Closed early: The tree has fallen.")


async def test_what_was_picked_while_bude_was_away(hafen: Hafen) -> None:
    poll = await hafen.asks()
    anna, mehmet = await hafen.person("anna"), await hafen.person("mehmet")
    await hafen.stage.stops()
    await anna.pick(poll, ["bude.1"])
    await anna.redact(await anna.pick(poll, ["bude.2"]))
    for option in [*["bude.1"] * 20, "bude.3"]:
        await mehmet.pick(poll, [option])
    await hafen.stage.listens(hafen.app.router)
    await hafen.counts(1, 0, 1)


async def test_a_hidden_poll_is_no_native_one(hafen: Hafen) -> None:
    await hafen.asks(f"{BENCH} results=after")
    assert await hafen.events("start") == []
    await hafen.reads("To vote for answer 2, write: !vote 1 2")


async def test_new_words_before_the_first_vote(hafen: Hafen) -> None:
    poll = await hafen.asks()
    await hafen.stage.says("mo", 'reword 1 "Where to?" "North" "South"')
    edited = await hafen.reads("Where to?\n1. North\n2. South")
    assert edited.message_id == poll


def test_a_receipt_says_whether_a_poll_stands_there() -> None:
    for messages, said, adopted, polled in [
        (("$1", "$2"), OPEN, False, True),
        (("$1",), OPEN, False, False),
        (("$1", "$2"), None, False, False),
        (("$1", "$2"), replace(OPEN, question=None), False, False),
        (("$1",), None, True, True),
    ]:
        assert native.stands(Receipt(messages, said, adopted), "!") is polled
