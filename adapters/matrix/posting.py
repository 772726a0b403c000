"""A post in a room: its native poll, if it may have one, and below that what changes."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from adapters.matrix import native, render, showing, speaking
from adapters.matrix.homeserver import Homeserver
from bot.adapter import DeliveryFailed, Receipt
from bot.incoming import Address
from bot.posts import Enclosure, Picture, Post, asks

logger = logging.getLogger(__name__)

File: TypeAlias = Picture | Enclosure
# A file, and the message that shows it.
Standing: TypeAlias = tuple[File, str]


class Posting:
    """Raises DeliveryFailed throughout. A poll is the first message of a receipt."""

    def __init__(self, homeserver: Homeserver, prefix: str) -> None:
        self._homeserver = homeserver
        self._prefix = prefix

    async def say(self, to: Address, post: Post, key: str) -> Receipt:
        over = post.question is None or post.question.closed
        poll = None if over else await self._ask(to, post, key)
        said = native.rest(post) if poll else post
        contents = await self._contents(to, said)
        try:
            below = await speaking.say(self._homeserver, to, contents, key=key)
        except DeliveryFailed as no:
            if poll is None or not no.permanent:
                raise
            # It stands, and who votes on it must be heard.
            logger.warning("only the poll itself may be said in %s: %s", to.target, no)
            return Receipt((poll,))
        return Receipt((poll, *below.messages)) if poll else below

    async def say_anew(self, to: Address, post: Post, key: str, stands: Receipt) -> Receipt:
        if not native.stands(stands, self._prefix):
            return await self._edit(to, post, key, stands)
        poll, *texts = stands.messages
        if not asks(post) and texts and not stands.adopted:
            # Nothing is asked any more, and clients show no edit of a poll that has votes.
            await speaking.redact(self._homeserver, to, poll, key=f"{key}.poll")
            return await self._edit(to, post, key, stands._replace(messages=tuple(texts)))
        await self._bring_up_to_date(to, post, key, stands)
        rest = native.rest(post)
        if texts:
            old = stands._replace(messages=tuple(texts))
            below = await self._edit(to, rest, key, old)
        else:
            contents = await self._contents(to, rest)
            below = await speaking.say(self._homeserver, to, contents, key=key, answers=poll)
        return Receipt((poll, *below.messages))

    async def _edit(self, to: Address, post: Post, key: str, stands: Receipt) -> Receipt:
        """Files that are the same stay; they are not sent with every running total."""
        files, stood = render.files_of(post), render.files_of(stands.said or post)
        shown = list(zip(stood, stands.messages, strict=False))
        stays = dict(_stays(files, shown)) if stands.said else {}
        free = [message for _, message in shown if message not in stays.values()]
        messages = await self._edit_files(to, files, stays, free, key)
        old = Receipt(stands.messages[len(shown) :])
        contents = await self._contents(to, replace(post, pictures=(), enclosure=None))
        said = [each for each in contents if each["body"] or not files]
        below = await speaking.say_anew(self._homeserver, to, said, key=key, stands=old)
        return Receipt((*messages, *below.messages))

    async def _edit_files(
        self,
        to: Address,
        files: Sequence[File],
        stays: Mapping[int, str],
        free: list[str],
        key: str,
    ) -> list[str]:
        """The messages they stand in: a new one takes the place of one that goes, and what is
        added comes below the words."""
        messages = []
        for place, file in enumerate(files):
            old = free.pop(0) if place not in stays and free else None
            stands = stays.get(place) or await self._put_file(to, file, f"{key}.{place}", old)
            messages.append(stands)
        for message in free:
            await speaking.redact(self._homeserver, to, message, key=f"{key}.{message}")
        return messages

    async def _put_file(self, to: Address, file: File, key: str, old: str | None) -> str:
        [content] = await self._contents(to, _alone(file))
        return await speaking.put_anew(
            self._homeserver, to, content, key=key, part="file", old=old
        )

    async def _contents(self, to: Address, post: Post) -> list[render.Content]:
        return await showing.contents(self._homeserver, to.target, post, self._prefix)

    async def _ask(self, to: Address, post: Post, key: str) -> str | None:
        """None where it cannot be a poll, or we may not make one."""
        content = native.start(post, self._prefix)
        if content is None:
            return None
        try:
            return await self._put(native.START, to, content, key, "poll")
        except DeliveryFailed as no:
            if not no.permanent:
                raise
            logger.warning("no poll in %s, all in text then: %s", to.target, no)
            return None

    async def _bring_up_to_date(
        self, to: Address, post: Post, key: str, stands: Receipt
    ) -> None:
        """The poll itself changes only with its words, or by its end."""
        old, poll = stands.said, stands.messages[0]
        if old is None or post.question is None or old.question is None:
            return
        if post.question.closed and not old.question.closed:
            said = replace(native.rest(post), pictures=(), enclosure=None)
            [result, *_] = render.contents(said, self._prefix)
            await self._end(to, poll, result["body"], key)
        was, now = native.start(old, self._prefix), native.start(post, self._prefix)
        if was and now and was[native.START] != now[native.START] and not stands.adopted:
            await self._put(native.START, to, native.reworded(poll, now), key, "reworded")

    async def _end(self, to: Address, poll: str, result: str, key: str) -> None:
        """Clients heed it if the poll is ours, or we may redact what others say."""
        try:
            await self._put(native.END, to, native.end(poll, result), key, "end")
        except DeliveryFailed as no:
            if not no.permanent:
                raise
            logger.warning("a poll in %s cannot be ended there: %s", to.target, no)

    async def _put(
        self, kind: str, to: Address, content: render.Content, key: str, part: str
    ) -> str:
        return await speaking.put(self._homeserver, to, kind, content, key=key, part=part)


def _stays(files: Sequence[File], stood: Sequence[Standing]) -> Iterator[tuple[int, str]]:
    """Which of the files stand there already, and in which message."""
    left = list(stood)
    for place, file in enumerate(files):
        for standing in left:
            if standing[0] == file:
                left.remove(standing)
                yield place, standing[1]
                break


def _alone(file: File) -> Post:
    return Post(pictures=(file,)) if isinstance(file, Picture) else Post(enclosure=file)
