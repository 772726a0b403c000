"""Carries letters from the outbox to the adapters, and keeps trying."""

import asyncio
import logging
import random
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from itertools import groupby
from typing import NamedTuple, TypeAlias

from sqlalchemy.orm import Session

from bot import leasing, letters, media, outbox, places, receipts, telling
from bot.adapter import Adapter, Capability, DeliveryFailed, Receipt
from bot.incoming import Address
from bot.letters import Unreadable
from bot.outbox import LONGEST_FAILURE, Letter, State
from bot.posts import Post
from bot.writer import Writer

logger = logging.getLogger(__name__)

AT_ONCE = 50
PATIENCE = timedelta(seconds=60)
LONGEST_WAIT = timedelta(minutes=5)
# After a week nobody wants to read it any more.
GIVE_UP = timedelta(days=7)


Lost: TypeAlias = Callable[[Session, Letter, DeliveryFailed, datetime], None]


class _Parcel(NamedTuple):
    """A letter as it is carried, while no transaction is open."""

    letter: int
    to: Address
    post: Post
    key: str
    attempts: int
    queued: datetime
    leased_until: datetime
    edits: int | None
    replaces: Receipt | None
    removes: str | None


class Postman:
    def __init__(
        self,
        writer: Writer,
        adapters: Mapping[str, Adapter],
        clock: Callable[[], datetime],
        lost: Sequence[Lost] = (),
    ) -> None:
        """`lost` are told of every letter that can never be delivered, or to a room of ours
        where we may not write."""
        self._lost = lost
        self._writer = writer
        self._adapters = adapters
        self._clock = clock
        # Told once: not with every letter, nor with every attempt.
        self._away: set[str] = set()

    async def round(self, platforms: Collection[str] | None = None) -> int:
        """Deliver all that is due, on these platforms or on all; how many letters arrived."""
        take_out = partial(self._take_out, platforms or self._adapters)
        arrived = 0
        while parcels := await self._writer.do(take_out):
            by_room = groupby(
                sorted(parcels, key=lambda each: (each.to.platform, each.to.target)),
                key=lambda each: (each.to.platform, each.to.target),
            )
            rounds = [self._to_one_room(list(group)) for _, group in by_room]
            arrived += sum(await asyncio.gather(*rounds))
        return arrived

    def _take_out(self, platforms: Collection[str], session: Session) -> list[_Parcel]:
        ready = [name for name, each in self._adapters.items() if _is_at_hand(each)]
        leased = leasing.lease(session, platforms, self._clock(), AT_ONCE, at_hand=ready)
        return [parcel for letter in leased if (parcel := _parcel(session, letter))]

    async def _to_one_room(self, parcels: Sequence[_Parcel]) -> int:
        """In their order; when one must wait, so must those after it."""
        waiting = sorted(parcels, key=lambda each: each.letter)
        arrived = 0
        while waiting and self._in_time(waiting[0]):
            failure = await self._carry(waiting.pop(0))
            if failure and not failure.permanent:
                break
            arrived += 0 if failure else 1
        if waiting:
            await self._writer.do(partial(_put_back, parcels=waiting))
        return arrived

    def _in_time(self, parcel: _Parcel) -> bool:
        """Whether it can be carried before somebody else may take it out."""
        return self._clock() + PATIENCE <= parcel.leased_until

    async def _carry(self, parcel: _Parcel) -> DeliveryFailed | None:
        try:
            receipt = await self._deliver(parcel)
        except DeliveryFailed as failure:
            self._note_absence(parcel.to.platform, failure)
            await self._writer.do(partial(self._keep, parcel=parcel, failure=failure))
            return failure
        await self._writer.do(partial(self._done, parcel=parcel, receipt=receipt))
        self._note_presence(parcel.to.platform)
        return None

    def _note_absence(self, platform: str, failure: DeliveryFailed) -> None:
        if failure.away and platform not in self._away:
            self._away.add(platform)
            logger.warning("letters to %s wait, it cannot be reached: %s", platform, failure)

    def _note_presence(self, platform: str) -> None:
        if platform in self._away:
            self._away.discard(platform)
            logger.warning("letters to %s go out again", platform)

    async def _deliver(self, parcel: _Parcel) -> Receipt:
        adapter = self._adapters[parcel.to.platform]
        if not _can(adapter, parcel):
            # What stands there stays; news come as posts.
            return parcel.replaces or Receipt(())
        try:
            async with asyncio.timeout(PATIENCE.total_seconds()):
                return await _hand_over(adapter, parcel)
        except DeliveryFailed:
            raise
        except TimeoutError as slow:
            raise DeliveryFailed("no answer in time") from slow
        except Exception as error:
            logger.exception("carrying letter %d to %s", parcel.letter, parcel.to.platform)
            raise DeliveryFailed(repr(error)) from error

    def _done(self, session: Session, parcel: _Parcel, receipt: Receipt) -> None:
        letter = session.get(Letter, parcel.letter)
        if letter is None:
            return
        letter.state, letter.leased_until, letter.failure = State.SENT, None, None
        letter.sent_at = self._clock()
        if letter.edits:
            receipts.forget_former(session, letter)
        receipts.remember(session, parcel.edits or parcel.letter, parcel.to, receipt.messages)

    def _keep(self, session: Session, parcel: _Parcel, failure: DeliveryFailed) -> None:
        now = self._clock()
        letter = session.get(Letter, parcel.letter)
        if letter is None or letter.state == State.KEPT:
            return  # Whom it was for was forgotten meanwhile, or takes no letters.
        letter.failure, letter.leased_until = str(failure)[:LONGEST_FAILURE], None
        for_good = failure.permanent and not _may_be_mended(session, letter, failure)
        if for_good:
            telling.is_out_of_reach(session, letter.platform, letter.target)
        given_up = for_good or now - parcel.queued > GIVE_UP
        if letter.state != State.KEPT:
            letter.state = State.FAILED if given_up else State.WAITING
        for tell in self._lost if failure.permanent or failure.lacks else ():
            tell(session, letter, failure, now)
        letter.due = now + (failure.retry_after or _wait(parcel.attempts))
        report = logger.error if given_up else logger.debug if failure.away else logger.warning
        report(
            "letter %d to %s, attempt %d: %s",
            letter.id,
            letter.platform,
            parcel.attempts,
            failure,
        )


