"""Somebody deletes what Bude has said, or the whole channel, or lets it write there no more;
and what is said to them."""

from datetime import timedelta

import pytest

from bot import postman
from bot.posts import Post
from tests.adapters.discord.hafen import BENCH, Hafen
from tests.adapters.discord.stage import DiscordStage
from tests.adapters.discord.test_desk import TEXT, at_the_desk, told_alone
from tests.adapters.stage import Notebook, until
from tests.discord_server.reading import read

LOST = "or the room itself. The poll goes on all the same, and all votes count."


async def test_whoever_asked_is_told_that_the_message_is_gone(hafen: Hafen) -> None:
    message = await hafen.asks("anna")
    await hafen.discord.messages.remove(hafen.stage.world.hafen, message["id"])
    told = await told_alone(hafen, "anna", LOST)
    assert told.endswith("/polls 1 shows it again.")
    again = await hafen.people.slash("anna", "polls", poll="1")
    assert "Where should the bench go?" in await again.text()
    await (await hafen.people.slash("mehmet", "vote", poll="1", answer="2")).answered()
    await hafen.counts(0, 1, 0)


async def test_in_german(hafen: Hafen) -> None:
    hafen.people.person("anna").locale = "de"
    await (await hafen.people.slash("anna", "sprache", sprache="deutsch")).answered()
    message = await hafen.asks("anna")
    await hafen.discord.messages.remove(hafen.stage.world.hafen, message["id"])
    told = await told_alone(hafen, "anna", "oder ein Teil davon gelöscht, oder der Raum")
    assert "Die Umfrage läuft trotzdem weiter, und alle Stimmen zählen." in told


async def test_nobody_was_there_when_it_was_deleted(hafen: Hafen) -> None:
    """It is found out when the total of the other rooms is to be shown."""
    message = await hafen.asks("anna")
    await hafen.stage.stops()
    await hafen.discord.messages.remove(hafen.stage.world.hafen, message["id"])
    hafen.discord.gateway.forget()
    await hafen.stage.listens(hafen.app.router)
    hafen.app.adapters["discord"] = hafen.stage.adapter
    await hafen.matrix.says("rosi", "vote 1 1")
    assert LOST in await told_alone(hafen, "anna", LOST)


async def test_the_whole_channel_is_gone(hafen: Hafen) -> None:
    await hafen.asks("anna")
    await hafen.discord.messages.delete(hafen.stage.world.hafen)
    await hafen.matrix.says("rosi", "vote 1 1")
    assert LOST in await told_alone(hafen, "anna", LOST)


async def test_bude_may_not_write_in_the_channel(
    hafen: Hafen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who asked and who moderates read what to allow; once it is, what waited stands there."""
    monkeypatch.setattr(postman, "_wait", lambda attempts: timedelta(seconds=0.1))
    hafen.stage.world.hafen.silent = True
    await (await hafen.people.slash("anna", "poll", **BENCH)).answered()
    told = await told_alone(hafen, "anna", "I may not write")
    assert "“View Channel”, “Send Messages” and “Send Messages in Threads”" in told

    async def moderators_know() -> bool:
        said = [read(each["content"]) for each in hafen.desk.messages.values()]
        return any("I may not write: discord:" in each for each in said)

    await hafen.at_last(moderators_know)
    hafen.stage.world.hafen.silent = False

    async def stands() -> bool:
        return any("poll" in each for each in hafen.room.values())

    await hafen.at_last(stands)


async def test_a_comment_deleted_where_it_was_said_is_deleted_everywhere(hafen: Hafen) -> None:
    await (await hafen.people.slash("mehmet", "idea", text=TEXT)).answered()
    await hafen.people.press("mo", await at_the_desk(hafen, "by the crane"), "Publish")
    idea = await hafen.reads("by the crane")
    said = await hafen.people.says("anna", "With a roof, please.", answers=idea["id"])
    await hafen.people.press("mo", await at_the_desk(hafen, "With a roof"), "Publish")
    await hafen.at_last(lambda: quoted(hafen, "With a roof, please."))
    await hafen.discord.messages.remove(hafen.stage.world.hafen, said["id"])

    async def gone() -> bool:
        return not await quoted(hafen, "With a roof, please.")

    await hafen.at_last(gone)


async def quoted(hafen: Hafen, words: str) -> bool:
    """Whether neighbours on Matrix read it."""
    return any(words in read(each.text) for each in hafen.matrix.posts())


@pytest.mark.parametrize("ours", [True, False], ids=["by Bude", "by somebody"])
async def test_what_bude_takes_away_itself_is_no_news(stage: DiscordStage, ours: bool) -> None:
    inbox = Notebook()
    await stage.listens(inbox)
    said = await stage.neighbours.says("anna", "Moin!")
    if ours:
        await stage.adapter.remove(stage.room, said["id"], key="a")
    else:
        await stage.discord.messages.remove(stage.world.hafen, said["id"])
    await stage.adapter.deliver(stage.room, Post("Moin!"), key="b")
    marked = len(inbox.cursors)
    await until(lambda: len(inbox.cursors) > marked + 1)
    assert len(inbox.heard) == (0 if ours else 1)


async def test_so_is_one_in_a_thread_that_is_in_the_archive_by_now(hafen: Hafen) -> None:
    """Nobody tells Bude any more in which channel that thread hangs."""
    await (await hafen.people.slash("mehmet", "idea", text=TEXT)).answered()
    await hafen.people.press("mo", await at_the_desk(hafen, "by the crane"), "Publish")
    idea = await hafen.reads("by the crane")
    thread = hafen.discord.messages.thread(hafen.stage.world.hafen, idea["id"], "The bench")
    await hafen.discord.gateway.dispatch("THREAD_CREATE", hafen.stage.world.shown(thread))
    words = f"<@{hafen.stage.world.bude.id}> comment 1 With a roof, please."
    said = await hafen.people.says("anna", words, where=thread)
    await hafen.people.press("mo", await at_the_desk(hafen, "With a roof"), "Publish")
    await hafen.at_last(lambda: quoted(hafen, "With a roof, please."))
    thread.archived = True
    await hafen.discord.gateway.dispatch("THREAD_UPDATE", hafen.stage.world.shown(thread))
    await hafen.discord.messages.remove(thread, said["id"])

    async def gone() -> bool:
        return not await quoted(hafen, "With a roof, please.")

    await hafen.at_last(gone)
