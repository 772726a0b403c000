import asyncio
import logging

import pytest

from bot.app import App
from bot.schedule import Schedule, Tick
from bot.writer import StoreAway


class Counting:
    """Looks, and fails as often as told."""

    def __init__(self, *failures: Exception, takes: float = 0) -> None:
        self.failures = list(failures)
        self.takes = takes
        self.looks = 0
        self.ended = 0

    async def __call__(self) -> None:
        self.looks += 1
        await asyncio.sleep(self.takes)
        if self.failures:
            raise self.failures.pop(0)
        self.ended += 1


async def until(counting: Counting, looks: int) -> None:
    async with asyncio.timeout(5):
        while counting.looks < looks:  # noqa: ASYNC110
            await asyncio.sleep(0.005)


async def test_a_failing_tick_goes_on_and_so_do_the_others(
    caplog: pytest.LogCaptureFixture,
) -> None:
    failing = Counting(ZeroDivisionError("ours"), StoreAway("away"))
    steady = Counting()
    schedule = Schedule([Tick("failing", 0.02, failing), Tick("steady", 0.02, steady)])
    with caplog.at_level(logging.WARNING, "bot.schedule"):
        await schedule.start()
        await until(failing, 4)
        await until(steady, 4)
    await schedule.stop()
    assert failing.ended >= 1
    said = [record.getMessage() for record in caplog.records]
    assert said[:2] == ["failing failed", "failing: away"]


async def test_a_slow_tick_is_not_begun_twice(caplog: pytest.LogCaptureFixture) -> None:
    slow, quick = Counting(takes=0.2), Counting()
    schedule = Schedule([Tick("slow", 0.01, slow), Tick("quick", 0.01, quick)])
    await schedule.start()
    await until(quick, 5)
    assert slow.looks == 1
    await schedule.stop()
    assert slow.ended == 1
    # It looks again at its next tick: no trouble that anybody must read of.
    assert not [each for each in caplog.records if each.levelno >= logging.WARNING]


async def test_after_the_end_nothing_ticks() -> None:
    counting = Counting()
    schedule = Schedule([Tick("counting", 0.01, counting)])
    await schedule.start()
    await until(counting, 1)
    await schedule.stop()
    before = counting.looks
    await asyncio.sleep(0.05)
    assert counting.looks == before


async def test_what_is_done_once_a_day_is_done_after_the_start_too() -> None:
    """Or else never, where Bude is started anew every night."""
    daily, later = Counting(), Counting()
    schedule = Schedule([Tick("daily", 86400, daily, first=0), Tick("later", 86400, later)])
    await schedule.start()
    await until(daily, 1)
    await schedule.stop()
    assert later.looks == 0


def test_forgetting_is_done_soon_after_the_start(app: App) -> None:
    [forgetting] = [tick for tick in app.ticks() if tick.first is not None]
    assert forgetting.name == "forgetting"
    assert forgetting.first
    assert forgetting.first < 60
