"""What whoever votes reads."""

from datetime import datetime
from functools import lru_cache

from bot.incoming import Picks
from bot.language import Words
from bot.posts import Post
from polls import posts, secret_posts
from polls.models import Poll, State


def counted(
    poll: Poll, said: Picks, stands: Picks | None, words: Words, *, openly: bool = False
) -> Post:
    """`openly`: a secret vote that everybody could read."""
    if stands is None or set(said) != set(stands):
        return _overtaken(poll, stands, words)
    if poll.secret:
        return secret_posts.counted(poll, openly, words)
    return _counted(posts.answers(poll, stands), poll.closes, words)


@lru_cache(maxsize=256)
def _counted(answers: str, closes: datetime, words: Words) -> Post:
    """Kept, because a whole neighbourhood hears the same few sentences."""
    return Post(
        words.say(
            "Your vote counts: {answers}. You can change it until {closes}.",
            answers=answers,
            closes=closes,
        )
    )


def withdrawn(poll: Poll, before: Picks, stands: Picks | None, words: Words) -> Post:
    if stands is None or stands:
        return _overtaken(poll, stands, words)
    if not before:
        return Post(words.say("There is no vote of yours in this poll."))
    if poll.state == State.TAKEN_DOWN:
        return Post(words.say("Your vote is taken back."))
    return Post(
        words.say(
            "Your vote is taken back. You can vote again until {closes}.", closes=poll.closes
        )
    )


def _overtaken(poll: Poll, stands: Picks | None, words: Words) -> Post:
    """For something said earlier that reached us only now."""
    if stands is None:
        return Post(words.say("What you said later stands."))
    if not stands:
        return Post(words.say("You took this vote back later, so it does not count."))
    answers = posts.answers(poll, stands)
    return Post(words.say("What you said later stands: {answers}.", answers=answers))


def kept(poll: Poll, words: Words) -> Post:
    """For whoever voted before it was taken down, and is heard only now."""
    return Post(
        words.say(
            "The moderators took poll {number} down. Your vote is kept, in case it comes back.",
            number=str(poll.id),
        )
    )
