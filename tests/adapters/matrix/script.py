"""A homeserver made of prepared answers, for what a real one cannot be made to do."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any

from aiohttp import web

from adapters.matrix.adapter import MatrixAdapter, utc_now
from adapters.matrix.settings import MatrixSettings
from bot.adapter import Inbox
from tests.adapters.matrix.wire import Trouble, Wire

US, ANNA = "@bude:hs.test", "@anna:hs.test"
ROOM = "!hafen:hs.test"
SAID_AT = 1_700_000_000

_ids = count(1)


def said(body: str, **more: Any) -> dict[str, Any]:
    return {
        "type": "m.room.message",
        "sender": ANNA,
        "event_id": f"${next(_ids)}",
        "origin_server_ts": SAID_AT * 1000,
        "content": {"msgtype": "m.text", "body": body},
        **more,
    }


def new(*events: Any, token: str = "s2", **timeline: Any) -> dict[str, Any]:
    """A sync answer with these events in one room."""
    room = {"timeline": {"events": list(events), **timeline}}
    return {"next_batch": token, "rooms": {"join": {ROOM: room}}}


@asynccontextmanager
async def running(adapter: MatrixAdapter, inbox: Inbox) -> AsyncIterator[None]:
    task = asyncio.create_task(adapter.run(inbox))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@dataclass
class Script:
    """Answers to sync requests, in turn; then it stays silent, as a long poll does.

    An answer is JSON, or a Trouble. The wire to it leads nowhere else.
    """

    syncs: Iterable[dict[str, Any] | Trouble] = ()
    whoami: dict[str, Any] = field(default_factory=lambda: {"user_id": US})
    messages: dict[str, dict[str, Any]] = field(default_factory=dict)
    sent: list[dict[str, Any]] = field(default_factory=list)
    asked: list[dict[str, str]] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._syncs = iter(self.syncs)

    async def __call__(self, request: web.Request) -> web.StreamResponse | None:
        match request.path.rsplit("/", 1)[-1]:
            case "whoami":
                return web.json_response(self.whoami)
            case "sync" if not {"since", "full_state"} & set(request.query):
                return web.json_response({})  # nobody has invited us
            case "sync":
                self.asked.append(dict(request.query))
                return await self._sync(request)
            case "messages":
                self.pages.append(request.query["from"])
                return web.json_response(self.messages.get(request.query["from"], {}))
            case _:
                self.sent.append(await request.json())
                return web.json_response({"event_id": f"$ours{len(self.sent)}"})

    async def _sync(self, request: web.Request) -> web.StreamResponse | None:
        answer = next(self._syncs, None)
        if answer is None:
            await asyncio.sleep(60)
            return web.json_response({"next_batch": "silence"})
        return web.json_response(answer) if isinstance(answer, dict) else await answer(request)

    def adapter(
        self,
        wire: Wire,
        device: str | None = None,
        clock: Callable[[], datetime] = utc_now,
    ) -> MatrixAdapter:
        wire.trouble = self
        return MatrixAdapter(MatrixSettings(wire.url, US, device), "syt_secret", clock=clock)
