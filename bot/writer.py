"""One thread that writes: many calls share one transaction, and each hears only of its own."""

import asyncio
import logging
import queue
import threading
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeVar

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.orm import Session

from bot.store import Store

logger = logging.getLogger(__name__)

T = TypeVar("T")
Work = Callable[[Session], Any]
Beforehand = Callable[[Session, Sequence[Work]], None]

TOGETHER = 256
# PostgreSQL: serialization failure, deadlock. The work is sound, only the moment was not.
TRY_AGAIN = frozenset({"40001", "40P01"})
# PostgreSQL while another server takes over.
READ_ONLY = frozenset({"25006"})


class StoreAway(Exception):
    """The database cannot be written now: away, locked or full. Nothing was kept."""


class _Job(NamedTuple):
    work: Work
    loop: asyncio.AbstractEventLoop
    done: "asyncio.Future[Any]"


class _Outcome(NamedTuple):
    result: Any = None
    error: BaseException | None = None


class Writer:
    """Runs work on the database, in the order it came, with group commit.

    Work has no effect outside its session, so that it can be redone.
    """

    def __init__(
        self, store: Store, beforehand: Beforehand = lambda session, work: None
    ) -> None:
        """`beforehand` sees all the work of one transaction before it begins, so that what
        each would look up can be looked up together."""
        self._store = store
        self._beforehand = beforehand
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._write, name="writer", daemon=True)
        self._thread.start()

    async def do(self, work: Callable[[Session], T]) -> T:
        """Do the work in a transaction; return once it is durable. Raises StoreAway."""
        loop = asyncio.get_running_loop()
        done: asyncio.Future[T] = loop.create_future()
        self._jobs.put(_Job(work, loop, done))
        return await done

    async def close(self) -> None:
        self._jobs.put(None)
        await asyncio.to_thread(self._thread.join)

    def _write(self) -> None:
        while jobs := self._next():
            _report(jobs, self._carry_out(jobs))

    def _next(self) -> list[_Job]:
        """All that waits, up to a limit; nothing means the end."""
        jobs: list[_Job] = []
        job = self._jobs.get()
        while job:
            jobs.append(job)
            if len(jobs) == TOGETHER:
                return jobs
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                return jobs
        if jobs:
            self._jobs.put(None)
        return jobs

    def _carry_out(self, jobs: Sequence[_Job]) -> Sequence[_Outcome]:
        together = self._try(jobs)
        if together is not None:
            return together
        return [self._alone(job) for job in jobs]

    def _try(self, jobs: Sequence[_Job]) -> Sequence[_Outcome] | None:
        """None: something failed, nothing was written, do them one by one."""
        try:
            with self._store.begin() as session:
                self._beforehand(session, [job.work for job in jobs])
                results = [job.work(session) for job in jobs]
        except Exception as error:
            if _away(error):
                return [_Outcome(error=StoreAway(str(error)))] * len(jobs)
            if len(jobs) > 1 or _try_again(error):
                return None
            return [_Outcome(error=error)]
        return [_Outcome(result) for result in results]

    def _alone(self, job: _Job) -> _Outcome:
        for _attempt in range(3):
            outcomes = self._try([job])
            if outcomes is not None:
                return outcomes[0]
        return _Outcome(error=StoreAway("the database was too busy"))


def _try_again(error: BaseException) -> bool:
    return isinstance(error, DBAPIError) and (
        getattr(error.orig, "sqlstate", None) in TRY_AGAIN
    )


def _away(error: BaseException) -> bool:
    if _try_again(error) or not isinstance(error, DBAPIError):
        return False
    if getattr(error.orig, "sqlstate", None) in READ_ONLY:
        return True
    return error.connection_invalidated or isinstance(error, OperationalError | InterfaceError)


def _report(jobs: Sequence[_Job], outcomes: Sequence[_Outcome]) -> None:
    by_loop: dict[asyncio.AbstractEventLoop, list[tuple[_Job, _Outcome]]] = {}
    for job, outcome in zip(jobs, outcomes, strict=True):
        by_loop.setdefault(job.loop, []).append((job, outcome))
    for loop, settled in by_loop.items():
        try:
            loop.call_soon_threadsafe(_settle, settled)
        except RuntimeError:
            # The loop has ended; what it waited for is written all the same.
            logger.debug("nobody waits for these %d any more", len(settled))


def _settle(settled: Sequence[tuple[_Job, _Outcome]]) -> None:
    for job, outcome in settled:
        if job.done.done():
            continue
        if outcome.error:
            job.done.set_exception(outcome.error)
        else:
            job.done.set_result(outcome.result)
