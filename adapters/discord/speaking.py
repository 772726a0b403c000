"""Putting messages into channels: each once, edited where it stands, failures told apart.

Discord knows a message again by its nonce, but only for minutes. So whenever a message may
stand there without our knowing it (we were started anew, or an answer was lost), the channel is
looked at first: a message of ours that says the same and belongs to no letter is the one.
"""

import hashlib
import time
from asyncio import sleep
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from itertools import zip_longest
from typing import Any, TypeAlias

from adapters.discord import render, who
from adapters.discord.line import Away, Line, Refused
from bot.adapter import DeliveryFailed
from bot.incoming import Address
from bot.language import N_

Json: TypeAlias = dict[str, Any]
# Which of these messages are known to be letters.
Known: TypeAlias = Callable[[Sequence[str]], Awaitable[set[str]]]

DIRECT = "/users/@me/channels"
CHANNEL = "/channels/{channel_id}"
MESSAGES = "/channels/{channel_id}/messages"
MESSAGE = "/channels/{channel_id}/messages/{message_id}"
THREADS = "/channels/{channel_id}/messages/{message_id}/threads"
LOOKED_AT = "50"
# Unknown channel or message; a person who takes no messages of ours; what is no valid message.
FOR_GOOD = {10003, 10008, 50007, 50035, 50006}
# No access to the channel; not the permission.
MAY_NOT = {50001, 50013}
LACKS = N_("“View Channel”, “Send Messages” and “Send Messages in Threads”")
# Seconds between two edits of one message: more would be slowed down anyway.
BETWEEN_EDITS = 3.0
REMEMBERED = 10_000


