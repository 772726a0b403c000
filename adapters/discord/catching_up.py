"""What was said while we were away: each channel's history, and the votes on our polls.

A channel is a stream of its own.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeAlias
from uuid import uuid4

import discord

from adapters.discord import hear, native, past, who
from adapters.discord.answering import Heard
from adapters.discord.asking import DELETED, Asking
from adapters.discord.hear import Ears
from adapters.discord.line import Line
from adapters.discord.listening import Listening
from adapters.discord.past import Past, Place
from adapters.discord.streams import channel_of, moment_of, stream_of, value_of
from bot.adapter import Cursor, Inbox, Standing
from bot.incoming import Address, Incoming, Picks, Reacted
from bot.patience import until_saved

Json: TypeAlias = dict[str, Any]
Tap: TypeAlias = tuple[str, str, str]
logger = logging.getLogger(__name__)

# Clocks differ, and what is heard twice counts once.
OVERLAP = timedelta(seconds=10)
# A thread that was archived before that is looked at no more.
ARCHIVED = timedelta(days=30)


class CatchingUp:
    def __init__(
        self, line: Line, inbox: Inbox, listening: Listening, ears: Ears, past: Past
    ) -> None:
        self._asking = Asking(line)
        self._inbox = inbox
        self._listening = listening
        self._ears = ears
        self._past = past
        self._tapped: set[Tap] = set()
        self._members: dict[tuple[str, str], Json | None] = {}

    def is_tapped(self, tap: Incoming) -> None:
        """Somebody taps while we look: what is shown to us of that may be older."""
        self._tapped.add(_which(tap))

    async def everywhere(self, channels: Iterable[str], connected: datetime) -> None:
        """All channels we listened to before, and those that are new to us from now on; what
        was said since we are `connected` we hear anyway."""
        began = self._ears.now()
        streams = self._back(await until_saved(partial(self._inbox.streams, who.PLATFORM)))
        for stream, value in streams.items():
            await self._channel(stream, value)
        new = [each for each in channels if stream_of(each) not in streams]
        for channel in new:
            if around := self._heard_around(channel, streams):
                await self._channel(stream_of(channel), around)
        await self._in_archives(channels, streams)
        since = min(map(moment_of, streams.values()), default=began)
        await self._polls(since, connected)
        await self.begin(new, began)

    def _back(self, streams: Mapping[str, str]) -> dict[str, str]:
        """On a server that was away we heard less than elsewhere."""
        back = dict(streams)
        for stream, value in streams.items():
            if lost := self._past.lost(channel_of(stream)):
                back[stream] = min(value, value_of(lost), key=int)
        return back

    def _heard_around(self, channel: str, streams: Mapping[str, str]) -> str | None:
        """A thread that was begun, or taken out of the archive, while we were away: until then
        we heard all that was said around it."""
        place = self._past.place(channel)
        if not isinstance(place, discord.Thread):
            return None
        return streams.get(stream_of(str(place.parent_id)))

    async def _in_archives(self, channels: Iterable[str], streams: Mapping[str, str]) -> None:
        """Threads that were begun while we were away, and are in the archive by now: Discord
        does not tell of them."""
        for channel in channels:
            value = streams.get(stream_of(channel))
            if value and isinstance(self._past.place(channel), discord.TextChannel):
                since = moment_of(value) - OVERLAP
                async for thread in self._asking.archived(channel, since):
                    if stream_of(thread) not in streams:
                        await self._channel(stream_of(thread), value)

    async def begin(self, channels: Iterable[str], now: datetime) -> None:
        """From now on these are listened to."""
        for channel in channels:
            cursor = Cursor(stream_of(channel), value_of(now), now)
            await self._listening.hand_over([], cursor)

    # Words

    async def _channel(self, stream: str, value: str) -> None:
        channel = channel_of(stream)
        place = await self._place(stream)
        if place is None:
            return
        after = value_of(moment_of(value) - OVERLAP)
        async for page in self._asking.history(channel, after):
            understood = [self._understood(each, place) for each in page]
            heard = [await self._with_roles(each, place) for each in understood if each]
            last = str(page[-1]["id"])
            cursor = Cursor(stream, max(value, last, key=int), moment_of(last))
            await self._listening.hand_over([Heard(each) for each in heard], cursor)
        if is_over(place, self._ears.now()):
            await self.end(stream)

    async def _place(self, stream: str) -> Place | None:
        channel = channel_of(stream)
        if known := self._past.place(channel):
            return known
        found = await self._asking.channel(channel)
        if found == DELETED:
            await self.end(stream)
        return self._past.looked_up(found) if found else None

    async def end(self, stream: str) -> None:
        """Should it come back one day, it is heard from as far as we heard around it."""
        await until_saved(partial(self._inbox.ended, stream))

    def _understood(self, message: Json, place: Place) -> Incoming | None:
        """It may be anything: what we cannot read must not make us deaf."""
        try:
            return hear.message(self._past.read(message, place), self._ears, live=False)
        except Exception:
            logger.warning("skipping message %.30r", message.get("id"), exc_info=True)
            return None

    async def _with_roles(self, heard: Incoming, place: Place) -> Incoming:
        """What a moderator decided meanwhile still counts, but a message of the past does not
        say with which roles it was written: it counts with those of today."""
        server, user = past.server_of(place), heard.sender.user_id
        if server is None or not self._ears.roles:
            return heard
        if (server, user) not in self._members:
            self._members[server, user] = await self._asking.member(server, user)
        member = self._members[server, user]
        if not member:
            return heard
        return replace(heard, roles=who.lent(member["roles"], self._ears.roles))

    # Votes

    async def _polls(self, since: datetime, connected: datetime) -> None:
        """Discord does not say when somebody voted; it was after all that we heard before we
        were cut off, and before what they say from now on."""
        look = partial(self._inbox.standing, who.PLATFORM, connected)
        for each in await until_saved(look):
            if who.in_chat(each.at.target):
                continue  # No poll of Discord's stands there.
            message = await self._asking.message(each.at.target, each.message_id)
            if message and native.words(message):
                voted = await self._voted(each, message["poll"])
                taps = _differences(each, voted, max(since, each.heard or since))
                unheard = [tap for tap in taps if _which(tap) not in self._tapped]
                await self._listening.hand_over([Heard(tap) for tap in unheard], None)

    async def _voted(self, posed: Standing, poll: Json) -> Mapping[str, Picks]:
        voted: dict[str, Picks] = {}
        for answer in poll.get("answers") or ():
            number = int(answer["answer_id"])
            at, message_id = posed.at.target, posed.message_id
            async for user in self._asking.voters(at, message_id, number):
                voted[user] = (*voted.get(user, ()), number)
        return voted


def _differences(
    posed: Standing, voted: Mapping[str, Picks], since: datetime
) -> Iterable[Incoming]:
    """What was chosen and given up, as if each had been tapped since."""
    at = Address(who.PLATFORM, posed.at.target)
    for user in sorted({*voted, *posed.picks}):
        before, after = set(posed.picks.get(user, ())), set(voted.get(user, ()))
        taps: Sequence[tuple[int, bool]] = [
            *((option, False) for option in sorted(before - after)),
            *((option, True) for option in sorted(after - before)),
        ]
        for option, on in taps:
            # A voter's earlier taps may be younger than the moment up to which all was heard.
            moment = max(since, posed.said_at.get(user, since))
            yield hear.tapped(
                at,
                posed.message_id,
                user,
                option,
                on=on,
                number=uuid4().hex,
                said_at=moment,
                found=True,
            )


def is_over(place: Place, now: datetime) -> bool:
    """A thread that has been in the archive for long. Who writes in it takes it out."""
    if not isinstance(place, discord.Thread) or not place.archived:
        return False
    return now - place.archive_timestamp > ARCHIVED


def _which(tap: Incoming) -> Tap:
    """Which answer of which poll it is about, and whose tap it is."""
    match tap.said:
        case Reacted(message_id=message_id, sign=sign):
            return tap.sender.user_id, message_id, sign
    raise TypeError(f"no tap: {tap.said!r}")
