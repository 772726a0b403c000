"""The stage, and how fast Bude tries again there."""

from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path

import pytest

from adapters.matrix import syncing
from bot import patience
from bot.config import StoreSettings
from tests.adapters.matrix.hafen import Hafen
from tests.adapters.matrix.hafen import hafen as whole
from tests.adapters.matrix.sealed_stage import SealedStage
from tests.adapters.matrix.stage import MatrixStage
from tests.adapters.matrix.wire import Wire
from tests.servers.fixtures import Arrives
from tests.servers.synapse import Synapse


@pytest.fixture
async def line(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Wire]:
    """A wire that leads nowhere: whoever uses it puts a Script or a Trouble on it."""
    monkeypatch.setattr(patience, "FIRST", 0.02)
    async with Wire().to("http://127.0.0.1:1") as line:
        yield line


@pytest.fixture
def short_polls(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sync requests that are soon answered though there is nothing new, and all different."""
    numbers = count(50)
    monkeypatch.setattr(syncing, "_timeout", lambda: str(next(numbers)))


@pytest.fixture
async def stage(
    synapse: Synapse, arrives: Arrives, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[MatrixStage]:
    monkeypatch.setattr(patience, "FIRST", 0.05)
    async with Wire().to(synapse.url) as wire:
        stage = MatrixStage(synapse, arrives, synapse.register("bude"), wire)
        await stage.opens()
        try:
            yield stage
        finally:
            await stage.stops()


@pytest.fixture
async def hafen(stage: MatrixStage, own_store: StoreSettings) -> AsyncIterator[Hafen]:
    async with whole(stage, own_store) as place:
        yield place


@pytest.fixture
async def sealed_stage(
    synapse: Synapse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[SealedStage]:
    """In an encrypted room; nobody listens yet."""
    monkeypatch.setattr(patience, "FIRST", 0.05)
    async with Wire().to(synapse.url) as wire:
        stage = SealedStage(synapse, synapse.register("bude"), wire, tmp_path)
        await stage.opens()
        try:
            yield stage
        finally:
            await stage.ends()


@pytest.fixture
async def sealed_hafen(
    sealed_stage: SealedStage, own_store: StoreSettings
) -> AsyncIterator[Hafen]:
    async with whole(sealed_stage, own_store) as place:
        yield place
