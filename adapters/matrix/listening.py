"""The loop: ask what is new, hand it over with how far that was, answer, and again."""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any

from adapters.matrix import hear
from adapters.matrix.adopting import Adopting
from adapters.matrix.answering import Answering
from adapters.matrix.company import Company
from adapters.matrix.errands import Errands
from adapters.matrix.gaps import FULL_PAGE
from adapters.matrix.homeserver import Away, Homeserver, Refused
from adapters.matrix.invitations import Invitations
from adapters.matrix.policies import Policies
from adapters.matrix.reading import Answer, Reading
from adapters.matrix.receipts import Receipts
from adapters.matrix.rooms import Room, Rooms
from adapters.matrix.settings import MatrixSettings
from adapters.matrix.shapes import Event
from adapters.matrix.spaces import Spaces
from adapters.matrix.syncing import News, RoomNews, Syncing
from adapters.matrix.typing_notices import TypingNotices
from adapters.matrix.upgrades import Upgrades
from adapters.matrix.waiting import Waiting
from bot import patience
from bot.adapter import Cursor, Inbox, NotSaved
from bot.incoming import Incoming, Why
from bot.posts import Reply

logger = logging.getLogger(__name__)

# How long answers on their way may still take when we stop.
GOODBYE = 5.0
# Errands that concern no room have their turns as if they were one.
KEYS, INVITED = "keys", "invited"


def stream_of(user: str) -> str:
    return f"{hear.PLATFORM}:{user}"


async def how_far(inbox: Inbox, user: str) -> str | None:
    """Up to which token everything was heard."""
    return await patience.until_saved(partial(inbox.cursor, stream_of(user)))


