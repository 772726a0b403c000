"""Discord is told of the commands: once, and until it has heard it."""

import pytest

from tests.adapters.discord.hafen import Json
from tests.adapters.discord.stage import DiscordStage
from tests.adapters.stage import Notebook, until
from tests.discord_server.server import Fault


async def test_they_are_told_to_discord_once(stage: DiscordStage) -> None:
    for _ in range(2):
        await stage.listens(Notebook())
        await until(lambda: stage.adapter.knows_commands)
    assert stage.discord.requests.count("bulk_set_application_commands") == 1


@pytest.mark.parametrize(
    "change",
    [
        {"description": "Another"},
        {"contexts": [0]},
        {"default_member_permissions": "0"},
        {"name": "umfrage"},
    ],
    ids=lambda change: next(iter(change)),
)
async def test_what_somebody_else_changed_there_is_told_anew(
    stage: DiscordStage, change: Json
) -> None:
    """Another program with our token, or a Bude of another version."""
    await stage.listens(Notebook())
    await until(lambda: stage.adapter.knows_commands)
    stage.world.commands[0] = stage.world.commands[0] | change
    await stage.listens(Notebook())
    await until(lambda: stage.adapter.knows_commands)
    assert stage.discord.requests.count("bulk_set_application_commands") == 2


@pytest.mark.parametrize("operation", ["get_my_application", "bulk_set_application_commands"])
async def test_discord_learns_our_commands_although_the_line_breaks_just_then(
    stage: DiscordStage, operation: str
) -> None:
    stage.discord.faults.append(Fault(operation, cut=True))
    await stage.listens(Notebook())
    await until(lambda: stage.adapter.knows_commands)
