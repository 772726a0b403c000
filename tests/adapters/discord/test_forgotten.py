"""Whoever is forgotten leaves nothing behind on Discord, and may come back."""

from tests.adapters.discord.hafen import Hafen
from tests.adapters.discord.test_desk import told_alone
from tests.adapters.stage import until


async def chats(hafen: Hafen) -> list[str]:
    """How far direct chats were heard."""
    ours = {f"discord:{each}" for each in hafen.stage.world.channels}
    streams = await hafen.app.router.streams("discord")
    channels = {f"discord:{each.rpartition(':')[2]}": each for each in streams}
    direct = hafen.people.direct("anna").id
    assert set(channels) <= ours
    return [each for short, each in channels.items() if short.endswith(direct)]


async def test_how_far_their_chat_was_heard_goes_with_them(hafen: Hafen) -> None:
    await hafen.asks(results="after")
    await hafen.stage.whispers("anna", "polls")
    await told_alone(hafen, "anna", "Where should the bench go?")
    assert await chats(hafen)
    await hafen.stage.whispers("anna", "forget me for sure")
    await told_alone(hafen, "anna", "I have forgotten you")
    assert await chats(hafen) == []


async def test_who_comes_back_is_heard_while_bude_is_away(hafen: Hafen) -> None:
    await hafen.asks(results="after")
    await hafen.stage.whispers("anna", "forget me for sure")
    await told_alone(hafen, "anna", "I have forgotten you")
    await hafen.stage.whispers("anna", "language english")
    await told_alone(hafen, "anna", "English")
    await hafen.stage.stops()
    await hafen.stage.whispers("anna", "vote 1 2")
    hafen.discord.gateway.forget()
    await hafen.stage.listens(hafen.app.router)
    await hafen.counts(0, 1, 0)


async def test_what_they_tapped_before_is_not_found_again(hafen: Hafen) -> None:
    """On a poll of Discord's own it stands as before: nobody but they can take it back."""
    asked = await hafen.asks()
    await hafen.people.taps("anna", asked["id"], 1)
    await hafen.people.taps("mehmet", asked["id"], 2)
    await hafen.counts(1, 1, 0)
    await hafen.stage.whispers("anna", "forget me for sure")
    await told_alone(hafen, "anna", "I have forgotten you")
    await hafen.counts(0, 1, 0)
    marked = len(hafen.stage.ear.cursors)
    await until(lambda: len(hafen.stage.ear.cursors) > marked + 2)
    await hafen.stage.stops()
    hafen.discord.gateway.forget()
    await hafen.stage.listens(hafen.app.router)
    await hafen.counts(0, 1, 0)
