"""The first word to somebody: what Bude is, what it keeps, how to leave. Three lines, once."""

from collections.abc import Collection
from dataclasses import replace
from functools import cache

from bot import people, sharing, store
from bot.context import Context
from bot.incoming import Call, Incoming, Text
from bot.language import Words
from bot.people import Account, Neighbour
from bot.posts import Post, Reply, with_besides
from bot.sharing import Insert


def add(context: Context, reply: Reply) -> Reply:
    """The answer, with the first word besides; from now on this account had it. A question
    comes last instead, for what stands last is what people answer."""
    row = {
        "platform": context.who.platform,
        "user_id": context.who.user_id,
        "person_id": context.person.id,
        "since": context.now,
        "heard": people.week(context.now),
        "greeted": True,
    }
    said = post(context.words, alone=context.alone)
    sharing.later(context.session, _greeting(store.dialect(context.session)), row)
    if reply.post.ask:
        return replace(reply, post=_before(said, reply.post))
    return with_besides(reply, [Reply(said, private=True)])


def _before(said: Post, asked: Post) -> Post:
    """As one message, so that nothing stands between the question and its answer."""
    question = "\n".join(part for part in (asked.title, asked.text) if part)
    return replace(asked, title="", text=f"{said.text}\n\n{question}")


_SPOKEN = (Text, Call)


def is_due(incoming: Incoming, person: Neighbour | None, chats: Collection[str]) -> bool:
    """Never to whom did not speak to us, as who picks on a poll; nor in a chat to whom spoke
    a while ago and may not be there any more."""
    if person is None or person.greeted or not isinstance(incoming.said, _SPOKEN):
        return False
    return incoming.said_at is None or incoming.sender.platform not in chats


def post(words: Words, *, alone: bool = False) -> Post:
    """`alone`: they called a command or pressed something, which nobody else could see."""
    return Post("\n".join(_of_pressing(words) if alone else _of_talking(words)))


def _of_talking(words: Words) -> tuple[str, ...]:
    return (
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


def _of_pressing(words: Words) -> tuple[str, ...]:
    return (
        words.say(
            "Hello, I am Bude! What is asked and proposed here, I carry through the whole "
            "neighbourhood, and all votes count together. What I can do: {line}",
            line=words.line("help"),
        ),
        words.say(
            "Just try it: what you choose with my buttons and commands, nobody else sees. Only "
            "in the app's own polls everybody sees who chose what."
        ),
        words.say(
            "I keep your name, your account and what you tell me to do, and nothing else. "
            "{mine} shows you all of it, and with {leave} I forget it.",
            mine=words.line("mydata"),
            leave=words.line("forget"),
        ),
    )


@cache
def _greeting(dialect: str) -> Insert:
    """The account is there; many are written together as votes are."""
    new = sharing.insert(Account, dialect)
    return new.on_conflict_do_update(
        index_elements=["platform", "user_id"], set_={"greeted": new.excluded.greeted}
    )
