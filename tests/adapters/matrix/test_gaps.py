"""What a homeserver leaves out of an answer is fetched, and malformed events stop nothing."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp import web

from bot import patience
from bot.adapter import Cursor
from bot.incoming import Incoming
from bot.posts import Reply
from tests.adapters.matrix import wire
from tests.adapters.matrix.script import US, Script, new, running, said
from tests.adapters.matrix.wire import Trouble, Wire
from tests.adapters.stage import Notebook, until

GAP = new(said("!newest"), token="s2", limited=True, prev_batch="p1")


async def test_a_gap_is_filled_page_by_page(line: Wire) -> None:
    pages: dict[str, dict[str, Any]] = {
        "p1": {"chunk": [said("!third"), said("!second")], "end": "p2"},
        "p2": {"chunk": [], "end": "p3"},
        "p3": {"chunk": [said("!first")], "end": "p3"},
    }
    inbox = Notebook(kept="s0")
    async with running(Script([GAP], messages=pages).adapter(line), inbox):
        await until(lambda: bool(inbox.cursors))
    assert inbox.words == ["first", "second", "third", "newest"]


@dataclass
class Shut(Notebook):
    """An inbox of a Bude that still begins."""

    opens: asyncio.Event = field(default_factory=asyncio.Event)
    too_early: list[str] = field(default_factory=list)

    async def read_only(self, platform: str, lists: Collection[str]) -> None:
        await self.opens.wait()

    async def hear(
        self, heard: Sequence[Incoming], cursor: Cursor | None = None
    ) -> list[Reply | None]:
        if not self.opens.is_set():
            self.too_early += [each.message_id for each in heard]
        return await super().hear(heard, cursor)


async def test_a_gap_is_asked_for_while_bude_still_begins(line: Wire) -> None:
    """Nothing of it is counted before we know which lists of others we believe."""
    script = Script([GAP], messages={"p1": {"chunk": [said("!older")]}})
    inbox = Shut(kept="s0")
    async with running(script.adapter(line), inbox):
        await until(lambda: "p1" in script.pages)
        inbox.opens.set()
        await until(lambda: bool(inbox.cursors))
    assert inbox.words == ["older", "newest"]
    assert inbox.too_early == []


async def test_a_gap_ends_where_we_came_in(line: Wire) -> None:
    came = said("", type="m.room.member", state_key=US, content={"membership": "join"})
    pages = {"p1": {"chunk": [said("!after"), came, said("!before")], "end": "p2"}}
    inbox = Notebook(kept="s0")
    async with running(Script([GAP], messages=pages).adapter(line), inbox):
        await until(lambda: bool(inbox.cursors))
    assert inbox.words == ["after", "newest"]


@pytest.mark.parametrize("code", ["M_UNKNOWN_TOKEN", "M_UNKNOWN"])
async def test_a_gap_that_cannot_be_filled_yet_is_not_passed_over(
    line: Wire, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "LONGEST", 0.05)
    script = Script([GAP], messages={"p1": {"chunk": [said("!older")]}})
    adapter = script.adapter(line)
    line.trouble = first(wire.says(401, {"errcode": code}, on="/messages"), script)
    inbox = Notebook(kept="s0")
    async with running(adapter, inbox):
        await until(lambda: bool(inbox.cursors))
    assert inbox.words == ["older", "newest"]
    assert [cursor.value for cursor in inbox.cursors[:1]] == ["s2"]


async def test_a_gap_out_of_reach_does_not_stop_us(line: Wire) -> None:
    script = Script([GAP])
    adapter = script.adapter(line)
    line.trouble = first(wire.says(403, {"errcode": "M_FORBIDDEN"}, on="/messages"), script)
    inbox = Notebook(kept="s0")
    async with running(adapter, inbox):
        await until(lambda: bool(inbox.cursors))
    assert inbox.words == ["newest"]


def first(trouble: Trouble, then: Trouble) -> Trouble:
    """The trouble once, where it answers; all else goes on."""
    over = False

    async def both(request: web.Request) -> web.StreamResponse | None:
        nonlocal over
        answer = None if over else await trouble(request)
        over = over or answer is not None
        return answer or await then(request)

    return both


MALFORMED: list[Any] = [
    None,
    17,
    [],
    {},
    {"type": "m.room.message"},
    said("!vote 1", content=None),
    said("!vote 1", content={"msgtype": "m.text", "body": {"a": 1}}),
    said("!vote 1", content={"msgtype": ["m.text"], "body": "x"}),
    said("!vote 1", sender=5),
    said("!vote 1", event_id=["$"]),
    said("x", type="m.room.member", state_key={}, content={"membership": []}),
    said("x", type="m.room.member", state_key="@bude:hs.test", unsigned=[1]),
    said("x", type="m.room.canonical_alias", state_key="", content=[]),
    said("!late", origin_server_ts="yesterday"),
    said("!later", origin_server_ts=10**30),
    said("!even later", origin_server_ts=-(10**30)),
    said("!never", origin_server_ts=float("inf")),
]


async def test_malformed_events_stop_nothing(line: Wire) -> None:
    answer = new(*MALFORMED, said("!vote 1"), token="s1")
    answer["rooms"]["join"] |= {"!other": None, "!third": {"timeline": []}}
    answer["rooms"] |= {"invite": {"!fourth": {"invite_state": {"events": MALFORMED}}}}
    answer |= {"account_data": {"events": [*MALFORMED, {"type": "m.direct", "content": [1]}]}}
    inbox = Notebook(kept="s0")
    async with running(Script([answer]).adapter(line), inbox):
        await until(lambda: bool(inbox.cursors))
    assert inbox.words[-1] == "vote 1"
    assert {"late", "later", "even later", "never"} < set(inbox.words)


async def test_an_event_from_the_future_was_said_now(line: Wire) -> None:
    future = said("!vote 1", origin_server_ts=4_000_000_000_000)
    inbox = Notebook(kept="s0")
    async with running(Script([new(future)]).adapter(line), inbox):
        await until(lambda: bool(inbox.cursors))
    said_at = inbox.heard[0].said_at
    assert said_at
    assert said_at <= datetime.now(UTC)
