"""Ticks, through APScheduler: it only says when to look; what is due is a query."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.writer import StoreAway

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Tick:
    """Something to look after, every so many seconds."""

    name: str
    seconds: float
    look: Callable[[], Awaitable[Any]]


class Schedule:
    def __init__(self, ticks: Sequence[Tick]) -> None:
        # One run of each at a time; what was missed while we slept is done once.
        defaults = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        self._scheduler = AsyncIOScheduler(job_defaults=defaults, timezone="UTC")
        for tick in ticks:
            self._scheduler.add_job(
                _calmly, "interval", args=[tick], seconds=tick.seconds, id=tick.name
            )

    def start(self) -> None:
        self._scheduler.start()

    def stop(self) -> None:
        self._scheduler.shutdown(wait=False)


async def _calmly(tick: Tick) -> None:
    """A failing tick is tried again at the next; the others go on."""
    try:
        await tick.look()
    except StoreAway as away:
        logger.warning("%s: %s", tick.name, away)
    except Exception:
        logger.exception("%s failed", tick.name)
