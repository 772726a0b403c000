"""A digest in words: by topic, each thing with how to have a say in it."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby

from bot.incoming import Call
from bot.language import N_, Words
from bot.news import News
from bot.posts import Button, Post, heading
from bot.splitting import split
from digest.compose import Digest, Item
from digest.models import Often

# So many characters are told of one thing, and of what matters most.
LONGEST, FULL = 600, 1_100
_CUT = " …"
# By which command a thing of this kind is shown with all there is about it.
SHOWN_BY = {"idea": "ideas", "poll": "results"}
_PARAGRAPH = re.compile(r"\n\s*\n")
NEVER = "never"
EVERY = {
    Often.DAILY: N_("every day"),
    Often.WEEKLY: N_("every week"),
    Often.MONTHLY: N_("every month"),
}


def letter(seen: Digest, place: str, since: datetime, often: str, words: Words) -> Post:
    """What comes by itself."""
    said = words.say("What stood here is not public any more.")
    if seen.items:
        said = words.say("What has happened since {day}:", day=words.day(since))
    end = Button(
        words.say("Send me no more of these"),
        Call("digest", {"often": NEVER}),
        line(NEVER, words),
    )
    facts = (*told(seen, words), *how_often(often, words))
    return Post(said, title=title(place, words), facts=facts, buttons=(end,))


def title(place: str, words: Words) -> str:
    return words.say("News from {place}", place=place)


def line(often: str, words: Words) -> str:
    return words.line("digest", words.term("choice", often))


def told(seen: Digest, words: Words) -> Iterator[tuple[str, str]]:
    """And how to see the rest."""
    for topic, items in groupby(seen.items, key=lambda item: item.topic):
        yield heading(words.say(topic))
        yield from (_told(item, words) for item in items)
    if seen.items:
        yield heading(words.say("To read on"))
        yield from _rest(seen.more, words)


def _told(item: Item, words: Words) -> tuple[str, str]:
    """What happened last comes first; how to act follows from what matters most. It all stands
    below the name of the thing, which may be long."""
    posts = [each.say(words) for each in item.news]
    said = [_short(post.text, item.in_full) for post in posts if post.text]
    ways = [*_ways_to_act(posts[-1])]
    if item.in_full or not ways or _CUT in "".join(said):
        ways = [*_read_on(item.news[0], words), *ways]
    return posts[0].title, "\n".join(["", *said, *ways])


def _short(text: str, in_full: bool) -> str:
    first, *rest = split(_PARAGRAPH.sub("\n", text), FULL if in_full else LONGEST)
    return f"{first}{_CUT}" if rest else first


def _read_on(news: News, words: Words) -> Iterator[str]:
    kind, _, number = news.about.partition(":")
    if kind in SHOWN_BY:
        said = words.say("Read all of it")
        yield f"{said}: {words.line(SHOWN_BY[kind], number)}"


def _ways_to_act(post: Post) -> Iterator[str]:
    if post.question and not post.question.closed:
        options = enumerate(post.question.options, 1)
        yield "; ".join(f"{number}: {option}" for number, option in options)
        yield post.question.how
    for button in post.buttons:
        yield f"{button.label}: {button.line}"


def _rest(more: int, words: Words) -> Sequence[tuple[str, str]]:
    seen = [
        (words.say("All ideas"), words.line("ideas")),
        (words.say("All polls that are open"), words.line("polls")),
    ]
    if not more:
        return seen
    many = words.plural(
        "{count} more thing has happened.", "{count} more things have happened.", more
    )
    return [(words.say("And more"), many), *seen]


def how_often(often: str, words: Words) -> Sequence[tuple[str, str]]:
    one, other = (line(each, words) for each in Often if each != often)
    now = words.say(
        "{often}. To change that: {one} or {other}. To end it: {never}",
        often=words.say(EVERY[Often(often)]),
        one=one,
        other=other,
        never=line(NEVER, words),
    )
    return [heading(words.say("How often you get this")), (words.say("Now"), now)]
