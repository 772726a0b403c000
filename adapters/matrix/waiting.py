"""Waiting for a homeserver that is away: longer each time, and one line in the log for all."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from adapters.matrix.homeserver import Away, Refused
from bot import patience

T = TypeVar("T")
logger = logging.getLogger(__name__)

TOKENS = {"M_UNKNOWN_TOKEN", "M_MISSING_TOKEN", "M_USER_DEACTIVATED", "M_USER_LOCKED"}


async def before_trying_again(failures: int, away: Away) -> None:
    """As long as we were told to wait, at least."""
    await _a_while(failures, away.retry_after)


async def _a_while(failures: int, told: float | None) -> None:
    await asyncio.sleep(max(told or 0, patience.pause(failures)))


class Waiting:
    """Tries until it works. Says in the log when that begins and when it ends."""

    def __init__(self, homeserver: str) -> None:
        self._homeserver = homeserver
        self._failures = 0
        self._said = ""

    async def until_it_works(self, attempt: Callable[[], Awaitable[T]]) -> T:
        while True:
            try:
                result = await attempt()
            except Away as away:
                self._say("away", logging.WARNING, f"is away, trying again: {away}")
                await self._wait(away.retry_after)
            except Refused as no:
                await self._refused(no)
            else:
                self._back()
                return result

    async def _refused(self, no: Refused) -> None:
        if no.code in TOKENS:
            words = (
                "does not take our access token any more: set a new one and start Bude again"
            )
            self._say(no.code, logging.ERROR, f"{words} ({no})")
            await self._wait(patience.LONGEST)
        else:
            self._say(no.code, logging.ERROR, f"refuses what we ask for ({no})")
            await self._wait(None)

    def _say(self, state: str, level: int, words: str) -> None:
        if state != self._said:
            logger.log(level, "the homeserver %s %s", self._homeserver, words)
        self._said = state

    async def _wait(self, told: float | None) -> None:
        self._failures += 1
        await _a_while(self._failures, told)

    def _back(self) -> None:
        if self._said:
            logger.warning("the homeserver %s is back", self._homeserver)
        self._failures, self._said = 0, ""
