"""How news of polls are put into words."""

from dataclasses import replace

from bot.language import Words
from bot.posts import Post
from polls import posts, voice_posts
from polls.models import Poll
from polls.results import Count


def asked(poll: Poll, words: Words) -> Post:
    """It can be voted on."""
    _until, *facts = posts.opened(poll, words).facts
    return Post(
        words.say("It is open until {closes}.", closes=poll.closes),
        title=_title(poll, words),
        facts=tuple(facts),
        question=posts.question(poll, words),
    )


def result(poll: Poll, count: Count, words: Words) -> Post:
    """It has closed, and this is what came of it."""
    post = posts.closed(poll, count, words)
    outcome = post.text.removeprefix(poll.question).strip()
    text = f"{voice_posts.heading(poll, words)}: {outcome}"
    return replace(post, title=_title(poll, words), text=text)


def _title(poll: Poll, words: Words) -> str:
    number = str(poll.id)
    return words.say("Poll {number}: {question}", number=number, question=poll.question)
