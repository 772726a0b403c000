"""One poll on Matrix, on Discord and in the terminal: one ballot per person, one count.

Real Synapse, the real clients of both platforms, a real pipe.
"""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.config import StoreSettings
from tests.adapters import writing_down
from tests.adapters.quarter import Quarter, quarter_of
from tests.adapters.writing_down import Transcript
from tests.discord_server.reading import read
from tests.servers.fixtures import Arrives
from tests.servers.synapse import Synapse

pytestmark = pytest.mark.synapse


@pytest.fixture
async def quarter(
    synapse: Synapse,
    arrives: Arrives,
    own_store: StoreSettings,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Quarter]:
    async with quarter_of(synapse, arrives, own_store, monkeypatch, {}) as place:
        yield place


async def test_one_ballot_per_person_wherever_they_vote(quarter: Quarter) -> None:
    people, told = quarter.discord.neighbours, Transcript()
    await quarter.link_anna()
    question, answer = "Where should the bench go?", "Park; Square; Harbour"
    asked = await people.slash("mo", "poll", question=question, answer=answer)
    told.add("discord", "mo", f"/poll question: {question} answer: {answer}")
    told.add("discord", "bude", await asked.text(), "alone")
    assert "in 3 rooms" in await asked.text()
    on_matrix = await quarter.stands_on_matrix("1. Park")
    on_discord = await quarter.stands_on_discord(question)
    poll_there = quarter.discord.world.hafen.messages[on_discord]

    # Anna is one person: her later word on Matrix replaces the tap on Discord.
    await people.taps("anna", on_discord, 1)
    await quarter.counts(1, 0, 0)
    await quarter.matrix.says("anna", "vote 1 3")
    await quarter.counts(0, 0, 1)
    answered = await quarter.told_anna("Your vote counts: Harbour.")

    # Mehmet never linked his accounts, so nobody can know that he is one.
    await people.taps("mehmet", on_discord, 1)
    await quarter.matrix.says("mehmet", "vote 1 1")
    await quarter.counts(2, 0, 1)

    quarter.types("as Rosi", "vote 1 2", "as Karl", "vote 1 2")
    await quarter.counts(2, 2, 1)
    total = "So far: Park 2, Square 2, Harbour 1"
    told.add("matrix", "bude", f"{question}\n1. Park\n2. Square\n3. Harbour")
    told.add("matrix", "anna", "!vote 1 3")
    told.add("matrix", "bude", answered, "alone")
    told.add("matrix", "bude", await quarter.said_on_matrix(total))
    told.add("discord", "bude", writing_down.poll(poll_there))
    below = await quarter.stands_on_discord(total)
    told.add("discord", "bude", read(quarter.discord.world.hafen.messages[below]["content"]))

    closed = await people.slash("mo", "close", poll=1, reason="The city has decided.")
    told.add("discord", "mo", "/close poll: 1 reason: The city has decided.")
    assert "closed" in await closed.text()
    result = await quarter.stands_on_discord("A tie: Park / Square.")
    told.add("discord", "bude", read(quarter.discord.world.hafen.messages[result]["content"]))
    told.add("matrix", "bude", await quarter.said_on_matrix("A tie: Park / Square."))
    assert poll_there["poll"]["results"]["is_finalized"]
    assert on_matrix
    if path := os.environ.get("BUDE_TRANSCRIPT"):
        await asyncio.to_thread(Path(path).write_text, told.text, "utf-8")
