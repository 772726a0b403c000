"""Matrix as a stage: a real Synapse, a room, and neighbours who share no code with Bude."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from html.parser import HTMLParser
from typing import Any

import aiohttp

from adapters.matrix.adapter import MatrixAdapter
from adapters.matrix.settings import MatrixSettings
from bot.adapter import Cursor, Inbox
from bot.incoming import Address, Call, Incoming, Picks
from bot.posts import Reply
from tests.adapters.stage import Ability, Eavesdropping, File, Seen, until
from tests.servers.fixtures import Arrives
from tests.servers.neighbour import Event, Neighbour
from tests.servers.synapse import SERVER_NAME, Synapse, User


class Announced(Eavesdropping):
    """Says when the adapter has begun to hear."""

    begun = False

    async def hear(
        self, heard: list[Incoming], cursor: Cursor | None = None  # type: ignore[override]
    ) -> list[Reply | None]:
        replies = await self.inbox.hear(heard, cursor)
        self.begun = True
        return replies