class Speaking:
    def __init__(self, line: Line) -> None:
        self.line = line
        self.known: Known | None = None
        self._clear: set[str] = set()
        self._lost: dict[str, list[Json]] = {}
        self._edited: dict[str, float] = {}
        self._chats: dict[str, str] = {}
        # What we have deleted ourselves.
        self.removed: set[str] = set()

    async def say(self, at: Address, messages: Sequence[Json], key: str) -> tuple[str, ...]:
        """Send the messages; returns their ids. Raises DeliveryFailed."""
        channel = await self.channel(at)
        return tuple(
            [
                await self.put(channel, message, f"{key}.{part}")
                for part, message in enumerate(messages)
            ]
        )

    async def say_anew(
        self, at: Address, messages: Sequence[Json], key: str, stands: Sequence[str]
    ) -> tuple[str, ...]:
        """Edit what stands there; more parts than before follow, fewer leave a mark each."""
        channel = await self.channel(at)
        ids: list[str] = []
        for part, (message, old) in enumerate(zip_longest(messages, stands)):
            if old is None:
                ids.append(await self.put(channel, message, f"{key}.{part}"))
            else:
                await self.edit(channel, old, message or render.message("…"))
                ids.append(old)
        return tuple(ids)

    async def put(self, channel: str, message: Json, key: str) -> str:
        await self._look_around(channel)
        if found := self._found(channel, message):
            return found
        content = message | {"nonce": nonce(key), "enforce_nonce": True}
        sent = await self.ask("POST", MESSAGES, content, names={"channel_id": channel})
        return str(sent["id"])

    async def edit(self, channel: str, message_id: str, message: Json) -> None:
        await sleep(self._still_to_wait(message_id))
        content = {k: v for k, v in message.items() if k != "message_reference"}
        names = {"channel_id": channel, "message_id": message_id}
        await self.ask("PATCH", MESSAGE, content, names)

    async def remove(self, at: Address, message_id: str) -> None:
        channel = await self.channel(at) if who.in_chat(at.target) else at.thread or at.target
        names = {"channel_id": channel, "message_id": message_id}
        if len(self.removed) > REMEMBERED:
            self.removed.clear()
        self.removed.add(message_id)
        try:
            await self.line.ask("DELETE", MESSAGE, names=names)
        except Away as away:
            raise failed(away) from away
        except Refused as no:
            self.removed.discard(message_id)
            if no.status != 404:
                raise DeliveryFailed(str(no), permanent=no.status == 403) from no

    def _still_to_wait(self, message_id: str) -> float:
        now = time.monotonic()
        if len(self._edited) > REMEMBERED:
            self._edited.clear()
        begin = max(self._edited.get(message_id, 0) + BETWEEN_EDITS, now)
        self._edited[message_id] = begin
        return begin - now

    async def channel(self, at: Address) -> str:
        """Where to write. A thread that is not there begins with the message it is about."""
        if person := who.in_chat(at.target):
            return await self._chat_with(person)
        if at.thread is None or at.thread == at.target:
            return at.target
        try:
            await self.line.ask("GET", CHANNEL, names={"channel_id": at.thread})
        except Refused as no:
            if no.status != 404:
                raise failed(no) from no
            await self._begin_thread(at)
        except Away as away:
            raise failed(away) from away
        return at.thread

    async def _chat_with(self, person: str) -> str:
        if person not in self._chats:
            if len(self._chats) > REMEMBERED:
                self._chats.clear()
            opened = await self.ask("POST", DIRECT, {"recipient_id": person})
            self._chats[person] = str(opened["id"])
        return self._chats[person]

    async def _begin_thread(self, at: Address) -> None:
        content = {"name": "Bude", "auto_archive_duration": 1440}
        names = {"channel_id": at.target, "message_id": str(at.thread)}
        await self.ask("POST", THREADS, content, names)

    async def ask(
        self,
        method: str,
        path: str,
        content: Any = None,
        names: Mapping[str, str] | None = None,
    ) -> Any:
        """Raises DeliveryFailed."""
        try:
            return await self.line.ask(method, path, content, names=names)
        except Away as away:
            if away.doubtful:
                self._clear.discard((names or {}).get("channel_id", ""))
            raise failed(away) from away
        except Refused as no:
            raise failed(no) from no

    # What may stand there without our knowing it

    async def _look_around(self, channel: str) -> None:
        if channel in self._clear or self.known is None:
            return
        history = await self._history(channel)
        free = [each for each in history if _is_plain(each)]
        known = await self.known([str(each["id"]) for each in free])
        self._lost[channel] = [each for each in free if each["id"] not in known]
        self._clear.add(channel)

    async def _history(self, channel: str) -> list[Json]:
        try:
            found = await self.line.ask(
                "GET", MESSAGES, query={"limit": LOOKED_AT}, names={"channel_id": channel}
            )
        except Refused:
            return []  # We may write there, but not read what was written.
        except Away as away:
            raise failed(away) from away
        return found if isinstance(found, list) else []

    def _found(self, channel: str, message: Json) -> str | None:
        for each in self._lost.get(channel, ()):
            if _says(each) == _says(message):
                self._lost[channel].remove(each)
                return str(each["id"])
        return None


def _is_plain(message: Json) -> bool:
    """Said by us, and neither an answer to somebody nor to a command."""
    author = message.get("author") or {}
    return bool(author.get("bot")) and message.get("type") == 0 and "webhook_id" not in message


def _says(message: Json) -> tuple[str, ...]:
    poll = message.get("poll") or {}
    asked = (poll.get("question") or {}).get("text", "")
    shown = [str(each.get("description") or "") for each in message.get("attachments") or ()]
    return str(message.get("content") or "").strip("\u200b \n"), asked, *shown


def nonce(key: str) -> str:
    """The same for the same key; Discord takes 25 letters."""
    return hashlib.sha256(key.encode()).hexdigest()[:25]


def failed(error: Away | Refused) -> DeliveryFailed:
    if isinstance(error, Refused):
        lacks = LACKS if error.code in MAY_NOT else None
        return DeliveryFailed(str(error), permanent=error.code in FOR_GOOD, lacks=lacks)
    wait = None if error.retry_after is None else timedelta(seconds=error.retry_after)
    return DeliveryFailed(str(error), retry_after=wait, away=wait is None)
