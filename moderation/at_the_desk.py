"""What moderators can do with a case: each command as a whole, the list of them at the end."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Annotated, TypeAlias

from bot.commands import Command
from bot.context import Context
from bot.language import N_
from bot.parameters import (
    Anybody,
    Moment,
    Number,
    OneOf,
    Paragraphs,
    Reference,
    Several,
    ShortText,
)
from bot.posts import Reply
from bot.privately import refuse_among_others
from bot.roles import Role
from moderation import asking, canned, cases, city_desk, desk, posts
from moderation.deciding import Desk

ThatCase: TypeAlias = Annotated[int, Reference(desk.suggest)]
Which: TypeAlias = Annotated[int, Number(1, 100)]
View: TypeAlias = Annotated[str, OneOf(("veiled", "unveiled"))]
Parts: TypeAlias = Annotated[tuple[str, ...], Several(2, 10, 4000)]
NOTHING: Mapping[str, str] = MappingProxyType({})
MODERATORS = frozenset({Role.MODERATOR, Role.ADMIN})
VIEWS = {
    "which": N_("which of the pictures, if there are several"),
    "view": N_("veiled, unless you say otherwise; or unveiled"),
}
WHICH = N_("Which case? Write its number.")


def _deciding(
    name: str,
    run: Callable[..., Reply],
    help: str,
    prompts: Mapping[str, str] = NOTHING,
    explains: Mapping[str, str] = NOTHING,
) -> Command:
    """A command about one case; what moderators said while Bude was away still counts."""
    asked = {"case": WHICH, **prompts}
    return Command(
        name, run, help, asked, explains, needs=MODERATORS, counts_late=True, discreet=True
    )


# Looking


def _cases(at: Desk) -> Command:
    def waiting(context: Context) -> Reply:
        refuse_among_others(context)
        count = desk.waiting(context)
        return Reply(cases.queue(at.queue(context), count, context.words), private=True)

    return Command("cases", waiting, N_("See what waits for a moderator"), needs=MODERATORS)


def _case(at: Desk) -> Command:
    def case(context: Context, case: ThatCase) -> Reply:
        refuse_among_others(context)
        return Reply(at.show(context, case), private=True)

    help = N_("See a case; authors see their own")
    return Command("case", case, help, {"case": WHICH}, always=True)


def _pictures(at: Desk) -> Command:
    def pictures(
        context: Context, case: ThatCase, which: Which = 1, view: View = "veiled"
    ) -> Reply:
        refuse_among_others(context)
        veiled = view == "veiled"
        return Reply(at.picture(context, case, which, veiled=veiled), private=True)

    help = N_("See the pictures of a case, veiled")
    return _deciding("pictures", pictures, help, explains=VIEWS)


# Deciding


def _approve(at: Desk) -> Command:
    def approve(context: Context, case: ThatCase) -> Reply:
        return Reply(posts.approved(at.approve(context, case), context.words))

    return _deciding("approve", approve, N_("Publish what waits"))


def _decline(at: Desk) -> Command:
    def decline(context: Context, case: ThatCase, reason: Paragraphs | None = None) -> Reply:
        if reason:
            return Reply(posts.declined(at.decline(context, case, reason), context.words))
        found = at.take_up(context, case)
        choice = canned.choice(context.session, found.neighbourhood.city, context.words)
        return Reply(cases.reasons(found, choice, context.words))

    why = {"reason": N_("why; if you leave it out, I show the canned reasons")}
    help = N_("Decline what waits, with a reason")
    return _deciding("decline", decline, help, explains=why)


def _freeze(at: Desk) -> Command:
    def freeze(context: Context, case: ThatCase) -> Reply:
        frozen = at.freeze(context, case)
        is_heard = city_desk.is_heard(context, frozen)
        return Reply(posts.frozen(frozen, context.words, is_heard=is_heard))

    return _deciding("freeze", freeze, N_("Lock away what may be against the law"))


# Other words, other shapes


def _correct(at: Desk) -> Command:
    def correct(
        context: Context, case: ThatCase, text: Paragraphs, *, title: ShortText = ""
    ) -> Reply:
        return Reply(posts.corrected(at.correct(context, case, text, title), context.words))

    return _deciding(
        "correct",
        correct,
        N_("Put what waits into better words"),
        {"text": N_("How should it read?")},
        {"title": N_("a better title")},
    )


def _split(at: Desk) -> Command:
    def split(context: Context, case: ThatCase, parts: Parts) -> Reply:
        return Reply(posts.split(at.split(context, case, parts), context.words))

    which = N_("Which parts? Write each on a line of its own, or in quotation marks.")
    help = N_("Take apart what holds several things")
    return _deciding("split", split, help, {"parts": which})


def _merge(at: Desk) -> Command:
    def merge(context: Context, case: ThatCase, into: Annotated[int, Number()]) -> Reply:
        return Reply(posts.merged(at.merge(context, case, into), context.words))

    which = N_("With which number shall it be put together?")
    help = N_("Put what waits together with something that says the same")
    return _deciding("merge", merge, help, {"into": which})


# Among colleagues, and with the author


def _inquire(at: Desk) -> Command:
    def inquire(context: Context, case: ThatCase, question: Paragraphs) -> Reply:
        return Reply(posts.asked(asking.inquire(at, context, case, question), context.words))

    what = N_("What do you want to ask the author?")
    help = N_("Ask the author something before you decide")
    return _deciding("inquire", inquire, help, {"question": what})


def _hand(at: Desk) -> Command:
    def hand(context: Context, case: ThatCase, person: Anybody) -> Reply:
        at.hand(context, case, person)
        return Reply(posts.handed(case, person.name, context.words))

    whom = N_("To whom? Write the name or the account.")
    return _deciding("hand", hand, N_("Hand a case to a colleague"), {"person": whom})


def _away(at: Desk) -> Command:
    def away(context: Context, until: Moment) -> Reply:
        return Reply(posts.away(until, at.leave(context, until), context.words), private=True)

    help = N_("Get no cases for a while; yours go to your colleagues")
    when = {"until": N_("Until when? For example Monday, or in 2 weeks.")}
    return Command("away", away, help, when, needs=MODERATORS)


def _note(at: Desk) -> Command:
    def note(context: Context, case: ThatCase, text: Paragraphs) -> Reply:
        return Reply(posts.noted(asking.note(at, context, case, text), context.words))

    what = N_("What should your colleagues know?")
    return _deciding("note", note, N_("Leave a note for your colleagues"), {"text": what})


def _youth(at: Desk) -> Command:
    def youth(context: Context, case: ThatCase) -> Reply:
        return Reply(posts.of_youth(at.mark_youth(context, case), context.words))

    return _deciding("youth", youth, N_("Mark what children or young people wrote"))


COMMANDS: Sequence[Callable[[Desk], Command]] = (
    _cases,
    _case,
    _pictures,
    _approve,
    _decline,
    _inquire,
    _correct,
    _split,
    _merge,
    _hand,
    _away,
    _note,
    _youth,
    _freeze,
)


def commands(at: Desk) -> list[Command]:
    return [command(at) for command in COMMANDS]
