"""The local Discord notices what Discord would refuse, and its own mistakes."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from adapters.discord.line import Line, Refused
from adapters.discord.settings import DiscordSettings
from adapters.discord.speaking import MESSAGES
from tests.discord_server import limits
from tests.discord_server.server import Discord
from tests.discord_server.spec import document

needs_document = pytest.mark.skipif(document() is None, reason="Discord's document is missing")


@pytest.fixture
async def line(discord: Discord) -> AsyncIterator[Line]:
    line = Line(DiscordSettings(api=discord.api, gateway=discord.gateway.url), discord.token)
    async with line.at_work():
        yield line


async def says(line: Line, discord: Discord, **message: Any) -> Any:
    names = {"channel_id": discord.world.hafen.id}
    quiet: dict[str, Any] = {"allowed_mentions": {"parse": []}}
    return await line.ask("POST", MESSAGES, quiet | message, names=names)


def problem(discord: Discord) -> str:
    [found] = discord.problems
    discord.problems.clear()
    return found


@needs_document
async def test_a_misspelt_key(line: Line, discord: Discord) -> None:
    with pytest.raises(Refused):
        await says(line, discord, content="Moin!", componets=[])
    assert problem(discord).startswith("create_message: ")


@needs_document
async def test_an_answer_of_its_own_that_discord_would_not_give(
    line: Line, discord: Discord, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = discord.messages.made
    monkeypatch.setattr(
        discord.messages, "made", lambda *given, **more: made(*given, **more) | {"tts": "no"}
    )
    await says(line, discord, content="Moin!")
    assert problem(discord).startswith("our own answer to create_message: tts")


async def test_what_nobody_plays(line: Line, discord: Discord) -> None:
    with pytest.raises(Refused):
        await line.ask("GET", "/dance")
    assert problem(discord) == "nobody plays GET /api/v10/dance"


async def test_a_message_that_may_call_somebody(line: Line, discord: Discord) -> None:
    await says(line, discord, content="Moin!", allowed_mentions={"parse": ["users"]})
    [calling] = discord.messages.calling
    discord.messages.calling.clear()
    assert calling["content"] == "Moin!"


def button(number: int) -> dict[str, Any]:
    return {"type": 2, "style": 2, "label": "Park", "custom_id": f"pick:{number}"}


def row(*components: dict[str, Any]) -> dict[str, Any]:
    return {"type": 1, "components": list(components)}


@pytest.mark.parametrize(
    "message",
    [
        {"content": "x" * 2001},
        {"content": " "},
        {},
        {"content": "?", "components": [row(button(n)) for n in range(6)]},
        {"content": "?", "components": [row(button(1), button(1))]},
        {"poll": {"answers": [{"poll_media": {"text": "x" * 56}}]}},
    ],
    ids=["2,001 letters", "blank", "empty", "six rows", "one id twice", "a long answer"],
)
def test_limits_that_the_document_does_not_know(message: dict[str, Any]) -> None:
    assert list(limits.of_message(message))
