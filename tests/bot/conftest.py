from collections.abc import AsyncIterator, Iterator

import pytest

from bot.store import Store
from bot.writer import Writer
from tests.conftest import kept_store
from tests.fakes import FakePlatform


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    store = kept_store(store_url)
    yield store
    store.close()


@pytest.fixture
async def writer(store: Store) -> AsyncIterator[Writer]:
    writer = Writer(store)
    yield writer
    await writer.close()


@pytest.fixture
def in_english(matrix: FakePlatform, discord: FakePlatform) -> None:
    matrix.locale = discord.locale = "en-GB"
