"""Months of talk are heard in parts: in order, each thing once, without holding it all."""

import asyncio
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web

from adapters.matrix import gaps, wayback
from adapters.matrix.adapter import MatrixAdapter
from adapters.matrix.settings import MatrixSettings
from bot.adapter import Cursor
from bot.incoming import Incoming, Text
from bot.posts import Reply
from tests.adapters.matrix import wire
from tests.adapters.matrix.script import US, running, said
from tests.adapters.matrix.wire import Wire
from tests.adapters.stage import Notebook, until

HAFEN, HOLZEN = "!hafen:hs.test", "!holzen:hs.test"


@dataclass
class Archive:
    """A homeserver whose rooms hold numbered talk, made up while it is asked for; of which the
    last before what it tells by itself may be `hidden`, as Synapse hides dummies."""

    lengths: dict[str, int]
    asked: list[str] = field(default_factory=list)
    came_in: int = -1
    hidden: int = 0
    fails_at: int = 0
    only_back: wire.Trouble | None = None

    async def __call__(self, request: web.Request) -> web.StreamResponse | None:
        kind = request.path.rsplit("/", 1)[-1]
        if kind == "sync" and request.query.get("since") == "s0":
            return web.json_response(self._news())
        if kind == "messages":
            room = request.match_info["path"].split("/rooms/")[1].split("/")[0]
            return await self._page(request, room)
        if kind == "whoami":
            return web.json_response({"user_id": US})
        if kind == "sync" and "since" in request.query:
            await asyncio.sleep(60)
        return web.json_response({})

    def _news(self) -> dict[str, Any]:
        def room(length: int) -> dict[str, Any]:
            newest = [self._event(length)]
            return {"timeline": {"events": newest, "limited": True, "prev_batch": str(length)}}

        rooms = {room_id: room(length) for room_id, length in self.lengths.items()}
        return {"next_batch": "s1", "rooms": {"join": rooms}}

    async def _page(self, request: web.Request, room: str) -> web.StreamResponse:
        query = request.query
        self.asked.append(f"{room} {query['dir']} {query['from']} {query['limit']}")
        if len(self.asked) == self.fails_at:
            return await answered(wire.says(502), request)
        if "filter" in query:
            chunk = [] if self.came_in < 0 else [self._event(self.came_in)]
            return web.json_response({"chunk": chunk})
        forwards = query["dir"] == "f"
        if forwards and self.only_back:
            return await answered(self.only_back, request)
        return web.json_response(self._forth(query) if forwards else self._back(query))

    def _back(self, query: Mapping[str, str]) -> dict[str, Any]:
        start = int(query["from"])
        end = max(start - int(query["limit"]), 0)
        last = min(start, max(self.lengths.values()) - self.hidden)
        chunk = [self._event(number) for number in range(last - 1, end - 1, -1)]
        return {"chunk": chunk} | ({"end": str(end)} if end else {})

    def _forth(self, query: Mapping[str, str]) -> dict[str, Any]:
        start, last = int(query["from"].removeprefix("s")), int(query["to"])
        end = min(start + int(query["limit"]), last)
        chunk = [self._event(number) for number in range(start, min(end, last - self.hidden))]
        return {"chunk": chunk} | ({"end": str(end)} if end < last else {})

    def _event(self, number: int) -> dict[str, Any]:
        if number == self.came_in:
            content = {"membership": "join"}
            return said("", type="m.room.member", state_key=US, content=content)
        return said(f"!vote {number}", event_id=f"${number}")

    def adapter(self, line: Wire) -> MatrixAdapter:
        line.trouble = self
        return MatrixAdapter(MatrixSettings(line.url, US), "syt_secret")


async def answered(trouble: wire.Trouble, request: web.Request) -> web.StreamResponse:
    answer = await trouble(request)
    assert answer
    return answer


@dataclass
class Ledger(Notebook):
    """Keeps the numbers only, by room, and how much came at once."""

    numbers: dict[str, list[int]] = field(default_factory=dict)
    parts: list[int] = field(default_factory=list)

    async def hear(
        self, heard: Sequence[Incoming], cursor: Cursor | None = None
    ) -> list[Reply | None]:
        self.parts.append(len(heard))
        for each in heard:
            assert isinstance(each.said, Text)
            assert each.said_at
            number = int(each.said.words.split()[1])
            self.numbers.setdefault(each.at.target, []).append(number)
        return await super().hear([], cursor) or [None] * len(heard)


async def heard_by(archive: Archive, line: Wire) -> Ledger:
    inbox = Ledger(kept="s0")
    async with running(archive.adapter(line), inbox):
        await until(lambda: bool(inbox.cursors))
    return inbox


async def test_ten_thousand_things_are_heard_in_order(line: Wire) -> None:
    archive = Archive({HAFEN: 10_000})
    inbox = await heard_by(archive, line)
    assert inbox.numbers[HAFEN] == list(range(10_001))
    assert max(inbox.parts) <= gaps.FULL_PAGE
    assert len(inbox.cursors) == 1
    # Each page once, and two looks at the end.
    assert len(archive.asked) == 40 + 2


