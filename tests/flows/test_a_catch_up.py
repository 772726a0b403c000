"""Bude was away; what was said meanwhile comes in one go, with the platform's own times."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.adapter import Cursor
from bot.app import App
from bot.config import Settings
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


async def test_what_was_to_close_meanwhile_is_not_asked(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    missed = matrix.incoming(
        "anna", 'poll "Where?" "Park" "Square" closes="in 1 hour"', said_at=SUNDAY
    )
    clock.forward(hours=2)
    [said] = await catches_up(matrix, clock, missed)
    assert said == (
        "“in 1 hour” is over already. Write a time still to come, for example Friday, "
        "27 November 2026 at 18:00."
    )


@pytest.mark.parametrize("closes", ["in 1 hour", "Friday 18:00", "in 3 years"])
async def test_a_server_may_speak_of_the_middle_ages(
    app: App, matrix: FakePlatform, clock: Clock, closes: str
) -> None:
    line = f'poll "Where?" "Park" "Square" closes="{closes}"'
    missed = matrix.incoming("charlie", line, said_at=datetime(1, 1, 1, tzinfo=UTC))
    [said] = await catches_up(matrix, clock, missed)
    assert f"“{closes}” is" in said


async def test_votes_said_in_time_count_after_hours_away(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock, settings: Settings
) -> None:
    for platform in (matrix, discord):
        await catches_up(platform, clock)
    await matrix.says("mo", 'poll "Where?" "Park" "Square" closes="in 1 hour"')
    clock.forward(hours=5)
    again = App(settings, [matrix, discord], clock)
    [closing] = [tick for tick in again.ticks() if tick.name == "closing"]
    await closing.look()
    assert "So far" not in told(await matrix.says("mo", "results 1"))
    assert await catches_up(matrix, clock, vote(matrix, "anna", 2, 30)) == [
        "Your vote counts: Square. You can change it until Sunday, 22 November 2026 at 13:00."
    ]
    await catches_up(discord, clock)
    await closing.look()
    assert "Most votes: Square." in told(await matrix.says("mo", "results 1"))
    await again.close()
