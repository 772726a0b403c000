"""A server that is away for a while, or throws Bude out and takes it in again."""

import pytest

from adapters.discord import client
from tests.adapters.discord.hafen import Hafen
from tests.adapters.stage import until


@pytest.mark.parametrize("outage", [True, False], ids=["an outage", "thrown out"])
async def test_what_was_said_meanwhile_counts(
    hafen: Hafen, monkeypatch: pytest.MonkeyPatch, outage: bool
) -> None:
    monkeypatch.setattr(client, "MARKING", 0.02)
    asked = await hafen.asks()
    await hafen.people.taps("anna", asked["id"], 1)
    await hafen.counts(1, 0, 0)
    await hafen.discord.gateway.lose_server(outage=outage)
    await hafen.people.taps("mehmet", asked["id"], 3)
    await hafen.stage.says("charlie", "vote 1 2")
    await hafen.discord.gateway.return_server(outage=outage)
    marked = len(hafen.stage.ear.cursors)
    await until(lambda: len(hafen.stage.ear.cursors) > marked + 2)
    await hafen.counts(1, 1, 1)
