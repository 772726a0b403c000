"""Answers to what was heard: where each belongs, and that it gets there."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from adapters.discord import showing, who
from adapters.discord.acknowledging import Acknowledging, TooLate
from adapters.discord.render import Json, Shape
from adapters.discord.speaking import Speaking
from adapters.discord.spoken import Lines, words_of
from bot import patience
from bot.adapter import DeliveryFailed, Inbox, Receipt
from bot.incoming import Address, Incoming, Reacted
from bot.posts import Post, Reply

logger = logging.getLogger(__name__)

# What an answer is about that was given to what was said; other words are about something else.
REPLY = "reply"


class Heard(NamedTuple):
    """One thing heard; `back` is there when Discord waits for an answer. `silent`: channels in
    which we may not write."""

    incoming: Incoming
    back: Acknowledging | None = None
    silent: bool = False


class Answering:
    def __init__(self, speaking: Speaking, inbox: Inbox, lines: Lines) -> None:
        self._speaking = speaking
        self._inbox = inbox
        self._lines = lines

    def shape(self, incoming: Incoming, reply: Reply, *, alone: bool = False) -> Shape:
        words = words_of(reply.language or incoming.locale)
        answer, choose = words.say("Answer"), words.say("Choose here")
        show = partial(self._lines.show, locale=incoming.locale)
        return Shape(show, answer, choose, alone or incoming.private)

    async def give(self, heard: Heard, reply: Reply, *, about: str = REPLY) -> None:
        """What repeats the same `about` the same message is shown once."""
        if heard.back:
            await self._back(heard, heard.back, reply, about)
        elif not isinstance(heard.incoming.said, Reacted):
            await self._beside(heard.incoming, reply, about)
        elif reply.refused:
            # Below a poll of Discord's own nobody can be answered, so by a direct message.
            await self._direct(heard.incoming, reply, about)
        if reply.besides:
            spoken = heard._replace(silent=False)
            await self.give(spoken, reply.besides, about=f"{about}:besides")

    def took_away(self, message_id: str) -> bool:
        """Whether it was we who deleted a message."""
        return message_id in self._speaking.removed

    async def gone(self, heard: Heard) -> None:
        """Something was pressed or chosen that we do not know any more."""
        words = words_of(heard.incoming.locale)
        line = words.line("help")
        said = words.say("I do not know this any more. {line} shows what I can do.", line=line)
        await self.give(heard, Reply(Post(said), private=True), about="gone")

    async def already(self, heard: Heard) -> None:
        words = words_of(heard.incoming.locale)
        said = Reply(Post(words.say("I have that already; once is enough.")), private=True)
        await self.give(heard, said, about="already")

    # To an interaction

    async def _back(self, heard: Heard, back: Acknowledging, reply: Reply, about: str) -> None:
        post = _with_warning(heard.incoming, reply).post if heard.silent else reply.post
        private = reply.private or heard.silent
        messages = await showing.messages(
            post, self.shape(heard.incoming, reply, alone=private)
        )
        try:
            shown = await back.say(messages, private=private)
        except TooLate as late:
            logger.warning("an interaction was not answered, so elsewhere: %s", late)
            return await self._elsewhere(heard.incoming, reply, private=private, about=about)
        await patience.remember(self._inbox, reply, heard.incoming.at, Receipt(shown))

    async def _elsewhere(
        self, incoming: Incoming, reply: Reply, *, private: bool, about: str
    ) -> None:
        """Discord takes no answer to it any more. What is private stays so."""
        if private or incoming.private:
            return await self._direct(incoming, reply, about)
        messages = await showing.messages(reply.post, self.shape(incoming, reply))
        await self._send(incoming, incoming.at, messages, reply, about)

    # To a message

    async def _beside(self, incoming: Incoming, reply: Reply, about: str) -> None:
        asks = reply.post.ask is not None
        if reply.private and not incoming.private and not asks:
            await self._direct(incoming, reply, about, otherwise=self._in_a_thread)
        else:
            await self._below(incoming, reply, about)

    async def _below(self, incoming: Incoming, reply: Reply, about: str) -> None:
        """In answer to their message, which need not be there any more."""
        first, *more = await showing.messages(reply.post, self.shape(incoming, reply))
        reference = {"message_id": incoming.message_id, "fail_if_not_exists": False}
        messages = [first | {"message_reference": reference}, *more]
        await self._send(incoming, incoming.at, messages, reply, about)

    async def _in_a_thread(self, incoming: Incoming, reply: Reply, about: str) -> None:
        at = incoming.at
        if at.thread is None:
            at = replace(at, thread=incoming.message_id)
        messages = await showing.messages(reply.post, self.shape(incoming, reply))
        await self._send(incoming, at, messages, reply, about)

    async def _direct(
        self,
        incoming: Incoming,
        reply: Reply,
        about: str,
        otherwise: Callable[[Incoming, Reply, str], Awaitable[None]] | None = None,
    ) -> None:
        """By a direct message, unless they take none."""
        messages = await showing.messages(reply.post, self.shape(incoming, reply))
        at, key = who.alone_with(incoming.sender.user_id), _key(incoming, about)

        async def send() -> Receipt:
            try:
                return Receipt(await self._speaking.say(at, messages, key))
            except DeliveryFailed as no:
                if not no.permanent:
                    raise
                await (otherwise or self._later)(incoming, reply, about)
                return Receipt(())

        await patience.give(self._inbox, reply, at, send)

    async def _later(self, incoming: Incoming, reply: Reply, about: str) -> None:
        """With the next answer that they alone see. What is said besides is not worth that."""
        if about == REPLY:
            await patience.until_saved(partial(self._inbox.untold, incoming, reply))

    async def _send(
        self,
        incoming: Incoming,
        at: Address,
        messages: Sequence[Json],
        reply: Reply,
        about: str,
    ) -> None:
        """There, or alone where we may not write."""

        async def send() -> Receipt:
            try:
                return Receipt(await self._speaking.say(at, messages, _key(incoming, about)))
            except DeliveryFailed as no:
                if not no.lacks:
                    raise
                await self._instead(incoming, reply, about)
                return Receipt(())

        await patience.give(self._inbox, reply, at, send)

    async def _instead(self, incoming: Incoming, reply: Reply, about: str) -> None:
        """What was private comes here only if they take no direct message."""
        if reply.private and reply.post.ask is None:
            return await self._later(incoming, reply, about)
        await self._direct(incoming, _with_warning(incoming, reply), about)


def _with_warning(incoming: Incoming, reply: Reply) -> Reply:
    """Whoever speaks to us where we may not write must know it."""
    words = words_of(reply.language or incoming.locale)
    warning = words.say(
        "By the way: I am not allowed to write in this channel, so nobody here sees what I "
        "announce. Whoever looks after this server can give me the right to send messages."
    )
    text = f"{reply.post.text}\n\n{warning}".strip()
    return replace(reply, post=replace(reply.post, text=text))


def _key(incoming: Incoming, about: str) -> str:
    return f"{about}:{incoming.message_id}"
