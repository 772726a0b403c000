"""Waiting until somebody waits for what somebody else holds in PostgreSQL."""

import asyncio
from typing import Any

from sqlalchemy import text

from bot.store import Store
from tests.adapters.stage import PATIENCE

HELD_UP = text("select exists (select from pg_locks where not granted)")


async def until_held_up(task: asyncio.Task[Any], store: Store) -> None:
    """Or until it is done: then nothing has held it up."""
    async with asyncio.timeout(PATIENCE):
        # PostgreSQL tells of it only if it is asked.
        while not task.done() and not _anybody_waits(store):  # noqa: ASYNC110
            await asyncio.sleep(0.01)


def _anybody_waits(store: Store) -> bool:
    with store.engine.connect() as connection:
        return bool(connection.scalar(HELD_UP))
