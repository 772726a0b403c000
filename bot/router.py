"""The inbox: everything heard passes here, and each thing is counted once."""

import asyncio
import logging
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from bot import (
    attachments,
    closed_doors,
    gathering,
    heard,
    leasing,
    not_saved,
    outbox,
    picks,
    places,
    sealed,
    standing,
    telling,
    untold,
    watchlists,
)
from bot.adapter import Cursor, NotSaved, Receipt, Standing
from bot.commands import Command, CommandBook, Late
from bot.gathering import Follow, Gathered
from bot.heard import Removed
from bot.hearing import Hearing
from bot.incoming import Address, Incoming, Watched, storable
from bot.parameters import Reference, Suggestion
from bot.posts import Reply
from bot.refusals import Refusal
from bot.store import Store
from bot.writer import StoreAway, Writer

T = TypeVar("T")
logger = logging.getLogger(__name__)

SETTLING = 10.0  # seconds
# What waited no longer is still heard live.
AT_ONCE = timedelta(seconds=3)
_HEARING = "hearing"


class Router:
    """What adapters hand everything to; see `bot.adapter.Inbox`."""

    def __init__(
        self, store: Store, clock: Callable[[], datetime], chats: Collection[str] = ()
    ) -> None:
        """`chats` are the platforms on which old wishes are not carried out. Nothing can be
        taken in before `furnish`."""
        self._chats = frozenset(chats)
        self._store = store
        self.writer = Writer(store, self.beforehand)
        self._clock = clock
        self._takes_in = asyncio.Event()
        self._takes_in.set()

    def furnish(
        self, book: CommandBook, follow: Sequence[Follow] = (), removed: Sequence[Removed] = ()
    ) -> None:
        """`follow` are told of every room of ours that has moved, `removed` of every message
        that was removed, in the same transaction."""
        self.book, self._follow, self._removed = book, follow, removed

    def wait(self) -> None:
        """Take nothing in until `begin`, and say nothing but how far was heard."""
        self._takes_in.clear()

    def begin(self) -> None:
        self._takes_in.set()

    async def commands(self) -> Sequence[Command]:
        await self._takes_in.wait()
        return tuple(self.book)

    async def hear(
        self, said: Sequence[Incoming], cursor: Cursor | None = None
    ) -> list[Reply | None]:
        return await self._take_in(said, cursor)

    async def opened(
        self, closed: Sequence[Incoming], said: Sequence[Incoming]
    ) -> list[Reply | None]:
        return await self._take_in(said, opened=[storable(each) for each in closed])

    async def sealed(self, platform: str, keys: Collection[str]) -> list[Incoming]:
        return await self._ask(lambda session: sealed.waiting(session, platform, keys))

    async def _take_in(
        self,
        said: Sequence[Incoming],
        cursor: Cursor | None = None,
        opened: Sequence[Incoming] = (),
    ) -> list[Reply | None]:
        said = [storable(each) for each in await self._in_turn(said)]
        work = _Said(self, said, cursor, await attachments.fetched(said), opened)
        try:
            return await self._do(work)
        except StoreAway as away:
            logger.warning("nothing was written: %s", away)
            raise NotSaved([not_saved.answer(self.book, each) for each in said]) from away

    async def _in_turn(self, said: Sequence[Incoming]) -> Sequence[Incoming]:
        """Once we take things in. What had to wait was said when we heard it, or a vote at the
        last moment would come too late."""
        heard = self._clock()
        await self._takes_in.wait()
        if self._clock() - heard < AT_ONCE:
            return said
        return [replace(each, said_at=each.said_at or heard) for each in said]

    async def _do(self, work: "_Said") -> list[Reply | None]:
        try:
            return await self.writer.do(work)
        except StoreAway:
            raise
        except Late:
            logger.debug("a refusal after something was written; taking them one by one")
        except Exception:
            count = len(work.said)
            logger.exception("hearing %d things together failed; one by one then", count)
        return await self.writer.do(replace(work, one_by_one=True))

    def beforehand(self, session: Session, work: Sequence[Callable[[Session], Any]]) -> None:
        """For the writer: what all these hear is looked up together."""
        said = [each for part in work if isinstance(part, _Said) for each in part.said]
        session.info[_HEARING] = self.listen(session, said)

    def listen(self, session: Session, said: Iterable[Incoming]) -> Hearing:
        return Hearing(session, self.book, self._clock(), said, self._chats, self._removed)

    async def cursor(self, stream: str) -> str | None:
        return await self._look(partial(heard.value_of, stream=stream))

    async def streams(self, platform: str) -> Mapping[str, str]:
        return await self._look(partial(heard.streams, platform=platform))

    async def _look(self, look: Callable[[Connection], T]) -> T:
        """Beside the writer, for whom much may wait when Bude has just begun."""
        try:
            return await asyncio.to_thread(self._store.look, look)
        except DBAPIError as away:
            raise NotSaved([]) from away

    async def ended(self, stream: str) -> None:
        await self._ask(partial(heard.end, stream=stream))

    async def standing(self, platform: str, since: datetime) -> Sequence[Standing]:
        look = partial(standing.on, platform=platform, since=since, now=self._clock())
        return await self._ask(look)

    async def ours(self, platform: str, messages: Collection[str]) -> set[str]:
        return await self._ask(partial(outbox.ours, platform=platform, messages=messages))

    async def _ask(self, work: Callable[[Session], T]) -> T:
        try:
            return await self._once_open(work)
        except StoreAway as away:
            raise NotSaved([]) from away

    async def _once_open(self, work: Callable[[Session], T]) -> T:
        await self._takes_in.wait()
        return await self.writer.do(work)

    async def shown(self, reply: Reply, at: Address, receipt: Receipt) -> None:
        letter, messages = reply.letter, receipt.messages
        if letter is not None:
            await self._ask(lambda session: closed_doors.shown(session, letter, at, messages))

    async def untold(self, heard: Incoming, reply: Reply) -> None:
        await self._ask(lambda session: untold.keep(session, heard, reply, self._clock()))

    async def warned(self, rules: Sequence[Watched]) -> None:
        await self._ask(lambda session: watchlists.keep(session, rules))

    async def read_only(self, platform: str, lists: Collection[str]) -> None:
        await self._ask(lambda session: watchlists.read_only(session, platform, lists))

    async def overheard(self, chats: Mapping[Address, str]) -> None:
        await self._ask(partial(telling.overheard, chats=chats))

    async def moved(self, old: Address, new: Address) -> None:
        await self._ask(partial(self._move, old, new))

    def _move(self, old: Address, new: Address, session: Session) -> None:
        room = places.move(session, old, new)
        if room is None:
            return
        words = "%s: the room %s lives on as %s; if the config names it, name that one there"
        logger.warning(words, new.platform, old.target, new.target)
        outbox.redirect(session, old, new)
        for follow in self._follow:
            follow(session, room, self._clock())

    async def gathered(self, at: Address, neighbourhood: str, *, belongs: bool) -> None:
        news = Gathered(at, neighbourhood, belongs)
        await self._ask(partial(gathering.heed, news, self._follow, self._clock()))

    async def suggest(
        self, asker: Incoming, command: str, parameter: str, typed: str
    ) -> list[Suggestion]:
        await self._takes_in.wait()
        reference = self._reference(command, parameter)
        if reference is None:
            return []

        def search(session: Session) -> Sequence[Suggestion]:
            return reference.search(self.listen(session, [asker]).onlooker(asker), typed)

        try:
            return list(await self.writer.do(search))
        except (StoreAway, Refusal):
            return []

    def _reference(self, command: str, parameter: str) -> Reference | None:
        found = self.book.get(command)
        kinds = (
            (each.kind for each in found.parameters if each.name == parameter) if found else ()
        )
        return next((kind for kind in kinds if isinstance(kind, Reference)), None)

    async def settled(self, platform: str) -> None:
        def waiting(session: Session) -> int:
            return leasing.count_due(session, platform, self._clock())

        try:
            async with asyncio.timeout(SETTLING):
                # Letters may be carried by another process, so there is no event to wait for.
                while await self._once_open(waiting):  # noqa: ASYNC110
                    await asyncio.sleep(0.01)
        except (TimeoutError, StoreAway):
            logger.warning("letters to %s still wait to be carried", platform)

    async def retry_unheard(self) -> None:
        """Take in what failed for a fault of ours, as after an update; answers go by letter."""
        for number, incoming in await self.writer.do(heard.unheard):
            try:
                await self.writer.do(partial(self._hear_at_last, number, incoming))
            except StoreAway:
                raise
            except Exception:
                logger.exception("message %s still cannot be taken in", incoming.message_id)

    def _hear_at_last(self, number: int, incoming: Incoming, session: Session) -> None:
        if not heard.heard_at_last(session, number, incoming):
            return  # Another Bude on this database was faster.
        try:
            with session.begin_nested():
                reply = self.listen(session, [incoming]).answer(incoming, promised=True)
        except Late as late:
            reply = late.reply
        if reply and (reply.refused or not picks.is_one(incoming.said)):
            untold.by_letter(session, incoming, reply, "at-last", self._clock())

    async def take_up_early(self) -> None:
        """Take in what was picked on posts of ours before we knew that they were ours."""
        await self.writer.do(self._hear_early)

    def _hear_early(self, session: Session) -> None:
        said = heard.take_early(session)
        hearing = self.listen(session, said) if said else None
        for incoming in said:
            if hearing and hearing.is_new(incoming):
                reply = hearing.answer_alone(incoming)
                if reply and reply.refused:
                    untold.by_letter(session, incoming, reply, "early", self._clock())


@dataclass(frozen=True, slots=True)
class _Said:
    """What one adapter brought at once, as work for the writer."""

    router: Router
    said: Sequence[Incoming]
    cursor: Cursor | None
    files: attachments.Files
    opened: Sequence[Incoming] = ()
    one_by_one: bool = False

    def __call__(self, session: Session) -> list[Reply | None]:
        hearing: Hearing = session.info[_HEARING]
        answer = hearing.answer_alone if self.one_by_one else hearing.answer
        replies = [
            answer(each, self.files.get(each.message_id, ())) if hearing.is_new(each) else None
            for each in self.said
        ]
        if self.cursor:
            heard.advance(session, self.cursor.stream, self.cursor.value, self.cursor.until)
        sealed.forget(session, self.opened)
        return replies
