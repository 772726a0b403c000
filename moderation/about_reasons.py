"""What moderators can do with the canned reasons of their city."""

from typing import Annotated, TypeAlias

from bot.commands import Command
from bot.context import Context
from bot.incoming import Argument
from bot.language import N_
from bot.parameters import Line, LongText
from bot.posts import Reply
from moderation import canned, posts
from moderation.at_the_desk import MODERATORS

Words_: TypeAlias = Annotated[str, LongText(1000)]


class OneWord:
    """The words that follow are the reason itself."""

    def read(self, given: Argument, context: Context) -> str:
        return Line(60).read(given, context)


Name: TypeAlias = Annotated[str, OneWord()]


def reasons(context: Context) -> Reply:
    city = context.neighbourhood.city
    choice = canned.choice(context.session, city, context.words)
    return Reply(posts.all_reasons(choice, city.name, context.words), private=True)


def word(context: Context, reason: Name, text: Words_) -> Reply:
    canned.word(context, reason, text)
    return Reply(posts.worded(reason, context.words))


def take_out(context: Context, reason: Name) -> Reply:
    canned.take_out(context, reason)
    return Reply(posts.taken_out(reason, context.words))


NAME = N_("Which reason? Write its short name, such as advert.")

COMMANDS = [
    Command("reasons", reasons, N_("See the canned reasons"), needs=MODERATORS),
    Command(
        "reason",
        word,
        N_("Add a canned reason, or say one otherwise"),
        {"reason": NAME, "text": N_("How should it read? Authors will read it.")},
        needs=MODERATORS,
    ),
    Command(
        "dropreason",
        take_out,
        N_("Take a canned reason out of the list"),
        {"reason": NAME},
        needs=MODERATORS,
    ),
]
