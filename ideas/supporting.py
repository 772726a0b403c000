"""Standing behind an idea, and no longer."""

from bot.commands import Command
from bot.context import Context
from bot.language import N_
from bot.posts import Reply
from ideas import finding, showing, support, telling
from ideas.kinds import WHICH, ThatIdea


def give(context: Context, idea: ThatIdea) -> Reply:
    found = finding.find(context, idea)
    news = support.give(context, found)
    seen = showing.view(context.session, found, context.now)
    return Reply(telling.supported(seen, news, context.words), private=True)


def take_back(context: Context, idea: ThatIdea) -> Reply:
    found = finding.find(context, idea)
    was = support.take_back(context, found)
    return Reply(telling.unsupported(found, was, context.words), private=True)


COMMANDS = [
    Command(
        "support",
        give,
        N_("Support an idea"),
        prompts={"idea": WHICH},
        counts_late=True,
        counts_edited=True,
    ),
    Command(
        "unsupport",
        take_back,
        N_("No longer support an idea"),
        prompts={"idea": WHICH},
        counts_late=True,
        counts_edited=True,
        always=True,
    ),
]
