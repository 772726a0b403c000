"""What neighbours can say about their digest."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated

from bot import telling
from bot.commands import Command
from bot.context import Context
from bot.language import N_
from bot.parameters import OneOf
from bot.posts import Post, Reply
from digest import compose, letters, posts, subscriptions
from digest.compose import Sources
from digest.models import Often, Subscription

# Whoever gets none so far sees the news of so many days.
DAYS = 7
How = Annotated[str, OneOf((*Often, letters.NEVER))]


def commands(sources: Sources) -> Sequence[Command]:
    def digest(context: Context, often: How | None = None) -> Reply:
        if often == letters.NEVER:
            return Reply(posts.ended(subscriptions.end(context), context.words), private=True)
        if often:
            return Reply(_subscribe(context, Often(often)), private=True)
        wanted = subscriptions.of(context)
        said = _so_far(context, wanted, sources) if wanted else _preview(context, sources)
        return Reply(said, private=True)

    return [
        Command(
            "digest",
            digest,
            N_("Hear regularly what has happened where you live"),
            explains={"often": N_("how often; or never. Without it, you see what is new")},
            always=True,
        )
    ]


def _subscribe(context: Context, often: Often) -> Post:
    wanted = subscriptions.subscribe(context, often)
    place = subscriptions.home(context).name
    return posts.subscribed(wanted, place, _reachable(context), context.words)


def _so_far(context: Context, wanted: Subscription, sources: Sources) -> Post:
    place, now = subscriptions.home(context), context.now
    seen = compose.read(context.session, sources, place, wanted.told_until, now)
    return posts.so_far(seen, wanted, place.name, _reachable(context), context.words)


def _preview(context: Context, sources: Sources) -> Post:
    place, now = subscriptions.home(context), context.now
    seen = compose.read(context.session, sources, place, now - timedelta(DAYS), now)
    return posts.preview(seen, place.name, DAYS, context.words)


def _reachable(context: Context) -> bool:
    """Whether they can be told alone."""
    return context.private or telling.reaches(context.session, context.person.id)
