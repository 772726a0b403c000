"""What everybody reads of the moderators' work: numbers, once a month."""

from bot.language import Words
from bot.posts import Post
from moderation import canned
from moderation.counts import Counts


def counted(counts: Counts, place: str, words: Words) -> Post:
    """A month of a neighbourhood's desk."""
    facts = [
        (words.say("Received"), words.number(counts.received)),
        (words.say("Published"), words.number(counts.published)),
        (words.say("Declined"), _declined(counts, words)),
        (words.say("Still waiting"), words.number(counts.waiting)),
        (words.say("Reported by neighbours"), words.number(counts.reported)),
        (words.say("Second looks asked for"), _appealed(counts, words)),
        (words.say("Time-outs and bans"), words.number(counts.restrained)),
    ]
    if counts.hours is not None:
        facts.append((words.say("Until a decision"), _waited(counts.hours, words)))
    facts.append((words.say("Seal of the log"), counts.seal[:16]))
    month = words.month(counts.month.begins)
    title = words.say("The moderators of {place}, {month}", place=place, month=month)
    return Post(title=title, facts=tuple(facts))


def _declined(counts: Counts, words: Words) -> str:
    """How many, and for which reasons."""
    total = words.number(sum(counts.declined.values()))
    if not counts.declined:
        return total
    each = (
        f"{canned.called(cause, words)} {words.number(count)}"
        for cause, count in counts.declined.items()
    )
    return f"{total} ({', '.join(each)})"


def _appealed(counts: Counts, words: Words) -> str:
    appealed = words.number(counts.appealed)
    if not counts.appealed:
        return appealed
    right = words.number(counts.right)
    return words.say("{count}, of which {right} were right", count=appealed, right=right)


def _waited(hours: float, words: Words) -> str:
    return words.plural(
        "half were decided within an hour",
        "half were decided within {count} hours",
        max(1, round(hours)),
    )
