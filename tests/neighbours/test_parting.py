"""Accounts part again: nobody is pushed out quietly, and nobody gains a voice by it."""

import pytest

from bot import people
from bot.app import App
from tests.fakes import Clock, FakePlatform
from tests.neighbours.scene import BENCH, alone, links, told_alone
from tests.scenes import count, told


async def test_the_newest_link_is_undone_at_once(
    app: App, matrix: FakePlatform, discord: FakePlatform
) -> None:
    await links(app, matrix, discord, "anna")
    said = await alone(matrix, "anna", "unlink")
    assert said.startswith("discord:anna is a person of its own now.")
    assert "no longer one person with your other" in await told_alone(app, discord, "anna")
    assert "not linked to another" in await alone(discord, "anna", "unlink")


async def test_who_leaves_has_no_second_voice(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    await matrix.says("mo", BENCH)
    await matrix.says("anna", "vote 1 1")
    await links(app, matrix, discord, "anna")
    clock.forward(minutes=1)
    await alone(discord, "anna", "unlink discord:anna")
    refused = told(await discord.says("anna", "vote 1 2"))
    assert "you were one person with another account" in refused
    assert await count(app, matrix) == ["Park: 1 vote", "Square: 0 votes"]
    await matrix.says("anna", "vote 1 2")
    assert await count(app, matrix) == ["Square: 1 vote", "Park: 0 votes"]
    clock.forward(minutes=1)
    await matrix.says("mo", BENCH)
    assert "Your vote counts" in told(await discord.says("anna", "vote 2 2"))


async def test_linking_again_brings_no_second_voice_either(
    app: App, matrix: FakePlatform, discord: FakePlatform
) -> None:
    await matrix.says("mo", BENCH)
    await discord.says("anna", "vote 1 2")
    await links(app, matrix, discord, "anna")
    await alone(matrix, "anna", "unlink")
    await links(app, matrix, discord, "anna")
    await matrix.says("anna", "vote 1 1")
    assert await count(app, matrix) == ["Park: 1 vote", "Square: 0 votes"]


async def test_pushing_out_an_old_account_takes_time_and_a_word(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    """Whoever took over one account does not take over the person."""
    await links(app, matrix, discord, "anna")
    clock.forward(days=3)
    said = await alone(discord, "anna", "unlink matrix:anna")
    assert said.startswith("I have told matrix:anna. Unless it objects")
    word = await told_alone(app, matrix, "anna")
    assert "discord:anna wants that matrix:anna is a person of its own" in word
    assert "write from matrix:anna: !stay" in word
    assert await alone(matrix, "anna", "stay") == "Good, this account stays linked."
    await days_pass(app, clock, 3)
    assert persons(app, "anna") == 1


async def test_who_does_not_object_is_parted_in_the_end(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    await links(app, matrix, discord, "anna")
    clock.forward(days=3)
    await alone(discord, "anna", "unlink matrix:anna")
    await days_pass(app, clock, 1)
    assert persons(app, "anna") == 1
    await days_pass(app, clock, 1)
    assert persons(app, "anna") == 2
    await days_pass(app, clock, 9)
    assert persons(app, "anna") == 2


async def test_what_was_asked_before_another_account_came_must_be_asked_anew(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    """Else the one who asked would be left alone with what Anna brought along since."""
    await links(app, matrix, discord, "anna")
    clock.forward(days=3)
    await alone(discord, "anna", "unlink matrix:anna")
    await links(app, matrix, discord, "anna", "anni")
    assert "matrix:anna stays linked after all" in await told_alone(app, discord, "anna")
    assert "write: !unlink matrix:anna" in await told_alone(app, matrix, "anna")
    await days_pass(app, clock, 3)
    assert persons(app, "anna") == 1
    assert "Unless it objects" in await alone(discord, "anna", "unlink matrix:anna")
    await days_pass(app, clock, 3)
    assert persons(app, "anna") == 2


async def test_a_stranger_who_was_linked_by_deceit_gets_nothing(
    app: App, matrix: FakePlatform, discord: FakePlatform
) -> None:
    """Charlie talked Mo into it. Mo reads what it meant, and undoes it."""
    await links(app, matrix, discord, "mo", "charlie")
    assert "Only moderators" in told(await discord.says("charlie", "log", private=True))
    held = await alone(discord, "charlie", "unlink matrix:mo")
    assert held.startswith("discord:charlie was linked only lately. Part that one first")
    assert "discord:charlie is a person of its own" in await alone(matrix, "mo", "unlink")
    assert "The log" in told(await matrix.says("mo", "log", private=True))
    assert "Only moderators" in told(await discord.says("charlie", "log", private=True))


async def test_nobody_parts_in_a_room_or_for_somebody_else(
    app: App, matrix: FakePlatform, discord: FakePlatform
) -> None:
    await links(app, matrix, discord, "anna")
    assert "in a private chat" in told(await matrix.says("anna", "unlink"))
    said = await alone(matrix, "anna", "unlink matrix:mo")
    assert said == "Which one? Write it as it stands here: discord:anna, matrix:anna"


@pytest.mark.parametrize("line", ["unlink", "stay", "unlink matrix:anna"])
async def test_nothing_to_part(app: App, matrix: FakePlatform, line: str) -> None:
    told = await alone(matrix, "anna", line)
    assert told in (
        "This account is not linked to another one.",
        "Nobody wants to part this account.",
    )


def persons(app: App, name: str) -> int:
    with app.store.begin() as session:
        keys = [("matrix", name), ("discord", name)]
        return len({each.id for each in people.known(session, keys).values()})


async def days_pass(app: App, clock: Clock, days: int) -> None:
    clock.forward(days=days)
    [tick] = [each for each in app.ticks() if each.name == "parting"]
    await tick.look()
