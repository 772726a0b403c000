"""Bude stops when it is told to, once, whatever discord.py is doing just then."""

import asyncio
from typing import Any

import pytest

from adapters.discord import ending
from tests.adapters.discord.stage import DiscordStage
from tests.adapters.stage import Notebook, until


@pytest.mark.parametrize(
    "doing",
    ["discord.Guild.query_members", "discord.Client.connect"],
    ids=["looking how far it has heard", "keeping the line"],
)
async def test_it_stops_although_a_cancellation_is_swallowed(
    stage: DiscordStage, monkeypatch: pytest.MonkeyPatch, doing: str
) -> None:
    """As by `asyncio.wait_for`, when what it waits for comes at the same moment."""
    monkeypatch.setattr(ending, "AGAIN", 0.02)
    begun = asyncio.Event()

    async def deaf_at_first(*_: Any, **__: Any) -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            await asyncio.Event().wait()

    monkeypatch.setattr(doing, deaf_at_first)
    running = asyncio.create_task(stage.adapter.run(Notebook()))
    await begun.wait()
    running.cancel()
    await until(running.done)
