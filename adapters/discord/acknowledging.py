"""Answering one interaction: within three seconds or not at all, and for fifteen minutes."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from adapters.discord.line import Away, Line, Refused
from bot.patience import pause

Json: TypeAlias = dict[str, Any]
logger = logging.getLogger(__name__)

CALLBACK = "/interactions/{webhook_id}/{webhook_token}/callback"
FOLLOW_UP = "/webhooks/{webhook_id}/{webhook_token}"
ORIGINAL = "/webhooks/{webhook_id}/{webhook_token}/messages/@original"
MESSAGE, DEFERRED, CHOICES, MODAL = 4, 5, 8, 9
EPHEMERAL = 1 << 6
# Discord gives up after three seconds; so late at last we say that we are at it.
QUIET = 1.8
LIFETIME = timedelta(minutes=14)
ALREADY, TOO_LATE = 40060, 10062
ATTEMPTS = 4


class TooLate(Exception):
    """Nobody sees an answer to this any more."""


class Acknowledging:
    """`number` and `token` are the interaction's own."""

    def __init__(
        self,
        line: Line,
        number: str,
        token: str,
        application: str,
        clock: Callable[[], datetime],
    ) -> None:
        self._line = line
        self._number = number
        self._token = token
        self._application = application
        self._clock = clock
        self._until = clock() + LIFETIME
        self._turn = asyncio.Lock()
        self._begun = self._said = False
        self._timer: asyncio.Task[None] | None = None

    def begin(self) -> None:
        """From now on somebody waits."""
        self._timer = asyncio.create_task(self._say_that_we_are_at_it())

    async def _say_that_we_are_at_it(self) -> None:
        await asyncio.sleep(QUIET)
        try:
            await self.defer()
        except TooLate as late:
            logger.warning("an interaction came too late to be answered: %s", late)

    async def defer(self) -> None:
        """Raises TooLate."""
        async with self._turn:
            if not self._begun:
                await self._call_back(DEFERRED, {"flags": EPHEMERAL})

    async def open(self, form: Json) -> None:
        """A form must be the first answer there is. Raises TooLate."""
        self.done()
        async with self._turn:
            await self._call_back(MODAL, form)

    async def offer(self, choices: Sequence[Json]) -> None:
        """Raises TooLate."""
        self.done()
        async with self._turn:
            await self._call_back(CHOICES, {"choices": list(choices)})

    async def say(self, messages: Sequence[Json], *, private: bool) -> tuple[str, ...]:
        """The ids under which it now stands. Raises TooLate."""
        self.done()
        flags = EPHEMERAL if private else 0
        shown = [each | {"flags": each.get("flags", 0) | flags} for each in messages]
        async with self._turn:
            ids = [await self._first(shown[0])]
            self._said = True
            for each in shown[1:]:
                ids.append(await self._follow_up(each))
        return tuple(each for each in ids if each)

    def done(self) -> None:
        if self._timer:
            self._timer.cancel()

    async def _first(self, message: Json) -> str:
        if self._said:
            return await self._follow_up(message)
        if self._begun:
            return await self._instead(message)
        answer = await self._call_back(MESSAGE, message)
        resource = answer.get("resource") or {}
        return str((resource.get("message") or {}).get("id", ""))

    async def _instead(self, message: Json) -> str:
        """In the place of our word that we are at it."""
        content = {k: v for k, v in message.items() if k != "flags"}
        answer = await self._ask("PATCH", ORIGINAL, content)
        return str(answer.get("id", ""))

    async def _follow_up(self, message: Json) -> str:
        answer = await self._ask("POST", FOLLOW_UP, message, wait="true")
        return str(answer.get("id", ""))

    async def _call_back(self, kind: int, data: Json) -> Json:
        content = {"type": kind, "data": data}
        try:
            answer = await self._tried(
                "POST", CALLBACK, content, self._number, with_response="true"
            )
        except Refused as no:
            if no.code != ALREADY:
                raise TooLate(str(no)) from no
            # The first attempt had arrived; only its answer was lost.
            answer = {}
        self._begun = True
        return answer

    async def _ask(self, method: str, path: str, content: Json, **query: str) -> Json:
        if self._clock() > self._until:
            raise TooLate("the fifteen minutes are over")
        try:
            return await self._tried(method, path, content, self._application, **query)
        except Refused as no:
            raise TooLate(str(no)) from no

    async def _tried(
        self, method: str, path: str, content: Json, number: str, **query: str
    ) -> Json:
        """Some times. Raises Refused, or TooLate when Discord stays away."""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return await self._line.ask_back(
                    method, path, content, number, self._token, **query
                )
            except Away as away:
                if attempt == ATTEMPTS:
                    raise TooLate(str(away)) from away
                await asyncio.sleep(min(away.retry_after or pause(attempt) / 4, 5))
        raise AssertionError("unreachable")
