"""Trying again: how long to wait after a failure, and until an answer is given."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeAlias, TypeVar

from bot.adapter import Cursor, DeliveryFailed, Inbox, NotSaved, Receipt
from bot.incoming import Address, Incoming
from bot.posts import Reply

T = TypeVar("T")
# Which of the things that were heard is answered, and what.
Tell: TypeAlias = Callable[[int, Reply], None]
logger = logging.getLogger(__name__)

FIRST, LONGEST = 1.0, 60.0
ATTEMPTS = 8


def pause(failures: int) -> float:
    """Seconds after so many failures: doubling, and not everybody at the same moment."""
    longest = min(FIRST * 2.0 ** min(failures - 1, 10), LONGEST)
    return longest * random.uniform(0.5, 1)


async def until_saved(work: Callable[[], Awaitable[T]]) -> T:
    """What the database cannot do now, it does later."""
    failures = 0
    while True:
        try:
            return await work()
        except NotSaved:
            failures += 1
            await asyncio.sleep(pause(failures))


async def hand_over(
    inbox: Inbox, heard: Sequence[Incoming], cursor: Cursor | None, at: datetime, tell: Tell
) -> list[tuple[Incoming, Reply | None]]:
    """Until it is saved; returns each as it was heard at last. Meanwhile whoever spoke to us is
    told, once in each place. By then it is not live any more; it was said when we first heard
    it, `at` that moment."""
    told: set[tuple[str, str]] = set()
    failures = 0
    while True:
        try:
            return [*zip(heard, await inbox.hear(heard, cursor), strict=True)]
        except NotSaved as away:
            for number, reply in _once(heard, away.replies, told):
                tell(number, reply)
        except Exception:  # Whatever it is, nothing may be lost: the same again.
            logger.exception("handing over %d things heard", len(heard))
        failures += 1
        await asyncio.sleep(pause(failures))
        heard = [replace(each, said_at=each.said_at or at) for each in heard]


def _once(
    heard: Sequence[Incoming], replies: Sequence[Reply | None], told: set[tuple[str, str]]
) -> Iterator[tuple[int, Reply]]:
    for number, (incoming, reply) in enumerate(zip(heard, replies, strict=False)):
        whom = incoming.sender.user_id, incoming.at.target
        if reply is not None and whom not in told:
            told.add(whom)
            yield number, reply


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
