"""Ending what discord.py does for us, which may not heed being told to stop.

It waits with `asyncio.wait_for`. Before Python 3.12 that swallows a cancellation if what it
waited for comes at the same moment; whoever then waits for the end waits for ever.
"""

import asyncio
from collections.abc import Coroutine
from typing import Any

# Seconds until it is said again.
AGAIN = 0.5


async def end(task: asyncio.Task[None]) -> None:
    """Cancel it until it has ended, however it ends."""
    while not task.done():
        task.cancel()
        await asyncio.wait([task], timeout=AGAIN)
    await asyncio.gather(task, return_exceptions=True)


async def stoppable(doing: Coroutine[Any, Any, None]) -> None:
    """Do it to its end, or until we are cancelled, even if it does not heed that."""
    task = asyncio.create_task(doing)
    try:
        await asyncio.shield(task)
    finally:
        await end(task)
