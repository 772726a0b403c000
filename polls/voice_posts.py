"""How it is said who may vote, and what a result is worth by that."""

from bot.language import Words
from polls.models import Poll
from polls.tally import Tally
from polls.voices import Who


def who(poll: Poll, words: Words) -> list[tuple[str, str]]:
    """Everybody is what people expect; the rest must be said beforehand."""
    if poll.who == Who.EVERYBODY:
        return []
    said = words.say(
        "neighbours who are known in {place}; {line} says how to become known",
        place=poll.neighbourhood.name,
        line=words.line("known"),
    )
    return [(words.say("Who may vote"), said)]


def title(poll: Poll, words: Words) -> str:
    if poll.who == Who.EVERYBODY:
        return words.say("Poll {number} has closed (unverified)", number=str(poll.id))
    return words.say("Poll {number} has closed", number=str(poll.id))


def heading(poll: Poll, words: Words) -> str:
    if poll.who == Who.EVERYBODY:
        return words.say("Result (unverified)")
    return words.say("Result")


def worth(poll: Poll, turnout: int, words: Words) -> list[tuple[str, str]]:
    """What the heading means, for who reads it for the first time."""
    if poll.who != Who.EVERYBODY or not turnout:
        return []
    said = words.say(
        "everybody with an account could vote; whether somebody has several, or lives "
        "elsewhere, I cannot tell"
    )
    return [(words.say("Unverified means"), said)]


def apart(poll: Poll, tally: Tally, words: Words) -> list[tuple[str, str]]:
    """What accounts said that I met only after the poll was asked, if any."""
    if tally.apart is None:
        return []
    if tally.apart.turnout == tally.turnout:
        said = words.say("all votes")
    else:
        pairs = zip(poll.options, tally.apart.counts, strict=True)
        said = ", ".join(f"{label} {words.number(count)}" for label, count in pairs)
    newer = [(words.say("From accounts I have known only since the poll"), said)]
    return newer + _without(poll, tally, words)


def _without(poll: Poll, tally: Tally, words: Words) -> list[tuple[str, str]]:
    rest = tally.rest
    if not rest.turnout or rest.leading == tally.leading:
        return []
    answers = " / ".join(poll.options[number - 1] for number in rest.leading)
    return [(words.say("Most votes without these"), answers)]
