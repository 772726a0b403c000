"""What was said without us is looked for until it is found."""

import asyncio
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

import pytest

from adapters.discord import asking, catching_up
from adapters.discord.catching_up import CatchingUp
from bot.incoming import Address, Text
from tests.adapters.discord.hafen import Hafen
from tests.adapters.discord.stage import DiscordStage
from tests.adapters.stage import Notebook, until
from tests.discord_server.server import Fault
from tests.discord_server.world import Channel, now


async def test_a_fault_while_catching_up_does_not_end_it(
    stage: DiscordStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.discord.client.MARKING", 0.01)
    inbox = Stumbling()
    await stage.listens(inbox)
    assert inbox.stumbled
    assert inbox.cursors


async def test_what_was_said_in_a_thread_that_is_archived_by_now_was_said_there(
    stage: DiscordStage,
) -> None:
    """Discord does not tell of such a thread; what is said there is not said in private."""
    begun = await stage.neighbours.says("anna", "What about the bench?")
    thread = stage.discord.messages.thread(stage.world.hafen, begun["id"], "The bench")
    inbox = Notebook()
    await stage.listens(inbox)
    await stage.stops()
    await stage.neighbours.says("mehmet", "By the crane!", where=thread)
    asked = f"<@{stage.world.bude.id}> polls"
    await stage.neighbours.says("anna", asked, where=thread)
    thread.archived = True
    stage.discord.gateway.forget()
    await stage.listens(inbox)
    [heard] = inbox.heard
    assert inbox.words == ["polls"]
    assert heard.at == Address("discord", stage.room.target, thread.id)
    assert not heard.private


@pytest.fixture
async def thread(stage: DiscordStage) -> Channel:
    begun = await stage.neighbours.says("anna", "What about the bench?")
    return stage.discord.messages.thread(stage.world.hafen, begun["id"], "The bench")


async def says_there(stage: DiscordStage, thread: Channel, words: str) -> None:
    said = f"<@{stage.world.bude.id}> {words}"
    await stage.neighbours.says("anna", said, where=thread)


async def test_a_thread_that_was_begun_without_us_is_heard_from_its_beginning(
    stage: DiscordStage,
) -> None:
    inbox = Notebook()
    await stage.listens(inbox)
    await stage.stops()
    begun = await stage.neighbours.says("anna", "What about the bench?")
    thread = stage.discord.messages.thread(stage.world.hafen, begun["id"], "The bench")
    await says_there(stage, thread, "vote 1 2")
    stage.discord.gateway.forget()
    await stage.listens(inbox)
    assert inbox.words == ["vote 1 2"]


async def test_one_that_is_in_the_archive_already_is_heard_too(
    stage: DiscordStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A thread is archived an hour after the last word in it. There may be many."""
    monkeypatch.setattr(asking, "PAGE", "2")
    inbox = Notebook()
    await stage.listens(inbox)
    await stage.stops()
    for number in range(5):
        begun = await stage.neighbours.says("anna", "What about the bench?")
        thread = stage.discord.messages.thread(stage.world.hafen, begun["id"], "The bench")
        await says_there(stage, thread, f"vote 1 {number}")
        before_us = timedelta(hours=1 if number == 0 else 0)
        thread.archived, thread.archived_at = True, now() - before_us
    stage.discord.gateway.forget()
    await stage.listens(inbox)
    assert sorted(inbox.words) == ["vote 1 1", "vote 1 2", "vote 1 3", "vote 1 4"]


async def test_an_archive_that_says_more_and_shows_nothing_is_asked_once(
    stage: DiscordStage,
) -> None:
    inbox = Notebook()
    await stage.listens(inbox)
    await stage.stops()
    more = {"threads": [], "members": [], "has_more": True}
    asked = "list_public_archived_threads"
    stage.discord.faults.append(Fault(asked, 200, more, times=3))
    before = stage.discord.requests.count(asked)
    stage.discord.gateway.forget()
    await stage.listens(inbox)
    assert stage.discord.requests.count(asked) == before + 1
    stage.discord.faults.clear()


async def test_of_a_server_that_is_new_to_us_no_thread_is_read(
    stage: DiscordStage, thread: Channel
) -> None:
    await says_there(stage, thread, "vote 1 2")
    inbox = Notebook()
    await stage.listens(inbox)
    await says_there(stage, thread, "polls")
    await inbox.next()
    assert inbox.words == ["polls"]


@pytest.mark.parametrize("alone", [True, False], ids=["the thread", "its channel"])
async def test_what_was_deleted_is_listened_to_no_more(
    stage: DiscordStage, thread: Channel, alone: bool
) -> None:
    inbox = Notebook()
    await stage.listens(inbox)
    deleted = thread if alone else stage.world.hafen
    await until(lambda: f"discord:{deleted.id}" in streams(inbox))
    await stage.discord.messages.delete(deleted)
    await until(lambda: f"discord:{deleted.id}" not in streams(inbox))


async def test_nor_what_was_deleted_while_we_were_away(
    stage: DiscordStage, thread: Channel
) -> None:
    inbox = Notebook()
    await stage.listens(inbox)
    await stage.stops()
    thread.gone = True
    stage.discord.gateway.forget()
    await stage.listens(inbox)
    assert f"discord:{thread.id}" not in streams(inbox)


@pytest.mark.parametrize("days", [29, 31])
async def test_a_thread_out_of_the_archive_is_heard_from_where_it_was_left(
    stage: DiscordStage, thread: Channel, days: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a month nobody waits for it any more; it comes back all the same."""
    monkeypatch.setattr(catching_up, "OVERLAP", timedelta(0))
    inbox = Notebook()
    await stage.listens(inbox)
    await says_there(stage, thread, "polls")
    await inbox.next()
    marked = len(inbox.cursors)
    await until(lambda: len(inbox.cursors) > marked + 1)
    thread.archived, thread.archived_at = True, now() - timedelta(days=days)
    await stage.stops()
    stage.discord.gateway.forget()
    await stage.listens(inbox)
    assert (f"discord:{thread.id}" in streams(inbox)) == (days < 30)
    await stage.stops()
    thread.archived = False
    await says_there(stage, thread, "vote 1 2")
    stage.discord.gateway.forget()
    await stage.listens(inbox)
    assert inbox.words == ["polls", "vote 1 2"]


def streams(inbox: Notebook) -> set[str]:
    return {each.stream for each in inbox.cursors}


async def test_a_word_in_a_chat_passes_over_none_of_those_before(
    hafen: Hafen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It comes as soon as Bude is back, before it has looked for what was said meanwhile."""
    monkeypatch.setattr(catching_up, "OVERLAP", timedelta(0))
    await hafen.asks(results="after")
    await hafen.stage.whispers("anna", "polls")
    await until(lambda: heard(hafen, "polls"))
    await hafen.stage.stops()
    await hafen.stage.whispers("anna", "vote 1 2")
    hafen.discord.gateway.forget()
    look, said = CatchingUp.everywhere, asyncio.Event()

    async def later(self: CatchingUp, channels: Iterable[str], connected: datetime) -> None:
        await said.wait()
        await look(self, channels, connected)

    monkeypatch.setattr(CatchingUp, "everywhere", later)
    listening = asyncio.create_task(hafen.stage.listens(hafen.app.router))
    await until(lambda: hafen.discord.gateway.identified == 2)
    await hafen.stage.whispers("anna", "help")
    await until(lambda: heard(hafen, "help"))
    said.set()
    await listening
    await hafen.counts(0, 1, 0)


async def test_what_a_moderator_of_discord_decided_meanwhile_counts(hafen: Hafen) -> None:
    """Messages of the past do not say with which roles they were written."""
    role = hafen.stage.world.role("Moderation")
    hafen.stage.roles = {role: "moderator"}
    await hafen.asks()
    await hafen.asks(question="Where shall the tree stand?")
    await hafen.stage.stops()
    await hafen.stage.says("charlie", "close 1 Because.")
    hafen.people.person("mehmet").roles = [role]
    await hafen.stage.says("mehmet", "close 2 The tree is planted.")
    hafen.discord.gateway.forget()
    await hafen.stage.listens(hafen.app.router)
    await hafen.reads("The tree is planted.")
    assert not [each for each in hafen._said() if "Because." in each["content"]]
    assert hafen.discord.requests.count("get_guild_member") == 2


async def test_who_has_left_meanwhile_decides_nothing(hafen: Hafen) -> None:
    role = hafen.stage.world.role("Moderation")
    hafen.stage.roles = {role: "moderator"}
    await hafen.asks()
    await hafen.stage.stops()
    hafen.people.person("mehmet").roles = [role]
    await hafen.stage.says("mehmet", "close 1 Because.")
    body = {"message": "Unknown Member", "code": 10007}
    hafen.discord.faults.append(Fault("get_guild_member", 404, body))
    hafen.discord.gateway.forget()
    await hafen.stage.listens(hafen.app.router)
    await until(lambda: any(reply and reply.refused for _, reply in hafen.stage.ear.replies))


def heard(hafen: Hafen, words: str) -> bool:
    return any(each.said == Text(words) for each, _ in hafen.stage.ear.replies)


class Stumbling(Notebook):
    """Fails once in a way that nobody thought of."""

    stumbled = False

    async def streams(self, platform: str) -> Mapping[str, str]:
        if not self.stumbled:
            self.stumbled = True
            raise ValueError("unforeseen")
        return await super().streams(platform)
