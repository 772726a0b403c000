"""Ticks, through APScheduler: it only says when to look; what is due is a query."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import Any, NamedTuple

from bot.writer import StoreAway

logger = logging.getLogger(__name__)

LIBRARY = "apscheduler.schedulers.asyncio"
LAST_WAIT = 5.0
MANY = 1_000_000


class Tick(NamedTuple):
    """Something to look after, every so many seconds, and `first` so many after the start."""

    name: str
    seconds: float
    look: Callable[[], Awaitable[Any]]
    first: float | None = None


class Schedule:
    def __init__(self, ticks: Sequence[Tick]) -> None:
        self._ticks = ticks
        self._scheduler: Any = None
        self._running: dict[str, asyncio.Future[None]] = {}
        self._ended = False

    async def start(self) -> None:
        """Whoever waits for an answer of the network has time for importing the library."""
        library = await asyncio.to_thread(import_module, LIBRARY)
        # What was missed while we slept is done once. That each runs once at a time is for us
        # to see to: the library warns of every tick that it leaves out.
        defaults = {"coalesce": True, "max_instances": MANY, "misfire_grace_time": None}
        self._scheduler = library.AsyncIOScheduler(job_defaults=defaults, timezone="UTC")
        for tick in self._ticks:
            first = tick.seconds if tick.first is None else tick.first
            begin = {"next_run_time": datetime.now(UTC) + timedelta(seconds=first)}
            every = {"seconds": tick.seconds, "id": tick.name}
            self._scheduler.add_job(self._look, "interval", args=[tick], **every, **begin)
        self._scheduler.start()

    async def stop(self) -> None:
        """Start no more ticks, and let those that run come to their end."""
        self._ended = True
        if self._scheduler is None:
            return
        self._scheduler.pause()
        if self._running:
            await asyncio.wait(self._running.values(), timeout=LAST_WAIT)
        self._scheduler.shutdown(wait=False)

    async def _look(self, tick: Tick) -> None:
        if self._ended:
            return  # It was called before the end, and comes only now.
        if tick.name in self._running:
            logger.debug("%s is still at it, and looks again at the next tick", tick.name)
            return
        # The scheduler cancels its own tasks when it ends, and complains about it.
        looking = asyncio.ensure_future(_calmly(tick))
        self._running[tick.name] = looking
        looking.add_done_callback(lambda _: self._running.pop(tick.name))
        with suppress(asyncio.CancelledError):
            await asyncio.wait([looking])


async def _calmly(tick: Tick) -> None:
    """A failing tick is tried again at the next; the others go on."""
    try:
        await tick.look()
    except StoreAway as away:
        logger.warning("%s: %s", tick.name, away)
    except Exception:
        logger.exception("%s failed", tick.name)
