"""What can happen on the line to a real server, and to which request."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from aiohttp import web

# Has the server do it, and gives its answer.
Carry: TypeAlias = Callable[[], Awaitable[web.Response]]
Mishap: TypeAlias = Callable[[web.Request, Carry], Awaitable[web.StreamResponse]]


async def overloaded(request: web.Request, carry: Carry) -> web.StreamResponse:
    """As Synapse says it."""
    said = {"errcode": "M_LIMIT_EXCEEDED", "error": "Too Many Requests", "retry_after_ms": 20}
    return web.json_response(said, status=429)


async def bad_gateway(request: web.Request, carry: Carry) -> web.StreamResponse:
    """From what stands in front of the server, which never hears of it."""
    return web.Response(status=502, body=b"<html>nginx</html>", content_type="text/html")


async def done_but_bad_gateway(request: web.Request, carry: Carry) -> web.StreamResponse:
    await carry()
    return await bad_gateway(request, carry)


async def dropped(request: web.Request, carry: Carry) -> web.StreamResponse:
    """The line breaks before the server hears of it."""
    return _hang_up(request)


async def answer_lost(request: web.Request, carry: Carry) -> web.StreamResponse:
    """The line breaks when it is done."""
    await carry()
    return _hang_up(request)


async def broken_off(request: web.Request, carry: Carry) -> web.StreamResponse:
    """The line breaks in the middle of the answer."""
    body = await _body(carry)
    response = web.StreamResponse(headers={"Content-Length": str(len(body))})
    await response.prepare(request)
    await response.write(body[: len(body) // 2])
    return _hang_up(request)


async def cut_short(request: web.Request, carry: Carry) -> web.StreamResponse:
    """Half of the answer, as if that were all."""
    body = await _body(carry)
    return web.Response(body=body[: len(body) // 2], content_type="application/json")


async def slow(request: web.Request, carry: Carry) -> web.StreamResponse:
    """It is done, but who asked has given up waiting before the answer comes."""
    answer = await carry()
    await asyncio.sleep(60)
    return answer


ALL = (
    overloaded,
    bad_gateway,
    done_but_bad_gateway,
    dropped,
    answer_lost,
    broken_off,
    cut_short,
    slow,
)


@dataclass
class Fate:
    """Mishaps in turn for the requests with certain words in their path; None is none."""

    planned: Mapping[str, Iterable[Mishap | None]]

    def __post_init__(self) -> None:
        self._left = {words: list(mishaps) for words, mishaps in self.planned.items()}

    @property
    def is_fulfilled(self) -> bool:
        return not any(any(mishaps) for mishaps in self._left.values())

    def of(self, request: web.Request) -> Mishap | None:
        for words, mishaps in self._left.items():
            if words in request.path and mishaps:
                return mishaps.pop(0)
        return None


async def _body(carry: Carry) -> bytes:
    body = (await carry()).body
    assert isinstance(body, bytes)
    return body


def _hang_up(request: web.Request) -> web.Response:
    if request.transport:
        request.transport.close()
    return web.Response()
