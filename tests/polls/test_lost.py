"""A poll whose message, or whose room, was deleted, or is closed to Bude: whoever asked it is
told, once."""

import pytest

from adapters.discord.speaking import LACKS
from bot.adapter import DeliveryFailed
from bot.app import App
from bot.incoming import Retracted
from polls import closing
from tests.beginnings import beginning
from tests.fakes import Clock, FakePlatform
from tests.scenes import told

POLL = 'poll "Where should the bench go?" "Park" "Square"'
GONE = DeliveryFailed("Unknown Message", permanent=True)


@pytest.fixture
@beginning
async def asked(app: App, matrix: FakePlatform, discord: FakePlatform) -> str:
    """Anna's poll stands in both rooms; the message on Discord."""
    matrix.locale = "en-GB"
    await matrix.whispers("anna", "polls")
    await matrix.says("anna", POLL)
    await app.postman.round()
    [message] = [key for key, each in discord.shown.items() if each.target == "#hafen"]
    return message


async def news(app: App, matrix: FakePlatform) -> list[str]:
    await app.postman.round()
    return [told(each) for each in matrix.posts("~anna")]


async def removed(platform: FakePlatform, message_id: str, where: str = "#hafen") -> None:
    await platform.says("", Retracted(message_id), where=where)


async def test_the_message_was_removed(
    app: App, matrix: FakePlatform, discord: FakePlatform, asked: str
) -> None:
    await removed(discord, asked)
    await removed(discord, asked)
    [told_anna] = await news(app, matrix)
    assert told_anna == (
        "In a room on Discord your poll 1, “Where should the bench go?”, or a part of it was "
        "deleted, or the room itself. The poll goes on all the same, and all votes count. "
        "!polls 1 shows it again."
    )


async def test_it_is_found_out_when_the_total_cannot_be_shown(
    app: App, matrix: FakePlatform, discord: FakePlatform, asked: str
) -> None:
    """Nobody told us, as when it was deleted while Bude was away."""
    for choice in (1, 2):
        await matrix.says("mehmet", f"vote 1 {choice}")
        await app.writer.do(lambda session: closing.refresh(session, app.clock()))
        discord.broken = GONE
        await app.postman.round()
    [told_anna] = await news(app, matrix)
    assert told_anna.startswith("In a room on Discord your poll 1, ")


async def test_the_room_is_no_more(
    app: App, matrix: FakePlatform, discord: FakePlatform
) -> None:
    await matrix.whispers("anna", "polls")
    discord.broken = GONE
    await matrix.says("anna", POLL)
    assert len(await news(app, matrix)) == 1


async def test_only_in_its_own_room_can_it_be_removed(
    app: App, matrix: FakePlatform, discord: FakePlatform, asked: str
) -> None:
    await removed(discord, asked, where="#elsewhere")
    assert await news(app, matrix) == []


async def test_what_is_over_need_not_be_seen(
    app: App, matrix: FakePlatform, discord: FakePlatform, asked: str
) -> None:
    await matrix.says("mo", "close 1 Decided.")
    await removed(discord, asked)
    assert await news(app, matrix) == []


async def test_in_german(
    app: App, matrix: FakePlatform, discord: FakePlatform, asked: str
) -> None:
    await matrix.whispers("anna", "sprache deutsch")
    await removed(discord, asked)
    [told_anna] = await news(app, matrix)
    assert told_anna == (
        "In einem Raum auf Discord wurde deine Umfrage 1, „Where should the bench go?“, oder "
        "ein Teil davon gelöscht, oder der Raum selbst. Die Umfrage läuft trotzdem weiter, und "
        "alle Stimmen zählen. !umfragen 1 zeigt sie wieder."
    )


# Where Bude may not write

BARRED = DeliveryFailed("Missing Permissions", lacks="“View Channel”, “Send Messages”")
FORBIDDEN = DeliveryFailed("M_FORBIDDEN", permanent=True, lacks="to be in the room")


@pytest.mark.parametrize("failure", [BARRED, FORBIDDEN])
async def test_bude_may_not_write_in_a_room(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock, failure: DeliveryFailed
) -> None:
    """Whoever asked hears it once; the letter waits until somebody lets Bude write."""
    await matrix.whispers("anna", "polls")
    discord.broken = failure
    await matrix.says("anna", POLL)
    for _ in range(3):
        [told_anna] = await news(app, matrix)
        clock.forward(minutes=5)
    assert told_anna == (
        "In a room on Discord (discord:#hafen) I may not write, so your poll 1, “Where should "
        "the bench go?”, cannot be read there, or not as it stands now. The poll goes on all "
        "the same, and all votes count. !polls 1 shows it. What I need there, from those who "
        f"look after the room: {failure.lacks}. For a week I keep trying."
    )
    discord.broken = None
    await app.postman.round()
    [post] = discord.posts()
    assert post.question


async def test_in_german_it_says_what_to_allow(
    app: App, matrix: FakePlatform, discord: FakePlatform
) -> None:
    await matrix.whispers("anna", "sprache deutsch")
    discord.broken = DeliveryFailed("50013", lacks=LACKS)
    await matrix.says("anna", POLL)
    [told_anna] = await news(app, matrix)
    assert told_anna.startswith("In einem Raum auf Discord (discord:#hafen) darf ich nicht ")
    assert "den Raum betreuen: „Kanal anzeigen“, „Nachrichten senden“ und" in told_anna
