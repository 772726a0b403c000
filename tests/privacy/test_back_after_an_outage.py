"""Bude was away when a poll ended, and hears days later what was said before that: nobody has
two votes by having been forgotten."""

import pytest

from bot.app import App
from tests.fakes import Clock, FakePlatform
from tests.neighbours.scene import links
from tests.scenes import told


@pytest.mark.parametrize("tidies_first", [False, True])
async def test_who_was_one_is_one(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock, tidies_first: bool
) -> None:
    await matrix.says("mo", 'poll "Where?" "Park" "Square" closes="in 3 days"')
    await links(app, matrix, discord, "anna")
    assert "I have forgotten you" in told(await matrix.whispers("anna", "forget me for sure"))
    clock.forward(days=2)
    votes = [
        platform.incoming("anna", "vote 1 1", said_at=clock.now)
        for platform in (matrix, discord)
    ]
    clock.forward(days=4)
    if tidies_first:
        await app.tidy()
    for platform, vote in zip((matrix, discord), votes, strict=True):
        [counted] = await platform.hears([vote])
        assert told(counted).startswith("Your vote counts: Park.")
    assert "Park: 1 vote\n" in told(await matrix.says("mo", "results 1"))
