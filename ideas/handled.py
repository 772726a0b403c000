"""What moderators made of a published idea, its author hears alone; of whatever takes their
support along, so do all who support it."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from bot import telling as in_private
from bot.context import Context
from bot.language import Words
from bot.posts import Post
from bot.telling import Say
from ideas import concerned, reporting
from ideas.models import Idea


def united(context: Context, one: Idea, other: Idea) -> None:
    say = partial(_news, one, partial(reporting.united, one, other))
    _tell_all(context, one, say, "united")


def parted(context: Context, idea: Idea, made: Sequence[Idea]) -> None:
    say = partial(_news, idea, partial(reporting.parted, idea, made))
    _tell_all(context, idea, say, f"parted {made[-1].id}")


def changed(context: Context, idea: Idea) -> None:
    """Its author alone: for the others its post says what it is now."""
    if idea.author_id is None or idea.author_id == context.person.id:
        return
    say = partial(_news, idea, partial(reporting.changed, idea))
    key = f"{idea.key}:changed:{context.now:%Y%m%d%H%M%S}"
    in_private.tell(context.session, idea.author_id, say, key=key, now=context.now)


def _tell_all(context: Context, idea: Idea, say: Say, what: str) -> None:
    key, by = f"{idea.key}:{what}", context.person.id
    concerned.tell(context.session, idea, say, key=key, now=context.now, by=by)


def _news(idea: Idea, say: Say, words: Words) -> Post:
    number, title = str(idea.id), idea.title
    head = words.say("News of idea {number}: {title}", number=number, title=title)
    return replace(say(words), title=head)
