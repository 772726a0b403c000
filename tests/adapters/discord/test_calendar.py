"""What people come to stands in the calendar of the Discord server, once."""

import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.adapter import DeliveryFailed
from bot.incoming import Address
from bot.posts import Event, Post
from tests.adapters.discord.hafen import Hafen
from tests.adapters.discord.stage import DiscordStage
from tests.adapters.discord.test_pictures import deliver
from tests.adapters.stage import Notebook
from tests.discord_server.server import Fault

BEGINS = datetime.now(UTC).replace(microsecond=0) + timedelta(days=2)
BENCHES = Event("Question hour: benches", BEGINS, BEGINS + timedelta(hours=1))
POST = Post("The city answers your questions.", event=BENCHES)


def listed(stage: DiscordStage) -> list[dict[str, Any]]:
    return list(stage.discord.events.known.values())


async def test_it_is_entered_with_its_place(stage: DiscordStage) -> None:
    await deliver(stage, POST, "a")
    [event] = listed(stage)
    assert event["name"] == "Question hour: benches"
    assert datetime.fromisoformat(event["scheduled_start_time"]) == BEGINS
    place = f"https://discord.com/channels/{stage.world.guild_id}/{stage.room.target}"
    assert event["entity_metadata"] == {"location": place}
    assert len(stage.world.hafen.messages) == 1
    elsewhere = replace(BENCHES, title="In the park", where="By the crane")
    await deliver(stage, replace(POST, event=elsewhere), "b")
    assert listed(stage)[1]["entity_metadata"] == {"location": "By the crane"}


async def test_it_is_entered_once_although_an_answer_was_lost(stage: DiscordStage) -> None:
    stage.discord.faults.append(Fault("create_guild_scheduled_event", after=True, cut=True))
    with pytest.raises(DeliveryFailed) as failed:
        await deliver(stage, POST, "a")
    assert not failed.value.permanent
    await deliver(stage, POST, "a")
    assert len(listed(stage)) == len(stage.world.hafen.messages) == 1


async def test_two_channels_of_a_server_share_it(stage: DiscordStage) -> None:
    other = Address("discord", stage.world.channel("kreuzviertel").id)
    await stage.listens(Notebook())
    first = await deliver(stage, POST, "a")
    second = await stage.adapter.deliver(other, POST, key="a")
    assert len(listed(stage)) == 1
    assert first.messages[-1] == second.messages[-1]


async def test_it_changes_and_is_cancelled_with_its_post(stage: DiscordStage) -> None:
    stands = (await deliver(stage, POST, "a"))._replace(said=POST)
    later = replace(
        BENCHES, begins=BEGINS + timedelta(hours=2), ends=BEGINS + timedelta(hours=3)
    )
    moved = Post("It begins later.", event=later)
    assert (await deliver(stage, moved, "b", stands)).messages == stands.messages
    [event] = listed(stage)
    assert datetime.fromisoformat(event["scheduled_end_time"]) == later.ends
    off = Post("It is off.", event=replace(later, cancelled=True))
    await deliver(stage, off, "c", stands._replace(said=moved))
    assert event["status"] == 4
    await deliver(stage, off, "d", stands._replace(said=off))
    [message] = stage.world.hafen.messages.values()
    assert message["content"] == "It is off."
    assert stage.discord.requests.count("update_guild_scheduled_event") == 2


async def test_without_the_right_the_post_alone_tells_of_it(
    stage: DiscordStage, caplog: pytest.LogCaptureFixture
) -> None:
    stage.discord.events.forbidden = True
    caplog.set_level(logging.WARNING)
    receipt = await deliver(stage, POST, "a")
    assert len(receipt.messages) == 1
    assert "nothing in the calendar" in caplog.text


async def test_what_has_begun_is_not_entered(stage: DiscordStage) -> None:
    begun = replace(BENCHES, begins=BEGINS - timedelta(days=3))
    await deliver(stage, replace(POST, event=begun), "a")
    assert listed(stage) == []


async def test_a_question_hour_is_entered(hafen: Hafen) -> None:
    mo = hafen.people.person("mo").id
    await (await hafen.people.slash("mo", "grant", person=mo, role="city officer")).answered()
    await (
        await hafen.people.slash("mo", "hour", topic="Benches", starts="in 2 days")
    ).answered()
    await hafen.reads("Question hour 1: Benches")
    [event] = listed(hafen.stage)
    assert event["name"] == "Question hour 1: Benches"
    assert event["entity_metadata"]["location"].endswith(hafen.stage.room.target)
    offered = await hafen.people.completes("anna", "question", "hour", "bench")
    assert offered == [("1: Benches", "1")]
