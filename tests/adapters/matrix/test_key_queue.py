"""Homeservers hand over a hundred keys at a time: a poll must not close over those to come."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest

from adapters.matrix import syncing
from adapters.matrix.syncing import News
from tests.adapters.matrix.sealed_stage import SealedStage
from tests.adapters.stage import Notebook, until

BEGUN = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    ("given", "until_when"), [(0, BEGUN), (99, BEGUN), (100, syncing.LONG_AGO)]
)
def test_a_full_hundred_may_not_be_all(given: int, until_when: datetime) -> None:
    keys = {"to_device": {"events": [{"type": "m.room.encrypted"}] * given}}
    news = News("s1", BEGUN, BEGUN, [], {}, {}, keys)
    assert news.complete_until == until_when


@pytest.mark.synapse
async def test_a_vote_whose_key_is_far_behind(sealed_stage: SealedStage) -> None:
    stage, inbox = sealed_stage, Notebook()
    await stage.listens(inbox)
    await stage.person("anna")
    await stage.stops()
    await crowd_the_queue(stage, syncing.MOST_KEYS)
    await stage.says("anna", "vote 1")
    voted = datetime.now(UTC)
    inbox.cursors.clear()
    await stage.listens(inbox)
    await until(lambda: inbox.cursors[-1].until > voted)
    assert inbox.cursors[0].until == syncing.LONG_AGO
    assert inbox.words == ["vote 1"]
    assert not inbox.closed


async def crowd_the_queue(stage: SealedStage, many: int) -> None:
    """Messages to Bude's device of which it makes nothing, before any key."""
    mo, bude = await stage.person("mo"), stage.bude
    content: dict[str, Any] = {"messages": {bude.user_id: {bude.device_id: {}}}}
    path = "sendToDevice/org.example.nothing/{}"
    await asyncio.gather(*(mo._put(path.format(number), content) for number in range(many)))
