"""A digest as long as they become: to fifteen ideas the city answers at length."""

from datetime import UTC, datetime
from functools import partial
from zoneinfo import ZoneInfo

from bot.language import Words, languages
from bot.news import News
from bot.posts import Post
from digest import compose, letters
from digest.models import Often

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PIPES = 58
REASON = "The city's answer: declined.\n" + " ".join(["There are pipes."] * PIPES)


def _answered(number: int, words: Words) -> Post:
    title = f"Thing {number}, of which *all* <b>that</b> is said_ is said on this street"
    return Post(REASON, title=title)


def _news(number: int) -> News:
    key = f"idea:{number}"
    return News(key, MONDAY, 1, "Answers of the city", key, partial(_answered, number))


_SEEN = compose.compose(map(_news, range(1, 16)), ["Answers of the city"], 15)
_ENGLISH = languages().words("en", ZoneInfo("Europe/Berlin"))
MANY_THINGS = letters.letter(_SEEN, "Hafen", MONDAY, Often.WEEKLY, _ENGLISH)
