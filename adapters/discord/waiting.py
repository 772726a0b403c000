"""Asking Discord until it answers: longer apart each time."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from adapters.discord.line import Away
from bot.patience import pause

T = TypeVar("T")
logger = logging.getLogger(__name__)


async def until_it_works(attempt: Callable[[], Awaitable[T]], trouble: str = "") -> T:
    """Waits as long as Discord tells us to, at least. What `trouble` this means, the log says
    once; without, it is said elsewhere that the line fell. Raises Refused."""
    failures = 0
    while True:
        try:
            return await attempt()
        except Away as away:
            failures += 1
            if trouble and failures == 1:
                logger.warning("%s: %s", trouble, away)
            await asyncio.sleep(max(away.retry_after or 0, pause(failures)))
