"""What is said of a poll that waits for the moderators, or that they took down."""

from bot.language import Words
from bot.posts import Post, Question
from polls import posts
from polls.models import Poll


def waits(poll: Poll, words: Words) -> Post:
    """For whoever asked."""
    return Post(
        words.say(
            "Thank you! This is poll {number}. A moderator reads it first, and I tell you what "
            "becomes of it.",
            number=str(poll.id),
        )
    )


def taken_down(poll: Poll, reason: str, words: Words) -> Post:
    """What stands in its place."""
    facts = [(words.say("Now"), words.say("taken down by the moderators"))]
    if reason:
        facts.append((words.say("Reason"), reason))
    title = words.say("Poll {number}", number=str(poll.id))
    # Whoever answers it all the same is to hear why that does not count.
    question = Question(
        (), posts.vote(poll), "", several=poll.several, closed=True, end=posts.end(poll)
    )
    return Post(title=title, facts=tuple(facts), question=question)