@dataclass
class Slow(Ledger):
    """Takes its time over the first part."""

    busy: asyncio.Event = field(default_factory=asyncio.Event)
    done: asyncio.Event = field(default_factory=asyncio.Event)

    async def hear(
        self, heard: Sequence[Incoming], cursor: Cursor | None = None
    ) -> list[Reply | None]:
        self.busy.set()
        await self.done.wait()
        return await super().hear(heard, cursor)


async def test_two_pages_are_on_their_way_while_one_is_heard(line: Wire) -> None:
    archive, inbox = Archive({HAFEN: 10_000}), Slow(kept="s0")
    async with running(archive.adapter(line), inbox):
        await inbox.busy.wait()
        await until(lambda: sum(" f " in each for each in archive.asked) == 3)
        inbox.done.set()
        await until(lambda: bool(inbox.cursors))
    assert inbox.numbers[HAFEN] == list(range(10_001))


NO_WAY_FORWARDS: dict[str, wire.Trouble] = {
    "it does not know the token": wire.says(400, {"errcode": "M_INVALID_PARAM"}),
    "it breaks": wire.says(500),
    "it finds nothing": wire.says(200, {"chunk": []}),
    "it begins too late": wire.says(200, {"chunk": [{"event_id": "$another"}], "end": "9"}),
}


@pytest.mark.parametrize("how", NO_WAY_FORWARDS)
async def test_where_no_way_leads_forwards_the_long_way_is_taken(how: str, line: Wire) -> None:
    archive = Archive({HAFEN: 10_000}, only_back=NO_WAY_FORWARDS[how])
    inbox = await heard_by(archive, line)
    assert inbox.numbers[HAFEN] == list(range(10_001))
    assert max(inbox.parts) <= gaps.FULL_PAGE
    # Back once, and forward once for all that was not kept.
    back = [each for each in archive.asked if " b " in each and not each.endswith(" 1")]
    assert len(back) == 2 * 40 - wayback.KEPT_PAGES


@dataclass
class Weighing(Notebook):
    """Counts what it hears, and how much memory is in use meanwhile."""

    count: int = 0
    blocks: list[int] = field(default_factory=list)

    async def hear(
        self, heard: Sequence[Incoming], cursor: Cursor | None = None
    ) -> list[Reply | None]:
        self.count += len(heard)
        self.blocks.append(sys.getallocatedblocks())
        return await super().hear([], cursor) or [None] * len(heard)


@pytest.mark.drill
async def test_a_hundred_thousand_events_need_no_more_memory_than_few(line: Wire) -> None:
    archive = Archive({HAFEN: 100_000})
    inbox = Weighing(kept="s0")
    async with running(archive.adapter(line), inbox), asyncio.timeout(300):
        while not inbox.cursors:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    assert inbox.count == 100_001
    few = len(inbox.blocks) // 10
    assert max(inbox.blocks) < 1.3 * max(inbox.blocks[:few])


async def test_gaps_in_several_rooms(line: Wire) -> None:
    archive = Archive({HAFEN: 2_600, HOLZEN: 1_300})
    inbox = await heard_by(archive, line)
    assert inbox.numbers == {HAFEN: list(range(2_601)), HOLZEN: list(range(1_301))}


async def test_nothing_from_before_we_came_in(line: Wire) -> None:
    inbox = await heard_by(Archive({HAFEN: 3_000}, came_in=400), line)
    assert inbox.numbers[HAFEN] == list(range(401, 3_001))


async def test_what_nobody_is_shown_ends_no_gap(line: Wire) -> None:
    inbox = await heard_by(Archive({HAFEN: 1_000}, hidden=1), line)
    assert inbox.numbers[HAFEN] == [*range(999), 1_000]


async def test_a_page_that_fails_is_asked_for_again(line: Wire) -> None:
    for fails_at in range(1, 16):
        inbox = await heard_by(Archive({HAFEN: 3_000}, fails_at=fails_at), line)
        assert inbox.numbers[HAFEN] == list(range(3_001))


@dataclass
class Killed(Ledger):
    """Is cut off after some parts."""

    async def hear(
        self, heard: Sequence[Incoming], cursor: Cursor | None = None
    ) -> list[Reply | None]:
        if len(self.parts) == 5:
            await asyncio.sleep(60)
        return await super().hear(heard, cursor)


async def test_killed_half_way_the_parts_are_kept_and_the_place_is_not_lost(
    line: Wire,
) -> None:
    archive = Archive({HAFEN: 3_000})
    first = Killed(kept="s0")
    async with running(archive.adapter(line), first):
        await until(lambda: len(first.parts) == 5)
    assert first.numbers[HAFEN] == list(range(1_250))
    assert first.kept == "s0"
    second = await heard_by(archive, line)
    assert second.numbers[HAFEN] == list(range(3_001))
