"""What is said of a secret poll: beforehand, to who votes, and where there is no count."""

from bot.language import N_, Words
from bot.posts import Post
from polls.models import Poll, Withheld
from polls.unsealing import LEAST

NOT_BY_PICKING = N_(
    "Poll {number} is secret, and here everybody sees what you choose; so this does not count, "
    "and I take it away where I may. To vote, write it to me alone: {line}"
)


def facts(words: Words) -> list[tuple[str, str]]:
    """What everybody may know before they vote; first of all, that it is secret."""
    return [
        (
            words.say("Secret"),
            words.say(
                "nobody learns who chose what; after the end nothing that I keep tells it, not "
                "even to those who run me"
            ),
        ),
        (words.say("Result"), outcome(words)),
        (
            words.say("Bear in mind"),
            words.say(
                "If all choose the same, everybody knows how each of them voted. And what you "
                "write to me stands in your chat: whoever runs that, or me, or looks over your "
                "shoulder can read it there, until you delete it."
            ),
        ),
    ]


def outcome(words: Words) -> str:
    return words.plural(
        "shown to everybody after the end; if fewer than {count} person votes, only how many",
        "shown to everybody after the end; if fewer than {count} people vote, only how many",
        LEAST,
    )


def how(poll: Poll, words: Words) -> str:
    line = words.line("vote", f"{poll.id} 1 2" if poll.several else f"{poll.id} 2")
    if poll.several:
        return words.say(
            "To vote for answers 1 and 2, write to me alone, where nobody else reads along: "
            "{line}",
            line=line,
        )
    return words.say(
        "To vote for answer 2, write to me alone, where nobody else reads along: {line}",
        line=line,
    )


def counted(poll: Poll, openly: bool, words: Words) -> Post:
    """Names no choice: it may be read by others, and be kept where we cannot delete it."""
    counts = words.say(
        "Your vote counts. You can change it until {closes}.", closes=poll.closes
    )
    return Post(f"{counts} {_exposed(words)}" if openly else counts)


def _exposed(words: Words) -> str:
    return words.say(
        "But it stood in the room for all to read. I take it away there if I may; if you still "
        "see it, please delete it yourself. The next time, write it to me alone."
    )


def not_by_picking(poll: Poll, words: Words) -> Post:
    line = words.line("vote", f"{poll.id} 2")
    return Post(words.say(NOT_BY_PICKING, number=str(poll.id), line=line))


def withheld(poll: Poll, turnout: int, words: Words) -> str:
    """Instead of a result."""
    if poll.withheld == Withheld.LOST:
        return words.say(
            "It cannot be counted, because the key to this secret poll was lost. Nobody has "
            "learnt who chose what."
        )
    if not turnout:
        return words.say("Nobody voted.")
    return words.plural(
        "The result stays secret: fewer than {count} person voted, so it would show who chose "
        "what.",
        "The result stays secret: fewer than {count} people voted, so it would show who chose "
        "what.",
        LEAST,
    )
