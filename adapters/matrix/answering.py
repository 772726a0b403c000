"""Answers to what was heard: where each belongs, and that it gets there."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial

from adapters.matrix import showing, speaking
from adapters.matrix.errands import Errands
from adapters.matrix.hear import PLATFORM
from adapters.matrix.homeserver import Homeserver
from adapters.matrix.rooms import Rooms
from bot import patience
from bot.adapter import Inbox, Receipt
from bot.incoming import (
    Address,
    Ended,
    Identity,
    Incoming,
    Picked,
    Reacted,
    Retracted,
    Sealed,
    Text,
    Why,
)
from bot.posts import Post, Reply, clean


class Answering:
    def __init__(
        self, homeserver: Homeserver, inbox: Inbox, rooms: Rooms, errands: Errands, prefix: str
    ) -> None:
        self._homeserver = homeserver
        self._inbox = inbox
        self._rooms = rooms
        self._errands = errands
        self._prefix = prefix

    def give(self, heard: Incoming, reply: Reply, *, about: str = "reply") -> None:
        """Begin to send it. What repeats the same `about` the same message is shown once."""
        if _goes_without_saying(heard, reply):
            return
        at, answers = self._place(heard, reply)
        post, mentions = reply.post, None
        if at.thread and at.thread == _post_of(heard):
            # In a thread of many, who is meant.
            post, mentions = _calling(heard.sender, post), heard.sender.user_id
        key = f"{about}:{heard.message_id}"
        # Who has lost all keys can only say so openly.
        clear = heard.said == Sealed(Why.KEYS_LOST)
        say = partial(speaking.say, self._homeserver, at, key=key, clear=clear)
        send = partial(self._send, partial(say, answers=answers), at, post, mentions)
        self._errands.begin(at.target, partial(patience.give, self._inbox, reply, at, send))
        if reply.besides:
            self.give(heard, reply.besides, about=f"{about}:besides")

    def _place(self, heard: Incoming, reply: Reply) -> tuple[Address, str | None]:
        """Where to answer, and which event to reply to."""
        at = heard.at
        if isinstance(heard.said, Sealed):
            return at, None
        if heard.private:
            return at, heard.message_id if at.thread else None
        if not reply.private:
            return at, heard.message_id
        direct = self._rooms.direct_with(heard.sender.user_id)
        # What we ask is answered where it was asked: the conversation belongs to that room.
        if direct and not reply.post.ask:
            return Address(PLATFORM, direct), None
        if at.thread:
            return at, heard.message_id
        return Address(PLATFORM, at.target, _post_of(heard) or _first_of(heard)), None

    async def _send(
        self, say: Callable[..., Awaitable[Receipt]], at: Address, post: Post, calls: str | None
    ) -> Receipt:
        contents = await showing.contents(self._homeserver, at.target, post, self._prefix)
        if calls:
            contents[0] = contents[0] | {"m.mentions": {"user_ids": [calls]}}
        return await say(contents)


def _goes_without_saying(heard: Incoming, reply: Reply) -> bool:
    """A poll shows what was picked on it; only what does not count must be said."""
    match heard.said:
        case Retracted():
            return True
        case Picked() | Reacted():
            return not reply.refused
    return False


def _post_of(heard: Incoming) -> str | None:
    """Our post, where nothing can stand below what was done on it, for nobody sees that."""
    match heard.said:
        case Picked(message_id=post) | Reacted(message_id=post) | Ended(message_id=post):
            return post
    return None


def _first_of(heard: Incoming) -> str:
    """The message itself; of an edited one the first, for below an edit nothing can stand."""
    match heard.said:
        case Text(edits=str(first)):
            return first
    return heard.message_id


def _calling(who: Identity, post: Post) -> Post:
    return replace(post, text=f"{clean(who.name)}: {post.text}")
