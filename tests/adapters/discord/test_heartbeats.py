"""Nothing of a line stays behind when it is given up, also while it is being opened."""

import asyncio
import threading

import pytest
from discord.gateway import DiscordWebSocket, KeepAliveHandler

from tests.adapters.discord.stage import DiscordStage
from tests.adapters.stage import PATIENCE, Notebook, until


def beating() -> bool:
    return any(isinstance(each, KeepAliveHandler) for each in threading.enumerate())


async def never(line: DiscordWebSocket) -> None:
    await asyncio.Event().wait()


async def test_a_line_given_up_while_it_is_opened_beats_no_more(
    stage: DiscordStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("discord.gateway.DiscordWebSocket.identify", never)
    running = asyncio.create_task(stage.adapter.run(Notebook()))
    await until(beating)
    while not running.done():
        running.cancel()
        await asyncio.wait([running], timeout=PATIENCE)
    await until(lambda: not beating())
