"""Discord is away, slow, or talks nonsense: nothing lost, nothing twice."""

import asyncio
import logging
from datetime import timedelta

import pytest

from adapters.discord import acknowledging
from adapters.discord.adapter import DiscordAdapter, WrongToken
from adapters.discord.settings import DiscordSettings
from bot.posts import Post, Reply
from tests.adapters.discord.hafen import Hafen
from tests.adapters.discord.hurry import HURRIED
from tests.adapters.discord.stage import DiscordStage
from tests.adapters.stage import Notebook, until
from tests.discord_server.gateway import INVALID, RECONNECT
from tests.discord_server.server import Discord, Fault

DONE = Reply(Post("Your vote is in."), private=True)


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """discord.py's own waits between two attempts, which are seconds."""
    monkeypatch.setattr("discord.client.ExponentialBackoff.delay", lambda self: 0.01)


# Answering


async def test_an_answer_that_takes_long_is_announced(
    stage: DiscordStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(acknowledging, "QUIET", 0.02)
    inbox = Notebook(lambda heard: DONE, sorry=Reply(Post("Not yet."), private=True), away=2)
    await stage.listens(inbox)
    asked = await stage.neighbours.slash("anna", "vote", poll="1", answer="2")
    await until(lambda: len(inbox.heard) == 1)
    await until(lambda: stage.discord.requests[-1] != "create_interaction_response")
    assert "Your vote is in." in await asked.text()


async def test_the_first_answer_was_lost_on_its_way(stage: DiscordStage) -> None:
    """The second attempt is told that there is one already."""
    await stage.listens(Notebook(lambda heard: DONE))
    stage.discord.faults.append(Fault("create_interaction_response", after=True, cut=True))
    asked = await stage.neighbours.slash("anna", "vote", poll="1", answer="2")
    assert await asked.text() == "Your vote is in."
    await until(lambda: stage.discord.requests.count("create_interaction_response") == 2)


async def test_too_late_to_be_answered_is_told_by_a_direct_message(
    stage: DiscordStage,
) -> None:
    no = Reply(Post("This poll has closed."), private=True, refused=True)
    await stage.listens(Notebook(lambda heard: no))
    stage.discord.interactions.deadline = -1.0
    await stage.neighbours.slash("anna", "vote", poll="1", answer="2")
    direct = stage.neighbours.direct("anna")
    await until(lambda: bool(direct.messages))
    assert [each["content"] for each in direct.messages.values()] == ["This poll has closed."]


@pytest.mark.parametrize("private", [True, False])
async def test_what_is_done_at_last_is_told_although_discord_takes_no_answer_any_more(
    stage: DiscordStage, monkeypatch: pytest.MonkeyPatch, private: bool
) -> None:
    """Nothing could be saved for longer than the quarter of an hour that Discord waits."""
    monkeypatch.setattr(acknowledging, "LIFETIME", timedelta(0))
    sorry, done = Reply(Post("Not yet."), private=True), Reply(Post("It is done."), private)
    await stage.listens(Notebook(lambda heard: done, sorry=sorry, away=1))
    asked = await stage.neighbours.slash("anna", "vote", poll="1", answer="2")
    assert await asked.text() == "Not yet."
    direct, channel = stage.neighbours.direct("anna"), stage.world.hafen
    await until(lambda: bool(direct.messages or channel.messages))
    told = [
        [each["content"] for each in where.messages.values()] for where in (direct, channel)
    ]
    assert told == ([["It is done."], []] if private else [[], ["It is done."]])


# Listening


async def test_the_line_breaks_and_goes_on(stage: DiscordStage) -> None:
    inbox = Notebook()
    await stage.listens(inbox)
    await stage.discord.gateway.drop()
    await stage.says("anna", "while you were away")
    assert (await inbox.next()).message_id
    assert inbox.words == ["while you were away"]
    assert (stage.discord.gateway.identified, stage.discord.gateway.resumed) == (1, 1)


async def test_discord_asks_us_to_connect_anew(stage: DiscordStage) -> None:
    inbox = Notebook()
    await stage.listens(inbox)
    await stage.discord.gateway.say(RECONNECT)
    await until(lambda: stage.discord.gateway.resumed == 1)
    await stage.says("anna", "still there?")
    await inbox.next()
    assert inbox.words == ["still there?"]


async def test_a_session_that_is_no_more(
    stage: DiscordStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was said in between is found in the channel's history."""
    monkeypatch.setattr("discord.client.asyncio", HURRIED)
    inbox = Notebook(lambda heard: DONE)
    await stage.listens(inbox)
    await stage.discord.gateway.say(INVALID, False)
    stage.discord.gateway.forget()
    stage.discord.gateway.refusing = True
    await until(lambda: stage.discord.gateway.refused > 0)
    await stage.says("anna", "vote 1 2")
    stage.discord.gateway.refusing = False
    await until(lambda: stage.discord.gateway.identified == 2)
    heard = await inbox.next()
    assert heard.said_at
    assert inbox.words == ["vote 1 2"]


async def test_nonsense_does_not_end_bude(
    stage: DiscordStage, caplog: pytest.LogCaptureFixture
) -> None:
    inbox = Notebook()
    await stage.listens(inbox)
    await stage.discord.gateway.dispatch("MESSAGE_CREATE", {"nonsense": True, "content": ""})
    await until(lambda: stage.discord.gateway.identified == 2)
    await stage.says("anna", "still there?")
    await inbox.next()
    assert inbox.words == ["still there?"]
    told = [each.message for each in caplog.records if "Discord fell" in each.message]
    assert len(told) == 1
    assert "Discord is back" in caplog.messages


async def test_nobody_is_there_at_the_start(stage: DiscordStage) -> None:
    stage.discord.gateway.refusing = True
    inbox = Notebook()
    listening = asyncio.create_task(stage.begins_to_listen(inbox))
    await until(lambda: stage.discord.gateway.refused > 2)
    stage.discord.gateway.refusing = False
    await listening
    await stage.says("anna", "at last")
    await inbox.next()


async def test_a_wrong_token_is_an_error_that_says_so(discord: Discord) -> None:
    settings = DiscordSettings(api=discord.api, gateway=discord.gateway.url)
    with pytest.raises(WrongToken, match="copy it anew"):
        await DiscordAdapter(settings, "another.token").run(Notebook())


async def test_a_revoked_token_is_said_once_and_clearly(
    stage: DiscordStage, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.discord.adapter.LONGEST", 0.02)
    await stage.listens(Notebook())
    stage.discord.revoke()
    await stage.discord.gateway.drop(4004)
    await until(lambda: stage.discord.requests.count("get_my_user") > 4)
    told = [each for each in caplog.records if each.levelno >= logging.ERROR]
    assert ["set a new one" in each.message for each in told] == [True]
    assert stage.adapter._token not in caplog.text


async def test_words_of_the_time_without_us_come_with_their_time(hafen: Hafen) -> None:
    await hafen.asks()
    await hafen.stage.stops()
    await hafen.stage.says("anna", "vote 1 2")
    for n in range(120):
        await hafen.people.says("mehmet", f"Talk between neighbours, number {n}")
    hafen.discord.gateway.forget()
    await hafen.stage.listens(hafen.app.router)
    await hafen.counts(0, 1, 0)
    [heard] = [heard for heard, reply in hafen.stage.ear.replies if reply]
    assert heard.said_at
