"""The homeserver over HTTP: JSON in and out, two ways to fail."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from io import BytesIO
from typing import Any, TypeAlias
from urllib.parse import quote, urlencode

import aiohttp

from adapters.matrix.sealing import Encryption, NoEncryption
from adapters.matrix.settings import MatrixSettings
from adapters.matrix.shapes import table, text
from bot.attachments import LARGEST_FILE

CLIENT = "/_matrix/client/v3"
RELATIONS = "/_matrix/client/v1"
UPLOAD = "/_matrix/media/v3/upload"
JSON = "application/json"
MEDIA = "/_matrix/client/v1/media/download"
# In pairs where a name may come more than once.
Query: TypeAlias = Mapping[str, str] | Sequence[tuple[str, str]]
PATIENCE = 30.0


class Away(Exception):
    """No answer that could be used, for now. `retry_after` in seconds, if we were told."""

    def __init__(self, reason: str, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.retry_after = retry_after


class Refused(Exception):
    """The homeserver said no, and why."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(f"{code}: {reason}")
        self.code = code


class Homeserver:
    """Requests for one account. Connections stay open as long as somebody is `at_work`."""

    def __init__(self, settings: MatrixSettings, access_token: str) -> None:
        # Not nio's client: its retries have no end, and importing nio costs more than all of
        # this adapter. Only who configures encryption pays for it (docs/decisions/0010).
        self._address = settings.homeserver.rstrip("/")
        self._session: aiohttp.ClientSession | None = None
        self._headers = {"Authorization": f"Bearer {access_token}"}
        self._at_work = 0
        self.encryption: Encryption = NoEncryption()

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        self._at_work += 1
        try:
            yield
        finally:
            self._at_work -= 1
            if not self._at_work:
                await self._hang_up()

    async def _hang_up(self) -> None:
        # Taken away first: whoever comes while it closes shall get a new one.
        session, self._session = self._session, None
        if session:
            await session.close()

    async def get(
        self,
        *path: str,
        query: Mapping[str, str] | None = None,
        patience: float = PATIENCE,
        base: str = CLIENT,
    ) -> dict[str, Any]:
        return await self._json("GET", _url(base, path, query), None, patience)

    async def put(self, *path: str, content: Mapping[str, Any]) -> dict[str, Any]:
        return await self._json("PUT", _url(CLIENT, path), content, PATIENCE)

    async def post(
        self, *path: str, content: Mapping[str, Any], query: Query | None = None
    ) -> dict[str, Any]:
        return await self._json("POST", _url(CLIENT, path, query), content, PATIENCE)

    async def download(self, mxc: str) -> bytes:
        """A file. Raises Away or Refused, the latter for what is too large as well."""
        server, _, media = mxc.removeprefix("mxc://").partition("/")
        if not mxc.startswith("mxc://") or not server or not media:
            raise Refused("M_INVALID_PARAM", f"{mxc[:100]!r} is not the address of a file")
        url = _url(MEDIA, (server, media))
        async with _failing_plainly(), asyncio.timeout(PATIENCE), self.at_work():
            response = await self._send("GET", url)
            async with response:
                if response.status != 200:
                    raise _no(response, await response.read())
                return await _at_most(response, LARGEST_FILE)

    async def upload(self, content: bytes, mime: str) -> str:
        """Its mxc address. Raises Away or Refused, the latter for what is too large as well."""
        async with _failing_plainly(), asyncio.timeout(PATIENCE):
            response = await self._send("POST", UPLOAD, BytesIO(content), mime)
            async with response:
                answer = _answer(response, await response.read())
        address = text(answer.get("content_uri"))
        if not address:
            raise Away("the homeserver did not say where the file is")
        return address

    async def _json(
        self, method: str, url: str, content: Mapping[str, Any] | None, patience: float
    ) -> dict[str, Any]:
        body = None if content is None else json.dumps(content)
        async with _failing_plainly(), asyncio.timeout(patience):
            response = await self._send(method, url, body)
            async with response:
                return _answer(response, await response.read())

    async def _send(
        self, method: str, path: str, body: str | BytesIO | None = None, mime: str = JSON
    ) -> aiohttp.ClientResponse:
        if self._session is None:
            # Each request has its own patience.
            timeout = aiohttp.ClientTimeout(total=None)
            self._session = aiohttp.ClientSession(headers=self._headers, timeout=timeout)
        kind = {"Content-Type": mime}
        return await self._session.request(
            method, self._address + path, data=body, headers=kind
        )


@asynccontextmanager
async def _failing_plainly() -> AsyncIterator[None]:
    try:
        yield
    except TimeoutError:
        raise Away("no answer in time") from None
    except (aiohttp.ClientError, OSError) as error:
        raise Away(f"{type(error).__name__}: {error}") from None


def _url(base: str, path: tuple[str, ...], query: Query | None = None) -> str:
    url = "/".join([base, *(quote(part, safe="") for part in path)])
    return f"{url}?{urlencode(query)}" if query else url


def _answer(response: aiohttp.ClientResponse, body: bytes) -> dict[str, Any]:
    if response.status != 200:
        raise _no(response, body)
    answer = _read(body)
    if answer is None:
        raise Away(f"half an answer, or none that is JSON ({len(body)} bytes)")
    return answer


def _no(response: aiohttp.ClientResponse, body: bytes) -> Away | Refused:
    """What has no Matrix error in it came from something in between, and will pass."""
    said = _read(body) or {}
    code, reason = text(said.get("errcode")), text(said.get("error"))
    if response.status == 429 or code == "M_LIMIT_EXCEEDED":
        return Away("too many requests", _retry_after(said, response.headers))
    if response.status == 413:
        return Refused(code or "M_TOO_LARGE", reason or "too large")  # It stays that large.
    if response.status == 401 and "flows" in said:
        return Refused(code or "M_FORBIDDEN", "only whoever knows the account's password may")
    if response.status >= 500 or not code:
        return Away(f"HTTP {response.status} {code} {reason}".rstrip())
    return Refused(code, reason)


def _retry_after(said: dict[str, Any], headers: Mapping[str, str]) -> float | None:
    milliseconds = said.get("retry_after_ms")
    if isinstance(milliseconds, int | float):
        return min(max(milliseconds / 1000, 0), 3600)
    seconds = headers.get("Retry-After", "")
    return min(float(seconds), 3600) if seconds.isdigit() else None


def _read(body: bytes) -> dict[str, Any] | None:
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return table(answer) if isinstance(answer, dict) else None


async def _at_most(response: aiohttp.ClientResponse, most: int) -> bytes:
    content = bytearray()
    async for chunk in response.content.iter_chunked(64 * 1024):
        content += chunk
        if len(content) > most:
            raise Refused("M_TOO_LARGE", f"the file has more than {most} bytes")
    return bytes(content)
