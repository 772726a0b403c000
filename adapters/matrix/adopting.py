"""Somebody's own poll becomes one of the neighbourhood, when `!poll` is said in reply to it;
a message what else a command makes of it, as `!idea` does; and a picture comes along."""

import logging
from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from dataclasses import replace
from typing import TypeAlias

from adapters.matrix import native, taking_along
from adapters.matrix.homeserver import RELATIONS, Away, Homeserver, Refused
from adapters.matrix.shapes import Event, number, redacted, rows, table, text
from adapters.matrix.waiting import before_trying_again
from bot.commands import Command
from bot.incoming import Call, Incoming, NativePoll, Picked, Quoted, Sealed, Text
from bot.parameters import Native, Quotation

logger = logging.getLogger(__name__)

ATTEMPTS = 4
PAGE = "100"
# What it takes to redact others' messages, where the room does not say.
REDACTING = 50
ENDS = (native.END, "m.poll.end")

# With an event of a room: the same, opened if it was sealed and can be; what was said with it.
Opened: TypeAlias = Callable[[str, Event], Event]
Read: TypeAlias = Callable[[str, Event], Incoming | None]


class Adopting:
    def __init__(
        self,
        homeserver: Homeserver,
        us: str,
        commands: Callable[[], Awaitable[Sequence[Command]]],
        opened: Opened,
        read: Read,
    ) -> None:
        self._homeserver = homeserver
        self._us = us
        self._opened = opened
        self._read = read
        self._commands = commands
        self._known = False
        self._adopts: dict[str, Command] = {}
        self._takers: set[str] = set()

    async def look_through(self, heard: Iterable[Incoming]) -> list[Incoming]:
        """The same; where somebody adopts a poll, that poll and the votes so far, and
        with any other command what it takes of the message that it answers."""
        await self.learn()
        found: list[Incoming] = []
        for each in heard:
            if not self._is_wish(each):
                found.append(each)
                continue
            told = await self._try(each)
            # A vote just heard comes again, after the poll that it needs to count.
            again = {one.message_id for one in told}
            found = [*(one for one in found if one.message_id not in again), *told]
        return found

    async def learn(self) -> None:
        """What can be wished for is told once Bude has begun."""
        if self._known:
            return
        known = await self._commands()
        self._adopts = {name: each for each in known for name in _names(each)}
        self._takers = taking_along.takers(known)
        self._known = True

    def _is_wish(self, heard: Incoming) -> bool:
        return self._wanted(heard) is not None or taking_along.is_wish(heard, self._takers)

    def _wanted(self, heard: Incoming) -> Command | None:
        """What shall be made of the message that this one answers."""
        match heard.said:
            case Text(words=words, addressed=True) if heard.replies_to and not heard.private:
                return self._adopts.get(words.strip().casefold())
        return None

    async def _try(self, heard: Incoming) -> list[Incoming]:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return await self._together(heard)
            except Refused as no:
                logger.info("a reply to an event that we cannot see: %s", no)
                break
            except Away as away:
                logger.warning("a message cannot be looked at: %s", away)
                await before_trying_again(attempt, away)
            except Exception:
                # It may be anything, and what we cannot read must not make us deaf.
                logger.warning("a message of which we make no sense", exc_info=True)
                break
        return [heard]

    async def _together(self, heard: Incoming) -> list[Incoming]:
        """With the message that it answers."""
        assert heard.replies_to
        room = heard.at.target
        event = await self._homeserver.get("rooms", room, "event", heard.replies_to)
        if event.get("sender") == self._us:
            return [heard]
        if taking_along.is_wish(heard, self._takers):
            along = taking_along.with_files(heard, self._read(room, event))
            if along:
                return [along]
        command = self._wanted(heard)
        return await self._made(heard, event, command) if command else [heard]

    async def _made(self, heard: Incoming, event: Event, command: Command) -> list[Incoming]:
        """What the command makes of that message."""
        room, message_id = heard.at.target, str(heard.replies_to)
        newest = self._newest(room, event)
        if (taken_up := _quote(command, event, newest)) is not None:
            return [replace(heard, said=taken_up)]
        poll = native.poll_in(newest)
        if poll is None or not _adopts(command):
            return [heard]
        call = _call(command, message_id, poll)
        return [replace(heard, said=call), *await self._cast(room, message_id, event)]

    async def _cast(self, room: str, poll_id: str, poll: Event) -> list[Incoming]:
        """The votes so far, until its end."""
        related = await self._related(room, poll_id)
        end = await self._end(room, poll, related)
        votes = [self._read(room, each) for each in related if _time(each) <= end]
        return [vote for vote in votes if vote and isinstance(vote.said, Picked | Sealed)]

    def _newest(self, room: str, event: Event) -> Event:
        """The content as it was last edited by its sender."""
        bundled = table(table(table(event.get("unsigned")).get("m.relations")).get("m.replace"))
        edit = self._opened(room, bundled) if bundled else {}
        edited = table(table(edit.get("content")).get("m.new_content"))
        own = edit.get("sender") == event.get("sender")
        return edited if edited and own else table(self._opened(room, event).get("content"))

    async def _related(self, room: str, poll_id: str) -> list[Event]:
        """All that was added to a poll, in the order of the homeserver's times."""
        found: list[Event] = []
        query, path = {"limit": PAGE, "dir": "f"}, ("rooms", room, "relations", poll_id)
        while True:
            page = await self._homeserver.get(*path, "m.reference", query=query, base=RELATIONS)
            some = [each for each in rows(page.get("chunk")) if isinstance(each, dict)]
            found += [self._opened(room, each) for each in some]
            further = text(page.get("next_batch"))
            if not further or further == query.get("from"):
                return sorted(found, key=_time)
            query |= {"from": further}

    async def _end(self, room: str, poll: Event, related: Sequence[Event]) -> float:
        """When its maker, or somebody who may redact, ended the poll; the first end counts."""
        left = [each for each in related if not redacted(each)]
        ends = [each for each in left if text(each.get("type")) in ENDS]
        if any(each.get("sender") != poll.get("sender") for each in ends):
            levels = await self._levels(room)
            mighty = {text(poll.get("sender")), *await self._creators(room)}
            ends = [each for each in ends if _may_end(text(each.get("sender")), mighty, levels)]
        return min(map(_time, ends), default=float("inf"))

    async def _levels(self, room: str) -> Event:
        try:
            return await self._homeserver.get("rooms", room, "state", "m.room.power_levels")
        except Refused:
            return {}

    async def _creators(self, room: str) -> set[str]:
        """Since version 12 of rooms they may do all, and are not named with the levels."""
        place = ("rooms", room, "state", "m.room.create", "")
        try:
            event = await self._homeserver.get(*place, query={"format": "event"})
        except Refused:
            return set()
        content = table(event.get("content"))
        version = text(content.get("room_version"))
        if not version.isdecimal() or int(version) < 12:
            return set()
        others = rows(content.get("additional_creators"))
        return {text(event.get("sender")), *(text(each) for each in others)}