def _may_be_mended(session: Session, letter: Letter, failure: DeliveryFailed) -> bool:
    """Those who look after a room of ours may still let us write there."""
    return bool(failure.lacks) and places.room_at(session, letter.to) is not None


def _is_at_hand(adapter: Adapter) -> bool:
    return Capability.AT_HAND in adapter.capabilities


def _can(adapter: Adapter, parcel: _Parcel) -> bool:
    if parcel.removes:
        return Capability.REMOVING in adapter.capabilities
    if parcel.edits is None:
        return True
    return bool(parcel.replaces) and Capability.EDITS in adapter.capabilities


async def _hand_over(adapter: Adapter, parcel: _Parcel) -> Receipt:
    to, key = parcel.to, parcel.key
    if parcel.removes:
        await adapter.remove(to, parcel.removes, key=key)
        return Receipt(())
    return await adapter.deliver(to, parcel.post, key=key, replaces=parcel.replaces)


def _wait(attempts: int) -> timedelta:
    """Twice as long after each attempt, and not everybody at the same moment."""
    longest = min(timedelta(seconds=2 ** min(attempts, 10)), LONGEST_WAIT)
    return longest * (0.75 + random.random() / 4)


def _parcel(session: Session, letter: Letter) -> _Parcel | None:
    """None for a letter that nobody can read: it must not keep all others waiting."""
    assert letter.leased_until
    try:
        post = media.shown(session, letters.read(letter.post))
    except Unreadable as error:
        logger.error("letter %d to %s: %s", letter.id, letter.platform, error)
        letter.state, letter.failure = State.FAILED, f"unreadable: {error}"[:LONGEST_FAILURE]
        return None
    return _Parcel(
        letter=letter.id,
        to=letter.to,
        post=post,
        key=letter.nonce,
        attempts=letter.attempts,
        queued=letter.queued,
        leased_until=letter.leased_until,
        edits=letter.edits,
        replaces=_standing(session, letter),
        removes=letter.removes,
    )


def _standing(session: Session, letter: Letter) -> Receipt | None:
    messages = outbox.messages_of(session, letter.edits or letter.id)
    if not messages:
        return None
    said = receipts.said_before(session, letter) if letter.edits else None
    adopted = messages[0].marks is not None
    return Receipt(tuple(each.message_id for each in messages), said, adopted)


def _put_back(session: Session, parcels: Sequence[_Parcel]) -> None:
    for parcel in parcels:
        letter = session.get(Letter, parcel.letter)
        if letter and letter.state == State.SENDING:
            letter.state, letter.leased_until = State.WAITING, None
            letter.attempts -= 1
