"""A wire between Bude and the homeserver: it can be cut, answer by itself, or have a fate."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeAlias

from aiohttp import ClientSession, web

from tests.servers.mishaps import Fate

# Answers in place of the homeserver; None lets a request through.
Trouble: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse | None]]

LARGEST = 50 * 1024 * 1024


@dataclass
class Wire:
    url: str = ""
    trouble: Trouble | None = None
    fate: Fate | None = None
    requests: list[str] = field(default_factory=list)
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    @asynccontextmanager
    async def to(self, homeserver: str) -> AsyncIterator["Wire"]:
        application = web.Application(client_max_size=LARGEST)
        # Who hangs up has no use for an answer: a long poll would hold up the test's end.
        runner = web.AppRunner(application, handler_cancellation=True, shutdown_timeout=0.1)
        async with ClientSession(homeserver, auto_decompress=False) as session:

            async def carry(request: web.Request) -> web.StreamResponse:
                return await self._carry(request, session)

            application.router.add_route("*", "/{path:.*}", carry)
            await runner.setup()
            site = web.TCPSite(runner, "127.0.0.1", 0)
            await site.start()
            host, port = runner.addresses[0][:2]
            self.url = f"http://{host}:{port}"
            try:
                yield self
            finally:
                await runner.cleanup()

    async def news(self, within: float) -> None:
        """Until Bude has written into a room or done with what it heard, but no longer than so
        many seconds. What happened since the last call counts."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._news.wait(), within)
        self._news.clear()

    async def _carry(self, request: web.Request, session: ClientSession) -> web.StreamResponse:
        self.requests.append(f"{request.method} {request.path}")
        if request.path.endswith("/sync"):
            # It asks for more.
            self._news.set()
        if self.trouble and (answer := await self.trouble(request)):
            return answer
        carry = partial(_ask, request, session)
        mishap = self.fate.of(request) if self.fate else None
        answer = await mishap(request, carry) if mishap else await carry()
        if request.method == "PUT" and "/rooms/" in request.path:
            self._news.set()
        # What was on its way when the line was cut does not arrive either.
        return (await cut(request) or answer) if self.trouble is cut else answer


async def _ask(request: web.Request, session: ClientSession) -> web.Response:
    body = await request.read()
    headers = {
        name: request.headers[name]
        for name in ("Authorization", "Content-Type")
        if name in request.headers
    }
    async with session.request(
        request.method, request.raw_path, data=body, headers=headers
    ) as carried:
        return web.Response(
            status=carried.status,
            body=await carried.read(),
            content_type=carried.content_type,
        )


def says(status: int, answer: Any = None, *, on: str = "") -> Trouble:
    """This answer to all requests with `on` in their path."""

    async def trouble(request: web.Request) -> web.StreamResponse | None:
        return web.json_response(answer, status=status) if on in request.path else None

    return trouble


async def cut(request: web.Request) -> web.StreamResponse | None:
    if request.transport:
        request.transport.close()
    return web.Response()


async def half(request: web.Request) -> web.StreamResponse | None:
    """An answer that ends in its middle."""
    return web.Response(body=b'{"next_batch": "s1', content_type="application/json")


async def broken_off(request: web.Request) -> web.StreamResponse | None:
    """An answer whose line breaks before it is complete."""
    response = web.StreamResponse(headers={"Content-Length": "1000"})
    await response.prepare(request)
    await response.write(b'{"next_batch": "s1"}')
    return await cut(request)


async def a_web_page(request: web.Request) -> web.StreamResponse | None:
    return web.Response(status=404, body=b"<html>nginx</html>", content_type="text/html")
