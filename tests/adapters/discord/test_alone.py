"""Direct chats with Bude on Discord, and what is pressed or typed there that is no more."""

import pytest

from bot.incoming import Address
from bot.posts import Post, Reply
from tests.adapters.discord.hafen import Hafen
from tests.adapters.discord.stage import DiscordStage
from tests.adapters.stage import Notebook, until
from tests.discord_server.neighbours import components
from tests.discord_server.reading import read
from tests.discord_server.server import Fault


def answers(stage: DiscordStage, who: str) -> list[str]:
    us = stage.world.bude.id
    messages = stage.neighbours.direct(who).messages.values()
    return [read(each["content"]) for each in messages if each["author"]["id"] == us]


async def test_in_a_direct_chat_every_word_is_for_bude(stage: DiscordStage) -> None:
    inbox = Notebook(lambda heard: Reply(Post("No poll is open."), private=True))
    await stage.listens(inbox)
    await stage.neighbours.says("anna", "polls", where=stage.neighbours.direct("anna"))
    heard = await inbox.next()
    assert heard.private
    assert heard.at == Address("discord", f"user:{await stage.account_of('anna')}")
    await until(lambda: answers(stage, "anna") == ["No poll is open."])


async def test_what_was_written_there_while_bude_was_away_is_found(
    stage: DiscordStage,
) -> None:
    inbox = Notebook(lambda heard: Reply(Post("I hear you."), private=True))
    await stage.listens(inbox)
    direct = stage.neighbours.direct("anna")
    await stage.neighbours.says("anna", "polls", where=direct)
    await inbox.next()
    await until(lambda: len(answers(stage, "anna")) == 1)
    await stage.stops()
    await stage.neighbours.says("anna", "vote 1 2", where=direct)
    stage.discord.gateway.forget()
    await stage.listens(inbox)
    await until(lambda: inbox.words[-1] == "vote 1 2")
    heard = inbox.heard[-1]
    assert heard.private
    assert heard.said_at
    assert heard.at == inbox.heard[0].at


async def test_a_letter_reaches_whoever_never_wrote_to_bude(stage: DiscordStage) -> None:
    to = Address("discord", f"user:{await stage.account_of('anna')}")
    await stage.adapter.deliver(to, Post("There is news for you."), key="a")
    assert answers(stage, "anna") == ["There is news for you."]


async def test_a_list_survives_a_restart_too(hafen: Hafen) -> None:
    """The one that only the voter sees."""
    message = await hafen.asks(secret=True)
    ballot = await (await hafen.people.press("anna", message, "Vote in secret")).answered()
    await hafen.stage.listens(hafen.app.router)
    chosen = await hafen.people.select("anna", ballot, 2)
    assert "Your vote" in await chosen.text()
    assert components(ballot)[0]["type"] == 3


async def test_a_button_of_a_post_that_is_forgotten(hafen: Hafen) -> None:
    message = await hafen.asks(results="after")
    old = dict(message) | {"id": "1"}
    pressed = await hafen.people.press("anna", old, "Park")
    assert await pressed.text() == "I do not know this any more. /help shows what I can do."
    assert pressed.private


async def test_a_button_that_no_bude_ever_made(hafen: Hafen) -> None:
    message = await hafen.asks(results="after")
    [button, *_] = components(message)
    strange = dict(message) | {
        "components": [{"type": 1, "components": [button | {"custom_id": "dance:1"}]}]
    }
    pressed = await hafen.people.press("anna", strange, "Park")
    assert "I do not know this any more." in await pressed.text()


@pytest.mark.parametrize("via", [{"Via": "1.1 google"}, {}], ids=["Discord", "before it"])
async def test_an_answer_to_a_command_waits_for_a_limit(
    stage: DiscordStage, via: dict[str, str]
) -> None:
    await stage.listens(Notebook(lambda heard: Reply(Post("Your vote is in."), private=True)))
    body = {"message": "You are being rate limited.", "retry_after": 0.01, "global": False}
    limit = Fault("create_interaction_response", 429, body, via | {"Retry-After": "0"})
    stage.discord.faults.append(limit)
    asked = await stage.neighbours.slash("anna", "vote", poll="1", answer="2")
    assert await asked.text() == "Your vote is in."
