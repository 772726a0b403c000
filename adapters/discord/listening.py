"""What Discord tells us: handed over in its order, all there is at once; and answered."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import groupby
from typing import Any, TypeAlias

from adapters.discord import hear
from adapters.discord.answering import Answering, Heard
from adapters.discord.streams import moment_of
from bot import patience
from bot.adapter import Cursor, Inbox, NotSaved
from bot.incoming import Incoming, Picked, Pressed, Reacted
from bot.posts import Reply

logger = logging.getLogger(__name__)

MOST_AT_ONCE = 200
# A press on a post of ours can be told to us before we were told the post's id.
SOON = (0.2, 0.5)
# Where the post is so NEW that it will be, if it is ours.
PATIENT = (1.0, 2.0, 4.0)
NEW = timedelta(minutes=1)
GOODBYE = 5.0


@dataclass(frozen=True, slots=True)
class UpTo:
    """All that Discord told us before this was heard."""

    cursor: Cursor


@dataclass(frozen=True, slots=True)
class Begins:
    """A stream from here on. One that was begun before goes on where it ended: we may not have
    caught up yet."""

    cursor: Cursor


Told: TypeAlias = Heard | UpTo | Begins


class Listening:
    def __init__(
        self, inbox: Inbox, answering: Answering, clock: Callable[[], datetime]
    ) -> None:
        self._inbox = inbox
        self._answering = answering
        self._clock = clock
        self._queue: asyncio.Queue[Told] = asyncio.Queue()
        self._errands: set[asyncio.Task[None]] = set()
        self._heard_last = datetime.min.replace(tzinfo=UTC)

    def put(self, heard: Told) -> None:
        self._queue.put_nowait(heard)

    async def run(self) -> None:
        try:
            while True:
                await self._take_in(await self._some())
        finally:
            await self._finish()

    async def _some(self) -> list[Told]:
        """What there is by now; up to a mark, which ends it."""
        some = [await self._queue.get()]
        while (
            not isinstance(some[-1], UpTo)
            and not self._queue.empty()
            and len(some) < MOST_AT_ONCE
        ):
            some.append(self._queue.get_nowait())
        return some

    async def _take_in(self, some: Sequence[Told]) -> None:
        begun = {each.cursor.stream: each for each in some if isinstance(each, Begins)}
        for each in begun.values():
            await self._begin(each.cursor)
        heard = [each for each in some if isinstance(each, Heard)]
        cursors = [each.cursor for each in some if isinstance(each, UpTo)]
        cursor = cursors[-1] if cursors else None
        *before, last = [list(each) for _, each in groupby(heard, _is_late)] or [[]]
        for group in before:
            await self.hand_over(self._after_the_last(group), None)
        await self.hand_over(self._after_the_last(last), cursor)

    async def _begin(self, cursor: Cursor) -> None:
        """Before what is said there: it may be that they wish to be forgotten."""
        known = partial(self._inbox.cursor, cursor.stream)
        if await patience.until_saved(known) is None:
            await self.hand_over([], cursor)

    def _after_the_last(self, heard: Sequence[Heard]) -> Sequence[Heard]:
        """Of taps that come late Discord tells no time, but they come in their order: each was
        made after all that we heard before it."""
        last = self._heard_last
        return [_no_earlier(each, last) if _is_late(each) else each for each in heard]

    async def hand_over(self, heard: Sequence[Heard], cursor: Cursor | None) -> None:
        """Until it is saved."""

        def tell(number: int, reply: Reply) -> None:
            self.begin(self._answering.give(heard[number], reply, about="away"))

        said = [each.incoming for each in heard]
        at = self._clock()
        answered = await patience.hand_over(self._inbox, said, cursor, at, tell)
        moments = [incoming.said_at or self._clock() for incoming, _ in answered]
        self._heard_last = max([self._heard_last, *moments])
        for each, (incoming, reply) in zip(heard, answered, strict=True):
            self.begin(self._answer(each._replace(incoming=incoming), reply, at))

    async def _answer(self, heard: Heard, reply: Reply | None, at: datetime) -> None:
        if reply is not None:
            await self._answering.give(heard, reply)
        elif heard.back:
            # Heard again, it was said `at` that moment, and gives way to what is said since.
            said_at = heard.incoming.said_at or at
            await self._once_more(
                heard._replace(incoming=replace(heard.incoming, said_at=said_at))
            )

    async def _once_more(self, heard: Heard) -> None:
        """It had no effect: heard before, or about something that we do not know (yet)."""
        if heard.incoming.message_id.startswith(hear.FORM):
            return await self._answering.already(heard)
        reply: Reply | None = None
        for wait in self._waits(heard.incoming):
            await asyncio.sleep(wait)
            [reply] = await self._heard_again(heard)
            if reply is not None:
                break
        if reply is None:
            await self._answering.gone(heard)
        else:
            await self._answering.give(heard, reply)

    def _waits(self, incoming: Incoming) -> Sequence[float]:
        match incoming.said:
            case Picked(message_id=on) | Pressed(message_id=on):
                is_new = self._clock() - moment_of(on) < NEW
                return (*SOON, *PATIENT) if is_new else SOON
        return ()

    async def _heard_again(self, heard: Heard) -> list[Reply | None]:
        try:
            return await self._inbox.hear([heard.incoming])
        except NotSaved as away:
            return list(away.replies)

    def begin(self, errand: Coroutine[Any, Any, None]) -> None:
        """Beside listening, so that nobody's slow line holds up the others."""
        task = asyncio.create_task(_logged(errand))
        self._errands.add(task)
        task.add_done_callback(self._errands.discard)

    async def _finish(self) -> None:
        """Wait for the answers on their way, but not for long."""
        if self._errands:
            _, late = await asyncio.wait(set(self._errands), timeout=GOODBYE)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)


async def _logged(errand: Coroutine[Any, Any, None]) -> None:
    try:
        await errand
    except Exception:  # Nobody waits for this task, so nobody else would say it.
        logger.exception("an answer")


def _is_late(heard: Heard) -> bool:
    return isinstance(heard.incoming.said, Reacted) and heard.incoming.said_at is not None


def _no_earlier(heard: Heard, moment: datetime) -> Heard:
    incoming = heard.incoming
    said_at = max(incoming.said_at or moment, moment)
    return heard._replace(incoming=replace(incoming, said_at=said_at))
