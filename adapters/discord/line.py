"""Discord over HTTP, through discord.py's client: JSON in and out, two ways to fail."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, TypeAlias

import aiohttp
import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import HTTPClient, Route
from discord.webhook.async_ import async_context

from adapters.discord import uploads
from adapters.discord.settings import DiscordSettings
from bot.attachments import LARGEST_FILE

Json: TypeAlias = dict[str, Any]

# Waiting longer for a limit is for the postman.
LONGEST_LIMIT = 30.0
PATIENCE = 30.0
UNAUTHORISED = 401


class Away(Exception):
    """No answer that could be used, for now. `retry_after` in seconds, if we were told;
    `doubtful`: what was asked for may have been done all the same."""

    def __init__(
        self, reason: str, retry_after: float | None = None, *, doubtful: bool = False
    ) -> None:
        super().__init__(reason)
        self.retry_after = retry_after
        self.doubtful = doubtful


class Refused(Exception):
    """Discord said no: with an HTTP status, and a code of its own."""

    def __init__(self, status: int, code: int, reason: str) -> None:
        super().__init__(f"{status}, {code}: {reason}")
        self.status = status
        self.code = code


class Line:
    """Requests for one bot. Connections stay open as long as somebody is `at_work`."""

    def __init__(self, settings: DiscordSettings, token: str) -> None:
        self._settings = settings
        self._token = token
        self._http: HTTPClient | None = None
        self._session: aiohttp.ClientSession | None = None
        self._at_work = 0
        self._opening = asyncio.Lock()
        # discord.py reports as errors, with tracebacks, what we report ourselves in a line.
        for name in ("client", "gateway", "http", "webhook.async_"):
            logging.getLogger(f"discord.{name}").setLevel(logging.CRITICAL)

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
        # Taken away first: whoever comes while they close shall get new ones.
        http, self._http = self._http, None
        session, self._session = self._session, None
        try:
            if http:
                await http.close()
        finally:
            if session:
                await session.close()

    async def _open(self) -> HTTPClient:
        async with self._opening:
            if self._http is None:
                speak_to(self._settings)
                http = HTTPClient(
                    asyncio.get_running_loop(), max_ratelimit_timeout=LONGEST_LIMIT
                )
                try:
                    await http.static_login(self._token)
                except BaseException:
                    await http.close()
                    raise
                self._http = http
            return self._http

    def _web(self) -> aiohttp.ClientSession:
        if self._session is None:
            speak_to(self._settings)
            self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        return self._session

    async def ask(
        self,
        method: str,
        path: str,
        content: Any = None,
        *,
        query: Mapping[str, str] | None = None,
        names: Mapping[str, str] | None = None,
    ) -> Any:
        """A request as the bot. `names` fill the braces of the path. Raises Away or Refused."""
        plain, form = uploads.sent(content)
        more: Json = {"form": form} if form else {} if plain is None else {"json": plain}
        more |= {} if query is None else {"params": query}
        async with failing_plainly(), self.at_work():
            http = await self._open()
            return await http.request(Route(method, path, **(names or {})), **more)

    async def ask_back(
        self, method: str, path: str, content: Json, number: str, token: str, **query: str
    ) -> Json:
        """A request about an interaction, which has a token of its own."""
        route = Route(method, path, webhook_id=number, webhook_token=token)
        plain, form = uploads.sent(content)
        body: Json = {"multipart": form} if form else {"payload": plain}
        async with failing_plainly(), self.at_work():
            answer = await async_context.get().request(route, self._web(), params=query, **body)
            return answer if isinstance(answer, dict) else {}

    async def fetch(self, url: str) -> bytes:
        """A file somebody sent. Raises OSError when it cannot be had."""
        try:
            async with (
                self.at_work(),
                asyncio.timeout(PATIENCE),
                self._web().get(url) as answer,
            ):
                answer.raise_for_status()
                return await _at_most(answer, LARGEST_FILE)
        except (aiohttp.ClientError, TimeoutError) as error:
            raise OSError(f"a file cannot be fetched: {error!r}") from error


async def _at_most(answer: aiohttp.ClientResponse, most: int) -> bytes:
    content = bytearray()
    async for part in answer.content.iter_chunked(65536):
        content += part
        if len(content) > most:
            raise OSError("the file is too large")
    return bytes(content)


def speak_to(settings: DiscordSettings) -> None:
    """discord.py keeps the addresses with its classes."""
    Route.BASE = settings.api.rstrip("/")
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(settings.gateway)


@asynccontextmanager
async def failing_plainly() -> AsyncIterator[None]:
    """Whatever goes wrong is Away or Refused."""
    try:
        yield
    except discord.RateLimited as limit:
        raise Away("asked to wait", limit.retry_after) from limit
    except discord.LoginFailure as no:
        raise Refused(UNAUTHORISED, 0, str(no)) from no
    except discord.DiscordServerError as error:
        raise Away(f"status {error.status}", doubtful=True) from error
    except discord.HTTPException as error:
        raise _said(error) from error
    except (OSError, aiohttp.ClientError, TimeoutError, json.JSONDecodeError) as error:
        raise Away(plain(error), doubtful=True) from error


def plain(error: Exception) -> str:
    """In one line; some say nothing but what they are."""
    return f"{type(error).__name__}: {error}".removesuffix(": ")


def _said(error: discord.HTTPException) -> Exception:
    if error.status != 429:
        return Refused(error.status, error.code, error.text)
    # Without the marks of Discord's own limits: somebody before Discord keeps us out.
    told = error.response.headers.get("Retry-After", "")
    return Away("kept out for a while", float(told) if told.isdecimal() else 60.0)