def _names(command: Command) -> Iterable[str]:
    """All names of a command that takes up a poll or a message, in every language."""
    if not any(isinstance(each.kind, Native | Quotation) for each in command.parameters):
        return ()
    return taking_along.spoken(command)


def _adopts(command: Command) -> bool:
    return any(isinstance(each.kind, Native) for each in command.parameters)


def _quote(command: Command, event: Event, newest: Event) -> Call | None:
    """What the command makes of a message in words."""
    words = text(newest.get("body")).strip()
    if newest.get("msgtype") != "m.text" or not words:
        return None
    quoted = Quoted(text(event.get("event_id")), text(event.get("sender")))
    for each in command.parameters:
        if isinstance(each.kind, Quotation):
            return Call(command.name, {each.kind.words: words, each.name: quoted})
    return None


def _call(command: Command, poll_id: str, poll: native.TheirPoll) -> Call:
    [adopts] = [each.name for each in command.parameters if isinstance(each.kind, Native)]
    marks, options = zip(*poll.answers, strict=True)
    return Call(
        command.name,
        {
            "question": poll.question,
            # An empty one would be left out, and the numbers of those after it be wrong.
            "options": tuple(each.strip() or str(n) for n, each in enumerate(options, 1)),
            "several": poll.most > 1,
            "results": "live" if poll.disclosed else "after",
            adopts: NativePoll(poll_id, marks, poll.most),
        },
    )


def _time(event: Event) -> float:
    return number(event.get("origin_server_ts"))


def _may_end(who: str, mighty: Collection[object], levels: Event) -> bool:
    default = _level(levels.get("users_default"), 0)
    theirs = _level(table(levels.get("users")).get(who), default)
    return who in mighty or theirs >= _level(levels.get("redact"), REDACTING)


def _level(value: object, default: int) -> int:
    return value if isinstance(value, int) else default
