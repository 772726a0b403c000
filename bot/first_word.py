"""The first word to somebody: what Bude is, what it keeps, how to leave. Three lines, once."""

from collections.abc import Collection
from dataclasses import replace
from functools import cache

from bot import sharing, store
from bot.context import Context
from bot.incoming import Call, Incoming, Text
from bot.language import Words
from bot.people import Account, Neighbour
from bot.posts import Post, Reply
from bot.sharing import Insert


def add(context: Context, reply: Reply) -> Reply:
    """The answer, with the first word besides; from now on this account had it."""
    row = {
        "platform": context.who.platform,
        "user_id": context.who.user_id,
        "person_id": context.person.id,
        "since": context.now,
        "heard": context.now,
        "greeted": True,
    }
    sharing.later(context.session, _greeting(store.dialect(context.session)), row)
    return replace(reply, besides=post(context.words))


def is_due(incoming: Incoming, person: Neighbour | None, chats: Collection[str]) -> bool:
    """Never to whom did not speak to us, as who picks on a poll; nor in a chat to whom spoke
    a while ago and may not be there any more."""
    if person is None or person.greeted or not isinstance(incoming.said, Text | Call):
        return False
    return incoming.said_at is None or incoming.sender.platform not in chats


def post(words: Words) -> Post:
    lines = (
        words.say(
            "I am Bude: what is asked and proposed here, I carry through all rooms of your "
            "neighbourhood. {line} shows what I can do.",
            line=words.line("help"),
        ),
        words.say(
            "I keep your name, your account and what you tell me to do, and nothing else that "
            "is said here. {line} shows you all of it.",
            line=words.line("mydata"),
        ),
        words.say("You can leave whenever you like: {line}", line=words.line("forget")),
    )
    return Post("\n".join(lines))


@cache
def _greeting(dialect: str) -> Insert:
    """The account is there; many are written together as votes are."""
    new = sharing.insert(Account, dialect)
    return new.on_conflict_do_update(
        index_elements=["platform", "user_id"], set_={"greeted": new.excluded.greeted}
    )
