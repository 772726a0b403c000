"""Invitations: accepted from those whom the config names, and left alone from others."""

import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from functools import partial
from typing import TypeVar

from adapters.matrix.homeserver import Away, Homeserver, Refused
from adapters.matrix.shapes import Event, table, text
from adapters.matrix.syncing import Invited
from adapters.matrix.waiting import before_trying_again

T = TypeVar("T")
logger = logging.getLogger(__name__)

ATTEMPTS = 8


class Invitations:
    """`trusted` holds people (@mo:example.org) and servers (example.org)."""

    def __init__(self, homeserver: Homeserver, us: str, trusted: Iterable[str]) -> None:
        self._homeserver = homeserver
        self._us = us
        self._trusted = frozenset(trusted)
        self._left_alone: set[str] = set()

    def welcome(self, room_id: str, state: Sequence[Event]) -> bool:
        """Whether to accept. Says in the log, once a room, if not."""
        inviter = _inviter(state, self._us)
        if inviter and {inviter, inviter.partition(":")[2]} & self._trusted:
            return True
        if room_id not in self._left_alone:
            self._left_alone.add(room_id)
            words = "not accepting the invitation of %r to %s: see accept_invitations_from"
            logger.warning(words, inviter, room_id)
        return False

    async def look_back(self, waiting: Callable[[], Awaitable[Invited]]) -> None:
        """Homeservers tell of each once: one that was left alone, or not accepted in time, may
        be welcome since this start."""
        found = await self._tried("ask who has invited us", waiting)
        for room_id, state in (found or {}).items():
            if self.welcome(room_id, state):
                await self.accept(room_id)

    async def accept(self, room_id: str) -> None:
        join = partial(self._homeserver.post, "join", room_id, content={})
        if await self._tried(f"join {room_id}", join) is not None:
            logger.info("joined %s", room_id)

    async def _tried(self, what: str, attempt: Callable[[], Awaitable[T]]) -> T | None:
        for failures in range(1, ATTEMPTS + 1):
            try:
                return await attempt()
            except Away as away:
                await before_trying_again(failures, away)
            except Refused as no:
                logger.warning("cannot %s: %s", what, no)
                return None
        logger.warning("cannot %s: the homeserver is away", what)
        return None


def _inviter(state: Sequence[Event], us: str) -> str:
    for event in state:
        invites = table(event.get("content")).get("membership") == "invite"
        if event.get("type") == "m.room.member" and event.get("state_key") == us and invites:
            return text(event.get("sender"))
    return ""
