"""Reading what ideas there are, and what is said about them."""

from collections.abc import Sequence

from bot.commands import Command
from bot.context import Context
from bot.language import N_
from bot.posts import Reply
from ideas import finding, listing, quoting, showing, stepping, talk, topics, wording
from ideas.kinds import WHICH, Slug, ThatIdea
from ideas.models import Idea, State


def ideas(context: Context, idea: ThatIdea | None = None) -> Reply:
    if idea is not None:
        return _whole(context, finding.find(context, idea))
    return _listed(context, finding.newest(context))


def overdue(context: Context) -> Reply:
    late = finding.overdue(context)
    seen = [showing.view(context.session, each, context.now) for each in late]
    return Reply(listing.overdue(seen, context.neighbourhood.name, context.words))


def field_(context: Context, field: Slug | None = None) -> Reply:
    if field is None:
        return Reply(
            listing.all_fields(
                finding.by_field(context), context.neighbourhood.city, context.words
            ),
            private=True,
        )
    return _listed(context, finding.in_field(context, field))


def _listed(context: Context, found: Sequence[Idea]) -> Reply:
    seen = [showing.view(context.session, each, context.now) for each in found]
    return Reply(listing.overview(seen, context.neighbourhood.name, context.words))


def _whole(context: Context, idea: Idea) -> Reply:
    session = context.session
    seen = showing.view(session, idea, context.now)
    if idea.state == State.RECEIVED and idea.author_id == context.person.id:
        alone = bool(context.between_us or context.chat)
        return Reply(listing.own(seen, context.words, alone=alone), private=True)
    steps, before = stepping.steps(session, idea), wording.history(session, idea)
    return Reply(listing.whole(seen, steps, before, context.words), private=True)


def comments(context: Context, idea: ThatIdea) -> Reply:
    found = finding.published(context, idea)
    said = talk.newest(context.session, found)
    return Reply(quoting.listed(found, said, context.words), private=True)


def topics_(context: Context) -> Reply:
    found = finding.to_sort(context)
    place = context.neighbourhood.name
    if len(found) < topics.FEWEST:
        return Reply(listing.too_few(len(found), topics.FEWEST, context.words), private=True)
    sorted_ = topics.topics({idea.id: f"{idea.title}\n{idea.text}" for idea in found})
    return Reply(listing.topics(sorted_, found, place, context.words), private=True)


COMMANDS = [
    Command(
        "ideas",
        ideas,
        N_("See the ideas of the neighbourhood; with its number, one of them"),
        explains={"idea": N_("only what has this number")},
    ),
    Command("overdue", overdue, N_("See which ideas the city has not answered in time")),
    Command(
        "field",
        field_,
        N_("See the fields of action; with its name, the ideas in one"),
        explains={"field": N_("only the ideas in this field")},
    ),
    Command(
        "comments", comments, N_("Read what others say about an idea"), prompts={"idea": WHICH}
    ),
    Command("topics", topics_, N_("See what the ideas are about, sorted by topics")),
]
