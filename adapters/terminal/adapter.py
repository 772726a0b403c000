"""The terminal: whoever types here is a neighbour speaking."""

import asyncio
import os
from typing import Protocol
from uuid import uuid4

from adapters.terminal.hear import PLATFORM, Ear, locale_of
from adapters.terminal.render import render
from adapters.terminal.talk import Screen, Talk
from bot.adapter import Capability, DeliveryFailed, Inbox, Receipt
from bot.incoming import Address
from bot.posts import Post


class Front(Screen, Protocol):
    """A keyboard with its screen, or a pipe."""

    async def converse(self, talk: Talk) -> None:
        """Hand over every line to the talk, until there are no more."""
        ...


class TerminalAdapter:
    """Obeys bot.adapter.Adapter."""

    platform = PLATFORM
    # Every terminal is its own; there is nothing to hold.
    account: str | None = None
    capabilities = Capability.CHAT | Capability.AT_HAND

    def __init__(self, front: Front, locale: str | None = None) -> None:
        self._front = front
        self._locale = locale_of(os.environ) if locale is None else locale
        self._turn = asyncio.Lock()
        self._delivered: dict[str, Receipt] = {}

    async def run(self, inbox: Inbox) -> None:
        await self._front.converse(Talk(inbox, self._front, Ear(self._locale), self._turn))

    async def deliver(
        self, to: Address, post: Post, *, key: str, replaces: Receipt | None = None
    ) -> Receipt:
        async with self._turn:
            if key not in self._delivered:
                self._announce(post)
                self._delivered[key] = Receipt((uuid4().hex,))
            return self._delivered[key]

    async def remove(self, at: Address, message_id: str, *, key: str) -> None:
        raise DeliveryFailed("what was typed here stands there", permanent=True)

    def _announce(self, post: Post) -> None:
        try:
            self._front.announce(render(post, self._front.look))
        except OSError as error:
            raise DeliveryFailed(f"the terminal is gone: {error}") from error
