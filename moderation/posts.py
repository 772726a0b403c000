"""What moderators read."""

from collections.abc import Sequence

from bot.language import Words
from bot.people import Role
from bot.posts import Post
from moderation.models import Entry


def granted(name: str, role: Role, words: Words) -> Post:
    return Post(
        words.say(
            "{name} now has this role here: {role}.", name=name, role=_called(role, words)
        )
    )


def taken(name: str, role: Role, words: Words) -> Post:
    return Post(
        words.say(
            "{name} no longer has this role here: {role}.", name=name, role=_called(role, words)
        )
    )


def you_have(role: Role, place: str, by: str, words: Words) -> Post:
    return Post(
        words.say(
            "{by} has given you a role in {place}: {role}. {line} shows what I can do for you "
            "now.",
            by=by,
            place=place,
            role=_called(role, words),
            line=words.line("help"),
        )
    )


def you_have_no_longer(role: Role, place: str, by: str, words: Words) -> Post:
    return Post(
        words.say(
            "{by} has taken back your role in {place}: {role}.",
            by=by,
            place=place,
            role=_called(role, words),
        )
    )


def entries(rows: Sequence[tuple[Entry, str]], place: str, words: Words) -> Post:
    if not rows:
        return Post(words.say("The log of {place} is still empty.", place=place))
    facts = tuple(
        (words.moment(entry.at), f"{name} {_deed(entry, words)}") for entry, name in rows
    )
    return Post(title=words.say("The log of {place}", place=place), facts=facts)


def _deed(entry: Entry, words: Words) -> str:
    role = _called(entry.reason, words)
    return words.say(entry.act, subject=entry.subject, reason=entry.reason, role=role)


def _called(role: str, words: Words) -> str:
    return words.term("choice", role)
