"""How it is said who is known, and by whom."""

from collections.abc import Sequence

from bot.language import Words
from bot.posts import Post
from neighbours.models import Vouch

Chain = Sequence[tuple[Vouch, str, str]]


def known(place: str, words: Words) -> Post:
    return Post(
        words.say("You are known in {place}, and your vote counts in all polls.", place=place)
    )


def not_known(place: str, words: Words) -> Post:
    return Post(
        words.say(
            "You are not known in {place} yet. Some polls are for known neighbours only. You "
            "become known when two who are known vouch for you, or one moderator does "
            "({vouch}), or with a personal code from the city or your house ({redeem}).",
            place=place,
            vouch=words.line("vouch"),
            redeem=words.line("redeem"),
        )
    )


def vouched(name: str, place: str, is_known: bool, words: Words) -> Post:
    if is_known:
        return Post(
            words.say("{name} is known in {place} now. Thank you.", name=name, place=place)
        )
    return Post(
        words.say(
            "Thank you. When one more vouches for {name}, they are known in {place}.",
            name=name,
            place=place,
        )
    )


def taken_back(name: str, is_known: bool, words: Words) -> Post:
    if is_known:
        said = "That is taken back. {name} is still known, because others vouch for them."
        return Post(words.say(said, name=name))
    return Post(
        words.say(
            "That is taken back. {name} is not known any more, and their votes in open polls "
            "for known neighbours do not count until they are again.",
            name=name,
        )
    )


def you_are_known(place: str, words: Words) -> Post:
    return Post(words.say("You are known in {place} now.", place=place))


def chain(rows: Chain, words: Words) -> Post:
    if not rows:
        return Post(words.say("Nobody vouches for anybody there."))
    facts = tuple(
        (words.moment(vouch.at), _line(vouch, who, whom, words)) for vouch, who, whom in rows
    )
    return Post(title=words.say("Who vouches for whom"), facts=facts)


def _line(vouch: Vouch, who: str, whom: str, words: Words) -> str:
    if vouch.by_right:
        return words.say("{who} for {whom}, as a moderator", who=who, whom=whom)
    return words.say("{who} for {whom}", who=who, whom=whom)


def codes(batch: int, made: Sequence[str], place: str, words: Words) -> Post:
    line = words.line("redeem", made[0])
    return Post(
        "\n".join(
            [
                words.say(
                    "These are the codes for {place}, batch {batch}. I show them this once and "
                    "keep none of them. Print them, and give one to each person. Whoever has "
                    "one writes to me in a private chat: {line}",
                    place=place,
                    batch=str(batch),
                    line=line,
                ),
                *made,
            ]
        )
    )


def at_home(place: str, words: Words) -> Post:
    return Post(
        words.say(
            "You are at home in {place}. That is all I have written down; what you wrote to me "
            "is forgotten.",
            place=place,
        )
    )
