"""How it is said who is who."""

from datetime import datetime

from bot.incoming import Call
from bot.language import Words
from bot.people import SETTLING, AccountKey
from bot.posts import Button, Post
from neighbours import linking
from neighbours.linking import Pair, Side

MINUTES = int(linking.LIFE.total_seconds()) // 60
DAYS = SETTLING.days


def code(secret: str, words: Words) -> Post:
    return Post(
        words.say(
            "Your code: {code}\nWrite to me from your other account, in a private chat: "
            "{line}\nIt works once, for {minutes} minutes. Give it to nobody, whoever asks for "
            "it: it is for you alone.",
            code=secret,
            line=words.line("link", secret),
            minutes=MINUTES,
        )
    )


def no_code(words: Words) -> Post:
    return Post(
        words.say(
            "This code does not work, or no longer. A code works once and not for long. Please "
            "ask for a new one."
        )
    )


def read_by_others(words: Words) -> Post:
    return Post(
        words.say(
            "Others may have read that, so a code that stood in it no longer works. Please get "
            "a new one, and write it to me in a private chat."
        )
    )


def to_confirm(number: int, pair: Pair, mine: AccountKey, words: Words) -> Post:
    """What it means to say yes, for one of the two sides; names the other one."""
    other = in_full(pair.other(mine))
    meaning = words.say(
        "If you say yes, this account and {other} become one person here: you have one vote "
        "together, in each open poll the latest one, and {other} can see and do here what you "
        "can. Say yes only if {other} is yours. If somebody asked you to do this, do nothing, "
        "and nothing happens.",
        other=other,
    )
    yes = Button(
        words.say("Yes, that is me, too"),
        Call("confirm", {"link": number}),
        words.line("confirm", str(number)),
    )
    lines = [meaning, *_along(pair.other(mine), words), *_rights(pair, words)]
    return Post("\n".join(lines), buttons=(yes,))


def _along(side: Side, words: Words) -> list[str]:
    """Whoever sits at one of those accounts would be one person with the reader, too."""
    others = [":".join(each) for each in side.accounts if each != side.account]
    if not others:
        return []
    return [
        words.say(
            "{account} is linked already to: {others}. These accounts come along. Say yes only "
            "if they are yours, too.",
            account=in_full(side),
            others=", ".join(others),
        )
    ]


def _rights(pair: Pair, words: Words) -> list[str]:
    said = []
    if pair.stays.roles:
        said.append(
            words.say(
                "After {days} days both accounts can use this role: {roles}.",
                days=DAYS,
                roles=_roles(pair.stays, words),
            )
        )
    if pair.goes.roles:
        said.append(
            words.say(
                "This role of {account} ends by that, and an admin can give it anew: {roles}.",
                account=in_full(pair.goes),
                roles=_roles(pair.goes, words),
            )
        )
    return said


def _roles(side: Side, words: Words) -> str:
    return ", ".join(words.term("choice", role) for role in side.roles)


def in_full(side: Side) -> str:
    """Everybody chooses their name themselves; the account says who it is."""
    return f"{side.person.name} ({':'.join(side.account)})"


def one_more_yes(pair: Pair, mine: AccountKey, words: Words) -> Post:
    other = in_full(pair.other(mine))
    return Post(words.say("Thank you. Now {other} has to say yes, too.", other=other))


def linked(pair: Pair, words: Words) -> Post:
    return Post(
        words.say(
            "{one} and {other} are one person here now, with one vote. If that was not you, "
            "or you change your mind, write: {line}",
            one=in_full(pair.stays),
            other=in_full(pair.goes),
            line=words.line("unlink", ":".join(pair.goes.account)),
        )
    )


def parted(account: str, words: Words) -> Post:
    return Post(
        words.say(
            "{account} is a person of its own now. All that you had stays with the other "
            "accounts; it begins anew, and has a voice in what is asked from now on.",
            account=account,
        )
    )


def parts_later(account: str, due: datetime, words: Words) -> Post:
    return Post(
        words.say(
            "I have told {account}. Unless it objects, it is a person of its own from {due}.",
            account=account,
            due=due,
        )
    )


def to_be_parted(account: str, asker: str, due: datetime, words: Words) -> Post:
    return Post(
        words.say(
            "{asker} wants that {account} is a person of its own from {due}. If that is not "
            "what you want, write from {account}: {line}",
            asker=asker,
            account=account,
            due=due,
            line=words.line("stay"),
        )
    )


def not_to_be_parted(account: str, words: Words) -> Post:
    return Post(
        words.say(
            "{account} stays linked after all, because another account was linked meanwhile. "
            "If it is still to be a person of its own, write: {line}",
            account=account,
            line=words.line("unlink", account),
        )
    )


def has_left(account: str, words: Words) -> Post:
    return Post(
        words.say(
            "{account} is no longer one person with your other accounts here.", account=account
        )
    )


def stays(words: Words) -> Post:
    return Post(words.say("Good, this account stays linked."))


def nothing_to_object(words: Words) -> Post:
    return Post(words.say("Nobody wants to part this account."))
