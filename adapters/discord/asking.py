"""What Discord tells when it is asked, page after page, until it works."""

import logging
from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from functools import partial
from typing import Any, TypeAlias

from adapters.discord.line import UNAUTHORISED, Line, Refused
from adapters.discord.speaking import CHANNEL, MESSAGE, MESSAGES
from adapters.discord.waiting import until_it_works

Json: TypeAlias = dict[str, Any]
logger = logging.getLogger(__name__)

PAGE = "100"
VOTERS = "/channels/{channel_id}/polls/{message_id}/answers/{answer_id}"
ARCHIVE = "/channels/{channel_id}/threads/archived/public"
MEMBER = "/guilds/{guild_id}/members/{user_id}"
UNKNOWN_CHANNEL = 10003
NOTHING: Mapping[str, str] = {}
# What is said of a channel that is there no more.
DELETED: Json = {}


class Asking:
    """Of what we may not see there is nothing."""

    def __init__(self, line: Line) -> None:
        self._line = line

    async def channel(self, channel: str) -> Json | None:
        """DELETED if it is there no more."""
        found: Json | None = await self._ask(CHANNEL, channel_id=channel)
        return found

    async def message(self, channel: str, message_id: str) -> Json | None:
        found: Json | None = await self._ask(MESSAGE, channel_id=channel, message_id=message_id)
        return found

    async def member(self, server: str, user: str) -> Json | None:
        found: Json | None = await self._ask(MEMBER, guild_id=server, user_id=user)
        return found

    async def history(self, channel: str, after: str) -> AsyncIterator[list[Json]]:
        """Pages of messages, the oldest first."""
        while True:
            query = {"after": after, "limit": PAGE}
            page = await self._ask(MESSAGES, query, channel_id=channel)
            messages = sorted(page or [], key=lambda each: int(each["id"]))
            if not messages:
                return
            yield messages
            after = str(messages[-1]["id"])

    async def archived(self, channel: str, since: datetime) -> AsyncIterator[str]:
        """The threads of a channel that were archived since then, the latest first."""
        query = {"limit": PAGE}
        while True:
            page = await self._ask(ARCHIVE, query, channel_id=channel) or {}
            threads = page.get("threads") or ()
            for each in threads:
                moment = each["thread_metadata"]["archive_timestamp"]
                if datetime.fromisoformat(moment) < since:
                    return
                yield str(each["id"])
                query |= {"before": moment}
            if not threads or not page.get("has_more"):
                return

    async def voters(self, channel: str, message_id: str, answer: int) -> AsyncIterator[str]:
        names = {"channel_id": channel, "message_id": message_id, "answer_id": str(answer)}
        after = "0"
        while True:
            page = await self._ask(VOTERS, {"after": after, "limit": PAGE}, **names)
            users = [str(each["id"]) for each in (page or {}).get("users") or ()]
            for user in users:
                yield user
            if len(users) < int(PAGE):
                return
            after = max(users, key=int)

    async def _ask(self, path: str, query: Mapping[str, str] = NOTHING, **names: str) -> Any:
        """Raises Refused only where Discord does not know us any more."""
        attempt = partial(self._line.ask, "GET", path, query=query or None, names=names)
        try:
            return await until_it_works(attempt)
        except Refused as no:
            if no.status == UNAUTHORISED:
                raise
            logger.info("not to be read: %s", no)
            return DELETED if no.code == UNKNOWN_CHANNEL else None
