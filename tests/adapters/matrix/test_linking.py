"""An account on a real Matrix and one elsewhere become one person."""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.config import StoreSettings
from tests.adapters.matrix.hafen import Hafen
from tests.adapters.matrix.hafen import hafen as whole
from tests.adapters.matrix.stage import MatrixStage
from tests.adapters.matrix.test_conversation import direct_chat
from tests.neighbours.scene import alone, code_in, number_in
from tests.scenes import told
from tests.servers.synapse import SERVER_NAME

pytestmark = pytest.mark.synapse


@pytest.fixture
async def hafen(stage: MatrixStage, own_store: StoreSettings) -> AsyncIterator[Hafen]:
    """Here Bude comes when it is asked to a chat."""
    stage.settings = replace(stage.settings, accept_invitations_from=(SERVER_NAME,))
    async with whole(stage, own_store) as place:
        yield place


class Chat:
    """Anna's direct chat with Bude."""

    def __init__(self, at: Hafen, room: str) -> None:
        self._at = at
        self._room = room

    async def says(self, words: str) -> None:
        anna = await self._at.person("anna")
        await anna.say(words, room=self._room)

    async def reads(self, pattern: str) -> str:
        anna = await self._at.person("anna")

        async def look() -> str | None:
            said = (
                str(event["content"].get("body", ""))
                for event in await anna.history(self._room)
                if event["sender"] == self._at.stage.bude.user_id
            )
            return next((each for each in said if re.search(pattern, each)), None)

        return await self._at.at_last(look)


async def test_from_a_direct_chat(hafen: Hafen) -> None:
    await hafen.asks()
    await hafen.stage.says("anna", "vote 1 1")
    await hafen.counts(1, 0, 0)
    await asyncio.sleep(0.01)
    assert "Your vote counts" in told(await hafen.discord.says("anna", "vote 1 2"))
    await hafen.counts(1, 1, 0)
    chat = Chat(hafen, await direct_chat(hafen.stage))
    await chat.says("link")
    code = code_in(await chat.reads("Your code"))
    number = number_in(await alone(hafen.discord, "anna", f"link {code}"))
    assert "discord:anna" in await chat.reads("become one person here")
    await chat.says(f"confirm {number}")
    await chat.reads("has to say yes, too")
    assert "one person here now" in await alone(hafen.discord, "anna", f"confirm {number}")
    await chat.reads("are one person here now")
    await hafen.counts(0, 1, 0)


async def test_never_in_a_room(hafen: Hafen) -> None:
    await hafen.stage.says("anna", "link")
    await hafen.reads("Please write it to me in a private chat.")
