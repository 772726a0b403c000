"""An idea from a Discord form, another from a Matrix message: past the moderators' room into
all rooms, talked about, supported by enough, and answered where it came from.

Real Synapse, the real clients of both platforms.
"""

from collections.abc import AsyncIterator
from functools import partial

import pytest
from sqlalchemy import update

from bot.config import StoreSettings
from bot.people import Person
from tests.adapters.quarter import Quarter, quarter_of
from tests.servers.fixtures import Arrives
from tests.servers.synapse import Synapse

pytestmark = pytest.mark.synapse
RULES = {"ideas": {"supports": 3, "committee": "the council"}, "desk": {"rule": "all"}}
WORDS = "Under the bridge it is so dark, there should be light!"
SUPPORT, OFFICER = "Support this idea", "city officer"


@pytest.fixture
async def quarter(
    synapse: Synapse,
    arrives: Arrives,
    own_store: StoreSettings,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Quarter]:
    async with quarter_of(synapse, arrives, own_store, monkeypatch, RULES) as place:
        yield place


async def approves(quarter: Quarter, case: int) -> None:
    """Mo answers the letter in the moderators' room."""
    letter = await quarter.stands_at_the_desk(f"Case {case}")
    mo = await quarter.matrix.person("mo")
    await mo.say("approve", reply_to=letter, room=quarter.desk)
    await quarter.stands_at_the_desk(f"Case {case} is published")


async def they_have_spoken(quarter: Quarter) -> None:
    """So that Bude knows Mehmet and Charlie."""
    await quarter.matrix.says("charlie", "ideas")
    await quarter.stands_on_matrix("There is no idea in Hafen yet")
    asked = await quarter.discord.neighbours.slash("mehmet", "ideas")
    await asked.answered()


async def everybody_is_known(quarter: Quarter) -> None:
    known = update(Person).values(known_in=1)
    await quarter.app.writer.do(lambda session: session.execute(known) and None)


async def gathers_and_is_answered(quarter: Quarter) -> None:
    """Charlie, who may not, is for once somebody who speaks for the city."""
    [post] = [
        each
        for each in quarter.discord.world.hafen.messages.values()
        if "**Idea 1" in each["content"]
    ]
    pressed = await quarter.discord.neighbours.press("mehmet", post, SUPPORT)
    assert "You support idea 1" in await pressed.text()
    await quarter.matrix.says("charlie", "support 1")
    for stands in (quarter.stands_on_matrix, quarter.stands_on_discord):
        await stands("It is done: 3 neighbours support this idea. Now the council")
    charlie = await quarter.matrix.account_of("charlie")
    await quarter.matrix.says("mo", f'grant {charlie} "{OFFICER}"')
    await quarter.stands_on_matrix(OFFICER)
    await quarter.matrix.says("charlie", 'status 1 accepted "It comes in May."')


async def test_from_a_form_on_discord(quarter: Quarter) -> None:
    people = quarter.discord.neighbours
    await they_have_spoken(quarter)
    form = await people.slash("anna", "idea")
    await form.answered()
    sent = await people.submit("anna", form, text=WORDS)
    assert "is idea 1" in await sent.text()
    await approves(quarter, 1)
    here = await quarter.stands_on_matrix("Idea 1")
    await quarter.stands_on_discord("Idea 1")
    await everybody_is_known(quarter)

    await quarter.matrix.chats("charlie", "Yes, and a mirror.", replies_to=here)
    await approves(quarter, 2)
    await quarter.stands_on_discord("Yes, and a mirror.")

    await gathers_and_is_answered(quarter)
    said = await quarter.at_last(partial(_in_the_channel, quarter, "News of idea 1"))
    assert "accepted" in said
    assert "It comes in May." in said


async def _in_the_channel(quarter: Quarter, words: str) -> str | None:
    """For all to see; Anna and Mehmet are told alone, too."""
    there = quarter.discord.world.hafen.messages.values()
    return next((each["content"] for each in there if words in each["content"]), None)


async def test_from_a_message_on_matrix(quarter: Quarter) -> None:
    await they_have_spoken(quarter)
    anna = await quarter.matrix.person("anna")
    message = await anna.say(WORDS, room=quarter.matrix.room.target)
    await anna.say("!idea", reply_to=message, room=quarter.matrix.room.target)
    await approves(quarter, 1)
    await quarter.stands_on_matrix("Idea 1")
    there = await quarter.stands_on_discord("Idea 1")
    await everybody_is_known(quarter)

    await quarter.discord.chats("mehmet", "Yes, and a mirror.", replies_to=there)
    await approves(quarter, 2)
    await quarter.stands_on_matrix("Yes, and a mirror.")

    await gathers_and_is_answered(quarter)
    said = await quarter.said_on_matrix("News of idea 1")
    assert "accepted" in said
    assert "It comes in May." in said
    news = await quarter.stands_on_matrix("News of idea 1")
    history = await anna.history(quarter.matrix.room.target)
    [event] = [each for each in history if each["event_id"] == news]
    assert "m.relates_to" not in event["content"], "in the room itself, for all to see"