class Listening:
    def __init__(
        self,
        homeserver: Homeserver,
        settings: MatrixSettings,
        inbox: Inbox,
        trusted: Iterable[str],
        clock: Callable[[], datetime],
    ) -> None:
        self._homeserver = homeserver
        self._us = settings.user
        self._prefix = settings.prefix
        self._inbox = inbox
        self._clock = clock
        self._stream = stream_of(settings.user)
        self._encryption = homeserver.encryption
        reads = self._encryption.why is Why.KEY_MISSING
        self._rooms = Rooms(settings.user, encrypted_too=reads)
        self._encryption.rooms = self._rooms
        self._errands = Errands()
        self._waiting = Waiting(settings.homeserver)
        self._company = Company(inbox, settings.user)
        self._policies = Policies(settings.policy_rooms, inbox)
        self._syncing = Syncing(homeserver, settings.user, clock)
        self._receipts = Receipts(homeserver, self._errands, wanted=settings.receipts)
        self._typing = TypingNotices(
            homeserver, settings.user, self._errands, wanted=settings.typing
        )
        self._invitations = Invitations(homeserver, settings.user, trusted)
        self._upgrades = Upgrades(homeserver, inbox)
        self._spaces = Spaces(homeserver, inbox, self._rooms, settings.spaces)
        self._reading = Reading(self._encryption, inbox, self._rooms, self._ears)
        self._adopting = Adopting(
            homeserver, settings.user, inbox.commands, self._reading.opened, self._read
        )
        self._answering = Answering(
            homeserver, inbox, self._rooms, self._errands, settings.prefix
        )

    async def run(self, token: str | None) -> None:
        """`token` is how far was listened before; none means never."""
        try:
            news = await self._catch_up(token)
            while True:
                news = await self._listen(news)
        finally:
            await self._errands.finish(GOODBYE)

    async def _catch_up(self, token: str | None) -> News:
        """The first answer has what was said while we were away; ever, it has nothing."""
        attempt = partial(self._syncing.since, token, whole_state=True)
        policies = self._policies.begin()
        try:
            news = await self._waiting.until_it_works(attempt)
            await self._take_in(news, live=False)
        finally:
            policies.cancel()
        if token:
            look_back = partial(self._invitations.look_back, self._syncing.invitations)
            self._errands.begin(INVITED, look_back)
            await self._give_notice()
        return news

    async def _give_notice(self) -> None:
        """People in encrypted rooms who knew us before must hear what has changed."""
        notices = self._reading.notices()
        try:
            replies = await self._inbox.hear(notices) if notices else []
        except NotSaved:
            return
        self._answer(zip(notices, replies, strict=True))

    def _answer(self, replies: Iterable[tuple[Incoming, Reply | None]]) -> None:
        for incoming, reply in replies:
            if reply is not None:
                self._answering.give(incoming, reply)

    async def _listen(self, earlier: News) -> News:
        attempt = partial(self._syncing.since, earlier.next_batch)
        news = await self._waiting.until_it_works(attempt)
        await self._take_in(news, live=news.follows(earlier))
        return news

    async def _take_in(self, news: News, *, live: bool) -> None:
        """Gaps first, in parts that are each kept; the last part brings the cursor along.
        Counting comes before answering, so that answers hold up no vote."""
        self._rooms.account_data(news.account_data)
        # Before the cursor passes them: keys come only once.
        await self._encryption.take_in(news.keys)
        answers: list[Answer] = []
        heard: list[Incoming] = []
        for each in news.rooms:
            await self._policies.take_in(each)
            heard += await self._fill(each, news, answers)
            if len(heard) >= FULL_PAGE:
                answers += await self._hand_over(heard, None, news.answered)
                heard = []
        for each in news.rooms:
            heard += self._heard(each, news, live)
        changed = await self._company.look(
            self._rooms.room(each.room_id) for each in news.rooms
        )
        cursor = Cursor(self._stream, news.next_batch, news.complete_until)
        answers += await self._hand_over(heard, cursor, news.answered)
        await self._company.tell(changed)
        self._answer(answers)
        self._follow_rooms(news)
        for room_id, state in news.invitations.items():
            if self._invitations.welcome(room_id, state):
                self._errands.begin(room_id, partial(self._invitations.accept, room_id))
        await self._after(news)

    async def _after(self, news: News) -> None:
        """What encryption still has to do, once all this is safe."""
        self._answer(await self._reading.read_at_last(self._adopting.look_through))
        if self._encryption.is_due:
            self._errands.begin(KEYS, self._encryption.tend)

    def _follow_rooms(self, news: News) -> None:
        for room in [self._rooms.room(each.room_id) for each in news.rooms if not each.left]:
            if replaced := self._upgrades.to_follow(room):
                self._errands.begin(room.room_id, partial(self._upgrades.follow, replaced))
            if space := self._spaces.to_follow(room):
                self._errands.begin(space.room_id, partial(self._spaces.follow, space))

    async def _fill(
        self, news: RoomNews, all_news: News, answers: list[Answer]
    ) -> list[Incoming]:
        """Whatever is in a gap was not heard live, and has the homeserver's time. What was
        said last of it, and is not counted yet, is returned."""
        room, now = self._rooms.room(news.room_id), all_news.answered
        for event in news.state:
            # Old talk may be among it, of which nothing is wanted.
            self._learn(room, event)
        last: list[Incoming] = []
        if news.gap:
            async for events in news.gap.parts(self._waiting):
                said = [*last, *self._said(room, events, now)]
                # The last page is seldom full, and goes with what was said after the gap.
                last = said if max(len(events), len(said)) < FULL_PAGE else []
                if not last:
                    answers += await self._hand_over(said, None, now)
        return last

    def _heard(self, news: RoomNews, all_news: News, live: bool) -> Iterator[Incoming]:
        room = self._rooms.room(news.room_id)
        yield from self._said(room, news.waiting, all_news.answered)
        yield from self._said(room, news.said, None if live else all_news.answered)
        if news.left:
            logger.warning(
                "we are not in %s any more; what is for that room will fail", room.room_id
            )
            self._rooms.leave(news.room_id)

    def _said(
        self, room: Room, events: Sequence[Event], now: datetime | None
    ) -> Iterator[Incoming]:
        """What of it was said to us; with a date, unless it is live."""
        for event in events:
            self._learn(room, event)
            said_at = _said_at(event, now) if now else None
            incoming = self._reading.understood(room, event, said_at)
            if incoming is not None:
                yield incoming

    def _learn(self, room: Room, event: Event) -> None:
        """An event may be anything: what we cannot read must not make us deaf."""
        try:
            room.learn(event)
        except Exception:
            logger.warning("skipping event %.99r", event.get("event_id"), exc_info=True)

    def _read(self, room_id: str, event: Event) -> Incoming | None:
        """What was said with an event of the past."""
        room = self._rooms.room(room_id)
        return self._reading.understood(room, event, _said_at(event, self._clock()))

    def _ears(self, room: Room, event: Event) -> hear.Ears:
        private = self._rooms.is_direct(room, str(event.get("sender")))
        return hear.Ears(self._us, self._prefix, room, private, self._fetch)

    async def _fetch(self, mxc: str, lock: dict[str, Any] | None = None) -> bytes:
        """A file somebody sent. Raises OSError when it cannot be had."""
        try:
            content = await self._homeserver.download(mxc)
            return await self._encryption.unlock(content, lock) if lock else content
        except (Away, Refused) as error:
            raise OSError(f"a file cannot be fetched: {error}") from error

    async def _hand_over(
        self, heard: Sequence[Incoming], cursor: Cursor | None, at: datetime
    ) -> list[Answer]:
        """Until it is saved."""
        async with self._typing.while_it_takes(heard):
            answers = await self._until_saved(heard, cursor, at)
        self._receipts.give(heard)
        return answers

    async def _until_saved(
        self, heard: Sequence[Incoming], cursor: Cursor | None, at: datetime
    ) -> list[Answer]:
        await self._policies.begun()
        looked_through = await self._adopting.look_through(heard)

        def tell(number: int, reply: Reply) -> None:
            self._answering.give(looked_through[number], reply, about="away")

        both = await patience.hand_over(self._inbox, looked_through, cursor, at, tell)
        return [(said, reply) for said, reply in both if reply is not None]


def _said_at(event: Event, now: datetime) -> datetime:
    """The homeserver's time, but never later than ours."""
    try:
        return min(datetime.fromtimestamp(event["origin_server_ts"] / 1000, UTC), now)
    except (KeyError, TypeError, ValueError, OverflowError, OSError):
        return now
