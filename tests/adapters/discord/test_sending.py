"""What Bude says on Discord arrives once, whatever happens on its way."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from adapters.discord import speaking
from bot.adapter import DeliveryFailed
from bot.incoming import Address
from bot.posts import Post, Reply
from tests.adapters.discord.hafen import Hafen
from tests.adapters.discord.hurry import HURRIED
from tests.adapters.discord.stage import DiscordStage
from tests.adapters.stage import Notebook, until
from tests.discord_server.server import Fault

VIA = {"Via": "1.1 google"}


def said(stage: DiscordStage, words: str) -> list[str]:
    messages = stage.world.hafen.messages.values()
    return [each["id"] for each in messages if words in each["content"]]


async def test_a_limit_is_waited_for(stage: DiscordStage) -> None:
    body = {"message": "You are being rate limited.", "retry_after": 0.01, "global": False}
    stage.discord.faults.append(Fault("create_message", 429, body, VIA))
    await stage.adapter.deliver(stage.room, Post("At last"), key="a")
    assert len(said(stage, "At last")) == 1


async def test_a_long_limit_is_for_the_postman(stage: DiscordStage) -> None:
    body = {"message": "You are being rate limited.", "retry_after": 300.0, "global": False}
    stage.discord.faults.append(Fault("create_message", 429, body, VIA))
    with pytest.raises(DeliveryFailed) as failed:
        await stage.adapter.deliver(stage.room, Post("At last"), key="a")
    assert failed.value.retry_after == timedelta(seconds=300)
    assert not failed.value.permanent


async def test_being_kept_out_is_not_for_good(stage: DiscordStage) -> None:
    stage.discord.faults.append(Fault("create_message", 429, {}, {"Retry-After": "40"}))
    with pytest.raises(DeliveryFailed) as failed:
        await stage.adapter.deliver(stage.room, Post("At last"), key="a")
    assert failed.value.retry_after == timedelta(seconds=40)


@pytest.mark.parametrize("cut", [True, False], ids=["the line breaks", "502"])
async def test_what_arrived_although_the_answer_was_lost_is_said_once(
    stage: DiscordStage, cut: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("discord.http.asyncio", HURRIED)
    stage.discord.faults.append(Fault("create_message", 502, after=True, cut=cut, times=5))
    with pytest.raises(DeliveryFailed) as failed:
        await stage.adapter.deliver(stage.room, Post("Once"), key="a")
    assert not failed.value.permanent
    stage.discord.faults.clear()
    await stage.adapter.deliver(stage.room, Post("Once"), key="a")
    assert len(said(stage, "Once")) == 1


async def test_after_a_long_outage_the_channel_is_looked_at_first(stage: DiscordStage) -> None:
    """Discord forgets a nonce within minutes."""
    await stage.listens(Notebook())
    stage.discord.faults.append(Fault("create_message", after=True, cut=True))
    with pytest.raises(DeliveryFailed):
        await stage.adapter.deliver(stage.room, Post("Once"), key="a")
    stage.discord.messages.nonces.clear()
    [there] = said(stage, "Once")
    assert (await stage.adapter.deliver(stage.room, Post("Once"), key="a")).messages == (there,)
    again = await stage.adapter.deliver(stage.room, Post("Once"), key="b")
    assert again.messages != (there,), "it says the same, but is another letter"


async def test_one_message_is_edited_every_few_seconds_and_others_need_not_wait(
    stage: DiscordStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    now, waited = [1000.0], []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)
        now[0] += seconds

    monkeypatch.setattr(speaking, "BETWEEN_EDITS", 3.0)
    monkeypatch.setattr(speaking, "time", SimpleNamespace(monotonic=lambda: now[0]))
    monkeypatch.setattr(speaking, "sleep", sleep)
    first = await stage.adapter.deliver(stage.room, Post("No votes yet"), key="a")
    other = await stage.adapter.deliver(stage.room, Post("Another poll"), key="b")
    for total in ("One", "Two", "Three"):
        await stage.adapter.deliver(stage.room, Post(total), key=total, replaces=first)
    await stage.adapter.deliver(stage.room, Post("Other"), key="c", replaces=other)
    now[0] += 60
    await stage.adapter.deliver(stage.room, Post("Four"), key="Four", replaces=first)
    assert waited == [0, 3, 3, 0, 0]
    assert len(said(stage, "Four")) == 1


async def test_a_missing_right_may_still_come(stage: DiscordStage) -> None:
    stage.world.hafen.silent = True
    with pytest.raises(DeliveryFailed) as failed:
        await stage.adapter.deliver(stage.room, Post("Hello"), key="a")
    assert not failed.value.permanent
    stage.world.hafen.silent = False
    await stage.adapter.deliver(stage.room, Post("Hello"), key="a")
    assert len(said(stage, "Hello")) == 1


async def test_whoever_speaks_where_bude_may_not_write_is_told(hafen: Hafen) -> None:
    hafen.stage.world.hafen.silent = True
    asked = await hafen.people.slash("mo", "polls")
    assert "I am not allowed to write in this channel" in await asked.text()
    assert asked.private


async def test_a_deleted_message_and_a_deleted_channel(stage: DiscordStage) -> None:
    first = await stage.adapter.deliver(stage.room, Post("No votes yet"), key="a")
    await stage.discord.messages.remove(stage.world.hafen, first.messages[0])
    with pytest.raises(DeliveryFailed) as gone:
        await stage.adapter.deliver(stage.room, Post("One"), key="b", replaces=first)
    stage.world.hafen.gone = True
    with pytest.raises(DeliveryFailed) as closed:
        await stage.adapter.deliver(stage.room, Post("Hello?"), key="c")
    assert gone.value.permanent
    assert closed.value.permanent


async def test_who_takes_no_direct_messages_is_answered_in_a_thread(hafen: Hafen) -> None:
    hafen.people.person("anna").closed = True
    await hafen.stage.says("anna", "help")

    async def look() -> bool:
        threads = [each for each in hafen.stage.world.channels.values() if each.parent]
        return bool(threads and threads[0].messages)

    await hafen.at_last(look)


async def test_in_a_thread_the_answer_stays_there(stage: DiscordStage) -> None:
    begun = await stage.neighbours.says("anna", "What about the bench?")
    thread = stage.discord.messages.thread(stage.world.hafen, begun["id"], "The bench")
    inbox = Notebook(lambda heard: Reply(Post("Open polls")))
    await stage.listens(inbox)
    asked = f"<@{stage.world.bude.id}> polls"
    await stage.neighbours.says("anna", asked, where=thread)
    heard = await inbox.next()
    assert heard.at == Address("discord", stage.room.target, thread.id)
    await until(lambda: len(thread.messages) == 2)
