"""Reactions as votes; what is edited or removed of what Bude heard."""

import pytest

from tests.adapters.matrix.hafen import BENCH, Hafen

pytestmark = pytest.mark.synapse
ONE, TWO, THREE = "1\ufe0f\u20e3", "2\ufe0f\u20e3", "3\u20e3"


async def test_a_reaction_is_a_vote_on_the_poll_and_below_it(hafen: Hafen) -> None:
    poll = await hafen.asks()
    below = await hafen.reads("To vote for answer 2, write: !vote 1 2")
    anna, mehmet = await hafen.person("anna"), await hafen.person("mehmet")
    await anna.react(poll, "👍")
    await anna.react(poll, ONE)
    await mehmet.react(below.message_id, THREE)
    await hafen.counts(1, 0, 1)
    assert not [each for each in await hafen.stage.seen() if "counts" in each.text]


async def test_a_number_in_reply_or_in_the_thread_is_a_vote(hafen: Hafen) -> None:
    poll = await hafen.asks()
    below = await hafen.reads("To vote for answer 2, write: !vote 1 2")
    anna, mehmet = await hafen.person("anna"), await hafen.person("mehmet")
    await anna.say("1", reply_to=poll)
    await anna.hears("Your vote counts: Park.")
    await mehmet.say("3", reply_to=below.message_id)
    await mehmet.hears("Your vote counts: Harbour.")
    await anna.say("2", reply_to=poll, thread=poll)
    await anna.hears("Your vote counts: Square.")
    await hafen.counts(0, 1, 1)


async def test_a_reaction_taken_off_falls_back(hafen: Hafen) -> None:
    poll = await hafen.asks()
    anna = await hafen.person("anna")
    first = await anna.react(poll, ONE)
    await hafen.counts(1, 0, 0)
    second = await anna.react(poll, TWO)
    await hafen.counts(0, 1, 0)
    await anna.redact(second)
    await hafen.counts(1, 0, 0)
    await anna.redact(first)
    await hafen.counts(0, 0, 0)


async def test_who_takes_the_sign_off_has_no_vote_whatever_they_had_typed(
    hafen: Hafen,
) -> None:
    poll = await hafen.asks()
    anna = await hafen.person("anna")
    await anna.say("!vote 1 1")
    await anna.hears("Your vote counts: Park.")
    tapped = await anna.react(poll, TWO)
    await hafen.reads("So far: Park 0, Square 1")
    await anna.redact(tapped)
    await hafen.counts(0, 0, 0)
    await hafen.ticks()
    texts = [each.text for each in await hafen.stage.seen()]
    assert not [text for text in texts if "So far" in text or "taken back" in text]
    await anna.say("!withdraw 1")
    await anna.hears("There is no vote of yours in this poll.")
    await anna.say("!zurücknehmen 1")
    await anna.hears("In dieser Umfrage gibt es keine Stimme von dir.")
    await anna.say("!stimme 1 1")
    await anna.hears("Deine Stimme zählt: Park.")
    await hafen.counts(1, 0, 0)


async def test_several_reactions_where_several_count(hafen: Hafen) -> None:
    poll = await hafen.asks(f"{BENCH} several")
    anna, mo = await hafen.person("anna"), await hafen.person("mo")
    one = await anna.react(poll, ONE)
    await anna.react(poll, THREE)
    await hafen.counts(1, 0, 1)
    await mo.redact(one)
    await hafen.counts(0, 0, 1)


async def test_a_hidden_poll_counts_them_all_the_same(hafen: Hafen) -> None:
    """It does not ask for them; but whoever reacts means it."""
    poll = await hafen.asks(f"{BENCH} results=after")
    await (await hafen.person("anna")).react(poll, TWO)
    await hafen.counts(0, 1, 0)


async def test_a_reaction_after_the_end_is_refused(hafen: Hafen) -> None:
    poll = await hafen.asks()
    anna = await hafen.person("anna")
    first = await anna.react(poll, ONE)
    await hafen.counts(1, 0, 0)
    await hafen.stage.says("mo", "close 1 Done.")
    await hafen.reads("Poll 1 has closed")
    await anna.redact(first)
    await anna.react(poll, TWO)
    await anna.hears("anna: This poll closed on")
    await hafen.counts(1, 0, 0)


async def test_an_edited_vote_counts_as_it_stands_now(hafen: Hafen) -> None:
    await hafen.asks()
    anna = await hafen.person("anna")
    said = await anna.say("!vote 1 1")
    await anna.hears("Your vote counts: Park.")
    await anna.edit(said, "!vote 1 2")
    await anna.hears("Your vote counts: Square.")
    await hafen.counts(0, 1, 0)


async def test_an_edited_command_is_carried_out_once(hafen: Hafen) -> None:
    mo = await hafen.person("mo")
    said = await mo.say(f"!{BENCH}")
    await hafen.reads("1. ")
    await mo.edit(said, f"!{BENCH} several")
    await mo.hears("please write it as a new one")
    assert await hafen.tally(2) is None


async def test_a_removed_command_has_no_further_effect(hafen: Hafen) -> None:
    await hafen.asks()
    anna = await hafen.person("anna")
    said = await anna.say("!vote 1 1")
    await hafen.counts(1, 0, 0)
    await anna.redact(said)
    await hafen.stage.stops()
    await anna.redact(await anna.say("!vote 1 2"))
    await hafen.stage.listens(hafen.app.router)
    await anna.say("!results 1")
    await anna.hears("Park: 1 vote")
