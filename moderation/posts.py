"""What moderators read."""

from collections.abc import Sequence

from bot.language import Words
from bot.people import Role
from bot.posts import Post
from moderation.models import Entry


def granted(name: str, role: Role, words: Words) -> Post:
    return Post(
        words.say("{name} is now {role} here.", name=name, role=words.term("choice", role))
    )


def taken(name: str, role: Role, words: Words) -> Post:
    return Post(
        words.say(
            "{name} is no longer {role} here.", name=name, role=words.term("choice", role)
        )
    )


def entries(rows: Sequence[tuple[Entry, str]], place: str, words: Words) -> Post:
    if not rows:
        return Post(words.say("Nothing stands in the log of {place} yet.", place=place))
    facts = tuple(
        (words.moment(entry.at), f"{name}: {entry.act} {entry.subject} {entry.reason}".strip())
        for entry, name in rows
    )
    return Post(title=words.say("The log of {place}", place=place), facts=facts)
