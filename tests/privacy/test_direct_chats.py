"""A direct chat that is a stream of its own, as on Discord, goes with who is forgotten."""

from bot.adapter import Cursor
from bot.app import App
from tests.fakes import Clock, FakePlatform
from tests.scenes import told


async def test_how_far_it_was_heard_is_not_kept(
    app: App, discord: FakePlatform, clock: Clock
) -> None:
    async def hears(who: str, line: str, where: str) -> str:
        said = discord.incoming(who, line, where=where, private=where != "#hafen")
        [reply] = await discord.hears([said], Cursor(f"discord:{where}", "1", clock.now))
        return told(reply)

    await hears("anna", "polls", "#hafen")
    await hears("anna", "polls", "user:anna:4711")
    await hears("mehmet", "polls", "user:mehmet:4712")
    said = await discord.whispers("anna", "forget me for sure")
    assert "I have forgotten you" in told(said)
    streams = await app.router.streams("discord")
    assert sorted(streams) == ["discord:#hafen", "discord:user:mehmet:4712"]
