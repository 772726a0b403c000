"""A Discord for each test, which looks at the end whether everybody kept to its rules."""

from collections.abc import AsyncIterator

import pytest

from adapters.discord import client, listening, speaking
from bot import patience
from bot.config import StoreSettings
from tests.adapters.discord.hafen import Hafen
from tests.adapters.discord.hafen import hafen as whole
from tests.adapters.discord.stage import DiscordStage
from tests.discord_server.server import Discord
from tests.discord_server.spec import document


@pytest.fixture(autouse=True)
def in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same waits, only shorter."""
    monkeypatch.setattr(patience, "FIRST", 0.02)
    monkeypatch.setattr(client, "READY_AFTER", 0.02)
    monkeypatch.setattr(client, "MARKING", 0.05)
    monkeypatch.setattr(listening, "SOON", (0.02, 0.05))
    monkeypatch.setattr(listening, "PATIENT", (0.02,))
    monkeypatch.setattr(speaking, "BETWEEN_EDITS", 0.0)


@pytest.fixture
async def discord() -> AsyncIterator[Discord]:
    async with Discord() as server:
        # Whether we are fast enough is for the benchmark to say, not for a loaded machine.
        server.interactions.deadline = 60.0
        yield server
        assert server.problems == []
        assert server.messages.calling == []


@pytest.fixture
async def stage(discord: Discord) -> AsyncIterator[DiscordStage]:
    stage = DiscordStage(discord)
    try:
        yield stage
    finally:
        await stage.stops()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if document() is None:
        terminalreporter.write_line(
            "Discord's OpenAPI document is missing: nothing was compared with it. "
            "See tests/discord_server/README.md.",
            yellow=True,
        )


@pytest.fixture
async def hafen(stage: DiscordStage, own_store: StoreSettings) -> AsyncIterator[Hafen]:
    async with whole(stage, own_store) as place:
        yield place
