"""Trying again: how long to wait after a failure, and until an answer is given."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable

from bot.adapter import DeliveryFailed, Inbox, NotSaved, Receipt
from bot.incoming import Address
from bot.posts import Reply

logger = logging.getLogger(__name__)

FIRST, LONGEST = 1.0, 60.0
ATTEMPTS = 8


def pause(failures: int) -> float:
    """Seconds after so many failures: doubling, and not everybody at the same moment."""
    longest = min(FIRST * 2.0 ** min(failures - 1, 10), LONGEST)
    return longest * random.uniform(0.5, 1)


async def give(
    inbox: Inbox, reply: Reply, at: Address, send: Callable[[], Awaitable[Receipt]]
) -> None:
    """Send an answer, again and again for a while, and remember what it became."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            receipt = await send()
        except DeliveryFailed as no:
            if no.permanent or attempt == ATTEMPTS:
                logger.error("an answer in %s was not sent: %s", at.target, no)
                return
            told = no.retry_after.total_seconds() if no.retry_after else 0
            await asyncio.sleep(max(told, pause(attempt)))
        else:
            return await remember(inbox, reply, at, receipt)


async def remember(inbox: Inbox, reply: Reply, at: Address, receipt: Receipt) -> None:
    """Or else nobody could answer what was asked."""
    if reply.letter is None or not receipt.messages:
        return
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return await inbox.shown(reply, at, receipt)
        except NotSaved:
            await asyncio.sleep(pause(attempt))
    logger.error("what was asked in %s cannot be answered: nothing is saved", at.target)
