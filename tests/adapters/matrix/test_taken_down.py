"""A poll that the moderators take down leaves the room, and comes back after an appeal."""

import pytest

from bot.app import App
from moderation.models import Case, State
from tests.adapters.matrix.hafen import Hafen

pytestmark = pytest.mark.synapse


async def reported(app: App) -> bool:
    return await app.writer.do(lambda s: s.get_one(Case, 1).state == State.REPORTED)


async def test_flagged_and_taken_down_it_takes_no_answers_until_an_appeal_was_right(
    hafen: Hafen,
) -> None:
    anna, mehmet, charlie, mo = [
        await hafen.person(name) for name in ("anna", "mehmet", "charlie", "mo")
    ]
    poll = await hafen.asks(who="anna")
    await mehmet.pick(poll, ["bude.2"])
    await hafen.counts(0, 1, 0)
    await charlie.react(poll, "🚩")
    await hafen.at_last(lambda: reported(hafen.app))
    await mo.say("!decline 1 It is rude.")
    down = await hafen.reads("taken down by the moderators")
    assert not [each for each in await hafen.events("start") if each["content"]]
    assert not [each for each in await hafen.stage.seen() if "bench" in each.text]
    await mehmet.say("!vote 1 1")
    await hafen.reads(
        "The moderators took poll 1 down. Nobody can read it any more, or vote in it."
    )
    await mo.say(f"!grant {mehmet.user_id} moderator")
    await hafen.reads("now has the role of moderator here")
    await anna.say("!appeal 1 It is a bench!")
    await hafen.reads("Somebody else will look")
    await mehmet.say("!approve 1")
    back = await hafen.reads("So far: Park 0, Square 1, Harbour 0")
    assert "Where should the bench go?\n1. Park" in back.text
    assert back.message_id == down.message_id
    await charlie.say("!vote 1 1")
    await hafen.counts(1, 1, 0)
