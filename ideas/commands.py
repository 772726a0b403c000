"""What neighbours can do with ideas."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, TypeAlias

from bot.commands import Command
from bot.context import Context
from bot.incoming import Argument, Call
from bot.language import N_
from bot.parameters import (
    Line,
    LongText,
    Number,
    OneOf,
    Reference,
    SentFile,
    ShortText,
    ThatQuote,
)
from bot.posts import Reply
from bot.refusals import Refusal
from ideas import (
    amending,
    checking,
    collecting,
    fields,
    finding,
    following,
    hour_commands,
    listing,
    office,
    quoting,
    showing,
    similar,
    stepping,
    support,
    talk,
    telling,
    threshold,
    withdrawing,
    wording,
)
from ideas.models import Idea
from ideas.proposals import Proposal
from ideas.wording import Better

ThatIdea: TypeAlias = Annotated[int, Reference(finding.suggest)]
Title: TypeAlias = Annotated[str, Line(checking.LONGEST_TITLE)]
Body: TypeAlias = Annotated[str, LongText(checking.LONGEST)]
Part: TypeAlias = Annotated[str, LongText(1000)]
Slug: TypeAlias = Annotated[str, OneOf(fields.SLUGS)]


@dataclass(frozen=True, slots=True)
class Joining:
    """The number of an idea to join, or 0 for an idea of its own."""

    def read(self, given: Argument, context: Context) -> int:
        said = str(given).strip().casefold()
        new = {
            word for words in context.vocabularies() for word in words.synonyms("choice", "new")
        }
        return 0 if said in {*new, "new"} else Number(0).read(given, context)


def idea(
    context: Context,
    text: Body,
    *,
    title: Title | None = None,
    place: ShortText | None = None,
    field: Slug | None = None,
    problem: Part | None = None,
    goal: Part | None = None,
    solution: Part | None = None,
    by: Annotated[str, OneOf((collecting.YOUTH,))] | None = None,
    photo: SentFile | None = None,
    quoted: ThatQuote | None = None,
    join: Annotated[int, Joining()] | None = None,
) -> Reply:
    if quoted and quoted.user_id != context.who.user_id:
        raise Refusal("Only whoever wrote this can make it an idea. Ask them to do so.")
    if join:
        return support_(context, join)
    said = Proposal(text, title, field, problem, goal, solution, place, by=by)
    proposal = collecting.checked(context, said)
    if photo:
        collecting.keep_photo(context, photo)
    alike = _similar(context, proposal)
    public = [each for each in alike if each.idea.is_public]
    if join is None and public:
        shown = public[: similar.SHOWN]
        return Reply(telling.alike(shown, _call(said), context.words), private=True)
    kept = collecting.collect(context, proposal, alike)
    return Reply(telling.received(kept, context.words), private=True)


def _similar(context: Context, proposal: Proposal) -> list[similar.Similar]:
    place_id, district = context.neighbourhood.id, proposal.district
    found = similar.find(
        context.session,
        place_id,
        proposal.likeness,
        district=district,
        most=2 * similar.SHOWN,
        states=similar.FOR_MODERATORS,
    )
    return list(found)


def _call(said: Proposal) -> Call:
    names = ("text", "title", "field", "problem", "goal", "solution", "place", "by")
    given = {name: getattr(said, name) for name in names}
    return Call("idea", {name: value for name, value in given.items() if value is not None})


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
    steps, before = stepping.steps(session, idea), wording.history(session, idea)
    return Reply(listing.whole(seen, steps, before, context.words), private=True)


def support_(context: Context, idea: ThatIdea) -> Reply:
    found = finding.find(context, idea)
    news = support.give(context, found)
    seen = showing.view(context.session, found, context.now)
    return Reply(telling.supported(seen, news, context.words), private=True)


def unsupport(context: Context, idea: ThatIdea) -> Reply:
    found = finding.find(context, idea)
    was = support.take_back(context, found)
    return Reply(telling.unsupported(found, was, context.words), private=True)


def comment(context: Context, idea: ThatIdea, text: Part) -> Reply:
    found = finding.find(context, idea)
    published = talk.comment(context, found, text)
    # Who merely talks with neighbours is told only if not all of them can read it.
    post = quoting.said(found, published, context.words)
    return Reply(post, private=True, refused=not published)


def comments(context: Context, idea: ThatIdea) -> Reply:
    found = finding.find(context, idea)
    said = talk.newest(context.session, found)
    return Reply(quoting.listed(found, said, context.words), private=True)


def follow(context: Context, what: Annotated[str, Line()] | None = None) -> Reply:
    followed = following.follow(context, what)
    place, can = context.neighbourhood.name, following.reachable(context)
    return Reply(telling.followed(followed, place, can, context.words), private=True)


def unfollow(context: Context) -> Reply:
    return Reply(telling.unfollowed(following.unfollow(context), context.words), private=True)


def amend(
    context: Context,
    idea: ThatIdea,
    *,
    title: Title | None = None,
    text: Body | None = None,
    place: ShortText | None = None,
    field: Slug | None = None,
    problem: Part | None = None,
    goal: Part | None = None,
    solution: Part | None = None,
) -> Reply:
    found = finding.find(context, idea)
    better = Better(title, text, field, problem, goal, solution, place)
    done = amending.amend(context, found, better)
    return Reply(telling.amended(found, done, context.words), private=True)


def drop(context: Context, idea: ThatIdea) -> Reply:
    found = finding.find(context, idea)
    withdrawing.withdraw(context, found)
    return Reply(telling.withdrawn(found, context.words), private=True)


def revive(context: Context, idea: ThatIdea) -> Reply:
    found = finding.find(context, idea)
    threshold.revive(context, found)
    return Reply(telling.revived(found, context.words))


WHICH = N_("Which idea? Write its number.")
EXPLAINED = {
    "title": N_("a few words that stand above it"),
    "place": N_("the street or the district"),
    "field": N_("the field of action, such as mobility"),
    "problem": N_("what is not good as it is"),
    "goal": N_("how it should be"),
    "solution": N_("what would help"),
}

COMMANDS = [
    Command(
        "idea",
        idea,
        N_("Have an idea for the neighbourhood"),
        prompts={
            "text": N_(
                "What is your idea? One message is enough: what should happen, and where?"
            )
        },
        explains={
            **EXPLAINED,
            "by": N_("youth, if children or young people had the idea"),
            "photo": N_("a photo, sent together with the idea"),
            "quoted": N_("a message of yours: reply to it with this command alone"),
            "join": N_("the number of an idea that says the same, or “new”"),
        },
        on_message=N_("Submit as idea"),
    ),
    Command(
        "ideas", ideas, N_("See the ideas of the neighbourhood; with its number, one of them")
    ),
    Command("overdue", overdue, N_("See which ideas the city has not answered in time")),
    Command("field", field_, N_("See the fields of action; with its name, the ideas in one")),
    Command(
        "support",
        support_,
        N_("Support an idea"),
        prompts={"idea": WHICH},
        counts_late=True,
    ),
    Command(
        "unsupport",
        unsupport,
        N_("No longer support an idea"),
        prompts={"idea": WHICH},
        counts_late=True,
    ),
    Command(
        "comment",
        comment,
        N_("Say something about an idea; a reply under it does the same"),
        prompts={"idea": WHICH, "text": N_("What do you want to say about it?")},
        counts_late=True,
    ),
    Command(
        "comments", comments, N_("Read what others say about an idea"), prompts={"idea": WHICH}
    ),
    Command(
        "amend",
        amend,
        N_("Say more about an idea, or say it better"),
        prompts={"idea": WHICH},
        explains={**EXPLAINED, "text": N_("the whole text anew")},
    ),
    Command(
        "follow",
        follow,
        N_("Hear of new ideas, of a street, of a field of action, or of all"),
    ),
    Command("unfollow", unfollow, N_("Hear no more of new ideas")),
    Command("drop", drop, N_("Take back an idea of yours"), prompts={"idea": WHICH}),
    Command(
        "revive",
        revive,
        N_("Gather supporters for an idea once more, after its time was over"),
        prompts={"idea": WHICH},
    ),
    *office.COMMANDS,
    *hour_commands.COMMANDS,
]
