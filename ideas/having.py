"""Having an idea: one message, one question at most if somebody had it before."""

from typing import Annotated

from bot.commands import Command
from bot.context import Context
from bot.incoming import Argument, Call
from bot.language import N_
from bot.parameters import Number, OneOf, ShortText, ThatQuote
from bot.posts import Reply
from bot.refusals import Refusal
from ideas import collecting, photos, similar, supporting, telling
from ideas.kinds import EXPLAINED, Body, Part, Slug, Title
from ideas.models import ALIVE, State
from ideas.photos import SentPhotos
from ideas.proposals import Proposal
from moderation import desk


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
    photo: SentPhotos | None = None,
    quoted: ThatQuote | None = None,
    join: Annotated[int, Joining()] | None = None,
) -> Reply:
    if quoted and quoted.user_id != context.who.user_id:
        raise Refusal("Only whoever wrote this can make it an idea. Ask them to do so.")
    if join:
        joined = supporting.give(context, join)
        photos.let_go(context)
        return joined
    said = Proposal(text, title, field, problem, goal, solution, place, by=by)
    proposal = collecting.checked(context, said)
    if join is None:
        photos.let_go(context)
    if photo:
        photos.keep(context, photo)
    alike = _similar(context, proposal)
    public = [each for each in alike if each.idea.state in ALIVE]
    if join is None and public:
        shown = public[: similar.SHOWN]
        return Reply(telling.alike(shown, _call(said), context.words), private=True)
    kept = collecting.collect(context, proposal, alike)
    post = telling.received(kept, len(photos.of_idea(context.session, kept)), context.words)
    waits = kept.state == State.RECEIVED
    return Reply(desk.with_reason(context, post) if waits else post, private=True)


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


IDEA = Command(
    "idea",
    idea,
    N_("Have an idea for the neighbourhood"),
    prompts={
        "text": N_("What is your idea? One message is enough: what should happen, and where?")
    },
    explains={
        **EXPLAINED,
        "by": N_("youth, if children or young people had the idea"),
        "photo": N_("photos, sent together with the idea"),
        "quoted": N_("a message of yours: reply to it with this command alone"),
        "join": N_("the number of an idea that says the same, or “new”"),
    },
    on_message=N_("Submit as idea"),
)
