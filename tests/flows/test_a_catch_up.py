"""Bude was away; what was said meanwhile comes in one go, with the platform's own times."""

from datetime import timedelta

import pytest

from bot.adapter import Cursor
from bot.app import App
from bot.incoming import Incoming
from tests.conftest import SUNDAY
from tests.fakes import Clock, FakePlatform
from tests.scenes import later, told


def vote(platform: FakePlatform, who: str, answer: int, minutes: int) -> Incoming:
    """Said so many minutes after noon."""
    said_at = SUNDAY + timedelta(minutes=minutes)
    return platform.incoming(who, f"vote 1 {answer}", said_at=said_at)


async def catches_up(platform: FakePlatform, clock: Clock, *missed: Incoming) -> list[str]:
    cursor = Cursor(platform.platform, str(clock.now), clock.now)
    return [told(reply) for reply in await platform.hears(missed, cursor)]


async def test_the_last_word_stands_and_the_end_is_waited_for(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    for platform in (matrix, discord):
        await catches_up(platform, clock)
    await matrix.says("mo", 'poll "Where?" "Park" "Square" closes="in 3 hours"')
    clock.forward(hours=3, minutes=10)

    in_time, too_late = await catches_up(
        discord, clock, vote(discord, "charlie", 1, 179), vote(discord, "mehmet", 1, 181)
    )
    assert in_time.startswith("Your vote counts: Park.")
    assert too_late == "This poll closed on Sunday, 22 November 2026 at 15:00."
    await later(app, clock)
    assert "has closed" not in told(discord.posts()[-1])

    said = [
        vote(matrix, "anna", 1, 20),
        vote(matrix, "anna", 2, 30),
        vote(matrix, "anna", 1, 25),
    ]
    *_, overtaken = await catches_up(matrix, clock, *said)
    assert overtaken == "What you said later stands: Square."
    assert await catches_up(matrix, clock, *said) == ["", "", ""]
    await later(app, clock)
    assert "A tie: Park / Square.\n\nPark: 1 vote\nSquare: 1 vote" in told(discord.posts()[-1])


@pytest.mark.parametrize("who", ["charlie", "ch\ud83drlie"])
async def test_half_an_emoji_keeps_nobody_else_from_voting(
    app: App, discord: FakePlatform, who: str
) -> None:
    await discord.says("mo", 'poll "Where?" "Park" "Square"')
    lines = [(who, 'poll "\ud83d?" "A" "B"'), (who, "poll \ud83d"), ("anna", "vote 1 1")]
    *_, counted = await discord.hears([discord.incoming(*line) for line in lines])
    assert "Your vote counts" in told(counted)
