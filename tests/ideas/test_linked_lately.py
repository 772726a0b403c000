"""Whoever talked Anna into a link takes back, changes and unfollows nothing in her name."""

import pytest

from bot.app import App
from tests.beginnings import beginning
from tests.fakes import Clock, FakePlatform
from tests.ideas.conftest import BENCH
from tests.neighbours.scene import alone, links
from tests.scenes import told


@beginning
async def talked_into_a_link(app: App, matrix: FakePlatform, discord: FakePlatform) -> None:
    """By Charlie, when Anna has had an idea and follows those of others."""
    await matrix.says("anna", BENCH)
    await matrix.says("anna", "follow")
    await links(app, matrix, discord, "anna", "charlie")


@pytest.mark.parametrize(
    "line", ["drop 1", "dropphoto 1 1", 'amend 1 text="A fence."', "unfollow"]
)
async def test_what_she_has_said_is_hers(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock, line: str
) -> None:
    await talked_into_a_link(app, matrix, discord)
    refused = await alone(discord, "charlie", line)
    assert refused.startswith("This account was linked only lately.")
    assert "linked only lately" not in told(await matrix.says("anna", line))
    clock.forward(days=2)
    assert "linked only lately" not in await alone(discord, "charlie", line)
