"""Somebody had themselves forgotten, and an account that was linked to theirs comes back."""

import pytest

from bot.app import App
from tests.beginnings import beginning
from tests.fakes import Clock, FakePlatform
from tests.neighbours.scene import alone, links, told_alone
from tests.scenes import told

LATELY = "This account was linked only lately."


@pytest.fixture
@beginning
async def forgotten(app: App, matrix: FakePlatform, discord: FakePlatform) -> None:
    """Charlie talked Anna into a link, of which she wanted to be rid while a poll is open."""
    await matrix.says("mo", 'poll "Where?" "Park" "Square"')
    await links(app, matrix, discord, "anna", "charlie")
    assert "I have forgotten you" in await alone(matrix, "anna", "forget me for sure")


async def test_it_does_not_come_along_quietly(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock, forgotten: None
) -> None:
    await alone(matrix, "anna", "polls")
    clock.forward(days=1)
    await alone(discord, "charlie", "polls")
    warned = await told_alone(app, matrix, "anna")
    assert "discord:charlie was linked to your account before you had me forget you" in warned
    for line in ("mydata", "forget me for sure", "name Somebody", "case 1"):
        assert (await alone(discord, "charlie", line)).startswith(LATELY)
    assert "is a person of its own now" in await alone(matrix, "anna", "unlink discord:charlie")
    refused = told(await discord.says("charlie", "vote 1 1"))
    assert refused.startswith("When this was asked, you were one person with another account")


async def test_they_still_have_one_vote_together(
    app: App, matrix: FakePlatform, discord: FakePlatform, forgotten: None
) -> None:
    await matrix.says("anna", "vote 1 2")
    await discord.says("charlie", "vote 1 1")
    results = told(await matrix.says("mo", "results 1"))
    assert "Park: 1 vote\nSquare: 0 votes" in results


async def test_who_comes_back_alone_is_told_nothing_of_it(
    app: App, matrix: FakePlatform, discord: FakePlatform, forgotten: None
) -> None:
    await alone(matrix, "anna", "polls")
    assert "has come back" not in await told_alone(app, matrix, "anna")
    assert not (await alone(matrix, "anna", "mydata")).startswith(LATELY)
