"""A post in a channel: its native poll, if it may have one, and below that what changes."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import TypeAlias

from adapters.discord import native, render, showing, uploads
from adapters.discord.line import Away, Refused
from adapters.discord.render import Json, Shape
from adapters.discord.speaking import MESSAGE, Speaking, failed
from bot.adapter import DeliveryFailed, Receipt
from bot.incoming import Address
from bot.posts import Post, asks

logger = logging.getLogger(__name__)

EXPIRE = "/channels/{channel_id}/polls/{message_id}/expire"
REMEMBERED = 1_000
FORBIDDEN = 403
Asked: TypeAlias = tuple[str, ...]
Put: TypeAlias = Callable[[list[Json]], Awaitable[tuple[str, ...]]]


class Posting:
    """Raises DeliveryFailed throughout. A poll is the first message of a receipt."""

    def __init__(self, speaking: Speaking, shape: Shape, clock: Callable[[], datetime]) -> None:
        self._speaking = speaking
        self.shape = shape
        self._clock = clock
        # What polls ask: it never changes. Empty for a message that is no poll.
        self._asked: dict[str, Asked] = {}
        self._ended: set[str] = set()

    async def say(self, to: Address, post: Post, key: str) -> Receipt:
        poll = await self._ask(to, post, key)
        said = native.rest(post) if poll else post
        below = await self._say(to, said, key)
        return Receipt((poll, *below) if poll else below)

    async def _say(self, to: Address, post: Post, key: str) -> tuple[str, ...]:
        return await self._with_files(
            await showing.messages(post, self.shape),
            post,
            lambda messages: self._speaking.say(to, messages, key),
        )

    async def _with_files(self, messages: list[Json], post: Post, put: Put) -> tuple[str, ...]:
        """In words where we may not send files."""
        try:
            return await put(messages)
        except DeliveryFailed as no:
            if uploads.FILES not in messages[0] or not _is_refused(no):
                raise
            logger.warning("no files, their words only: %s", no)
            return await put(render.messages(post, self.shape))

    async def say_anew(self, to: Address, post: Post, key: str, stands: Receipt) -> Receipt:
        if not asks(post) and native.asked_before(stands):
            return await self._without_poll(to, post, key, stands)
        channel = await self._speaking.channel(to)
        first, *texts = stands.messages
        asked = await self._asked_by(channel, first) if native.may_be(stands) else ()
        if not asked:
            return await self._edit(to, post, key, stands.messages, stands.said)
        is_it = stands.adopted or asked == native.asked(post)
        over = post.question is None or post.question.closed
        if not stands.adopted and (over or not is_it):
            await self._end(channel, first)
        # With other words than before, the poll itself is none any more.
        rest = native.rest(post) if is_it else post
        below = await self._edit(to, rest, key, texts, stands.said)
        return Receipt((first, *below.messages))

    async def _without_poll(
        self, to: Address, post: Post, key: str, stands: Receipt
    ) -> Receipt:
        """Nothing is asked any more. An earlier attempt may have taken the poll away."""
        first, *texts = stands.messages
        asked = await self._look_at(await self._speaking.channel(to), first)
        if asked == ():
            return await self._edit(to, post, key, stands.messages, stands.said)
        await self._speaking.remove(to, first)
        return await self._edit(to, post, key, texts, stands.said)

    async def _edit(
        self, to: Address, post: Post, key: str, stands: Sequence[str], said: Post | None
    ) -> Receipt:
        anew = await self._with_files(
            await showing.changes(post, said, self.shape),
            post,
            lambda messages: self._speaking.say_anew(to, messages, key, stands),
        )
        return Receipt(anew)

    async def _ask(self, to: Address, post: Post, key: str) -> str | None:
        """None where it cannot be a poll, or we may not make one."""
        poll = native.poll(post, self._clock())
        if poll is None:
            return None
        message = {"poll": poll, "allowed_mentions": render.NOBODY}
        channel = await self._speaking.channel(to)
        try:
            return await self._speaking.put(channel, message, f"{key}.poll")
        except DeliveryFailed as no:
            if not _is_refused(no):
                raise
            logger.warning("no poll in %s, a ballot of ours then: %s", to.target, no)
            return None

    async def _asked_by(self, channel: str, message_id: str) -> Asked:
        if message_id not in self._asked:
            if len(self._asked) > REMEMBERED:
                self._asked.clear()
            self._asked[message_id] = await self._look_at(channel, message_id) or ()
        return self._asked[message_id]

    async def _look_at(self, channel: str, message_id: str) -> Asked | None:
        """None if it is not there any more."""
        names = {"channel_id": channel, "message_id": message_id}
        try:
            found = await self._speaking.line.ask("GET", MESSAGE, names=names)
        except Refused as no:
            if no.status != 404:
                raise failed(no) from no
            return None
        except Away as away:
            raise failed(away) from away
        return native.words(found)

    async def _end(self, channel: str, poll: str) -> None:
        if poll in self._ended:
            return
        try:
            await self._speaking.line.ask(
                "POST", EXPIRE, names={"channel_id": channel, "message_id": poll}
            )
        except Away as away:
            raise failed(away) from away
        except Refused as no:
            # It may have ended by itself, at its full hour.
            logger.info("a poll in %s is not ended by us: %s", channel, no)
        self._ended.add(poll)


def _is_refused(no: DeliveryFailed) -> bool:
    """For good, or for a right that we lack."""
    why = no.__cause__
    return no.permanent or (isinstance(why, Refused) and why.status == FORBIDDEN)
