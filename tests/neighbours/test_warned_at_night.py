"""Who may be taken over hears of it at any hour; who was linked just now cannot hinder it."""

import pytest

from bot.app import App
from tests.fakes import Clock, FakePlatform
from tests.neighbours.scene import alone, links, told_alone

LINKED, WANTED = "are one person here now", "wants that matrix:anna is a person of its own"
LEFT = "is no longer one person with your other"
ALWAYS = "quiet 13:00 12:59"


async def test_quiet_hours_hold_up_no_warning(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    """Charlie sits at Anna's telephone while she sleeps."""
    await links(app, matrix, discord, "anna")
    await alone(matrix, "anna", "quiet 22:00 7:00")
    clock.forward(hours=11)
    await links(app, discord, discord, "anna", "charlie")
    assert "discord:charlie" in (await told_alone(app, matrix, "anna")).splitlines()[-1]
    clock.forward(days=3)
    await alone(discord, "charlie", "unlink matrix:anna")
    assert WANTED in await told_alone(app, matrix, "anna")
    assert LEFT not in await told_alone(app, discord, "anna")
    await alone(matrix, "anna", "unlink discord:charlie")
    await alone(discord, "charlie", "unlink discord:charlie")
    for platform in (matrix, discord):
        assert LEFT in await told_alone(app, platform, "anna")


async def test_nor_do_those_that_the_other_brings_along(
    app: App, matrix: FakePlatform, discord: FakePlatform
) -> None:
    assert "12:59" in await alone(discord, "charlie", ALWAYS)
    await links(app, matrix, discord, "anna", "charlie")
    assert "12:59" in await alone(matrix, "anna", "quiet")
    assert LINKED in await told_alone(app, matrix, "anna")


@pytest.mark.parametrize("line", [ALWAYS, "quiet no", "name Charlie", "language German"])
async def test_who_was_linked_just_now_does_not_say_how_the_other_is_spoken_to(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock, line: str
) -> None:
    await links(app, matrix, discord, "anna", "charlie")
    refused = await alone(discord, "charlie", line)
    assert refused.startswith("This account was linked only lately.")
    assert "linked only lately" not in await alone(matrix, "anna", line)
    clock.forward(days=2)
    assert "linked only lately" not in await alone(discord, "charlie", line)
