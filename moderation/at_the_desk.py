"""What moderators can do with a case, and with their work."""

from collections.abc import Callable, Mapping
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
from bot.people import Role
from bot.posts import Reply
from bot.refusals import Refusal
from moderation import asking, cases, desk, log, posts, reasons, restraints, rules, shares
from moderation.deciding import Desk
from moderation.triage import Rule

ThatCase: TypeAlias = Annotated[int, Reference(desk.suggest)]
Parts: TypeAlias = Annotated[tuple[str, ...], Several(2, 10, 4000)]
ThatRule: TypeAlias = Annotated[str, OneOf(tuple(rule.value for rule in Rule))]
MODERATORS = frozenset({Role.MODERATOR, Role.ADMIN})
WHICH = N_("Which case? Write its number.")


def commands(at: Desk) -> list[Command]:
    """What is done with a case."""

    def case(context: Context, case: ThatCase) -> Reply:
        return Reply(at.show(context, case), private=True)

    def pictures(
        context: Context, case: ThatCase, which: Annotated[int, Number(1, 100)] = 1
    ) -> Reply:
        return Reply(at.picture(context, case, which), private=True)

    def approve(context: Context, case: ThatCase) -> Reply:
        return Reply(posts.approved(at.approve(context, case), context.words))

    def decline(context: Context, case: ThatCase, reason: Paragraphs | None = None) -> Reply:
        if reason:
            return Reply(posts.declined(at.decline(context, case, reason), context.words))
        found = at.take_up(context, case)
        choice = reasons.choice(found.neighbourhood.city, context.words)
        return Reply(cases.reasons(found, choice, context.words))

    def inquire(context: Context, case: ThatCase, question: Paragraphs) -> Reply:
        return Reply(posts.asked(asking.inquire(at, context, case, question), context.words))

    def correct(
        context: Context, case: ThatCase, text: Paragraphs, *, title: ShortText = ""
    ) -> Reply:
        return Reply(posts.corrected(at.correct(context, case, text, title), context.words))

    def split(context: Context, case: ThatCase, parts: Parts) -> Reply:
        return Reply(posts.split(at.split(context, case, parts), context.words))

    def merge(context: Context, case: ThatCase, into: Annotated[int, Number()]) -> Reply:
        return Reply(posts.merged(at.merge(context, case, into), context.words))

    def hand(context: Context, case: ThatCase, person: Anybody) -> Reply:
        at.hand(context, case, person)
        return Reply(posts.handed(case, person.name, context.words))

    def note(context: Context, case: ThatCase, text: Paragraphs) -> Reply:
        return Reply(posts.noted(asking.note(at, context, case, text), context.words))

    def freeze(context: Context, case: ThatCase) -> Reply:
        return Reply(posts.frozen(at.freeze(context, case), context.words))

    which = {"case": WHICH}
    return [
        Command("case", case, N_("See a case; authors see their own"), which, always=True),
        _deciding("pictures", pictures, N_("See the pictures of a case, veiled"), which),
        _deciding("approve", approve, N_("Publish what waits"), which),
        _deciding("decline", decline, N_("Decline what waits, with a reason"), which),
        _deciding(
            "inquire",
            inquire,
            N_("Ask the author something before you decide"),
            which | {"question": N_("What do you want to ask the author?")},
        ),
        _deciding(
            "correct",
            correct,
            N_("Put what waits into better words"),
            which | {"text": N_("How should it read?")},
            {"title": N_("a better title")},
        ),
        _deciding(
            "split",
            split,
            N_("Take apart what holds several things"),
            which
            | {
                "parts": N_(
                    "Which parts? Write each on a line of its own, or in quotation marks."
                )
            },
        ),
        _deciding(
            "merge",
            merge,
            N_("Put what waits together with something that says the same"),
            which | {"into": N_("With which number shall it be put together?")},
        ),
        _deciding(
            "hand",
            hand,
            N_("Hand a case to a colleague"),
            which | {"person": N_("To whom? Write the name or the account.")},
        ),
        _deciding(
            "note",
            note,
            N_("Leave a note for your colleagues"),
            which | {"text": N_("What should your colleagues know?")},
        ),
        _deciding("freeze", freeze, N_("Lock away what may be against the law"), which),
    ]


def _deciding(
    name: str,
    run: Callable[..., Reply],
    help: str,
    prompts: Mapping[str, str],
    explains: Mapping[str, str] = MappingProxyType({}),
) -> Command:
    return Command(name, run, help, prompts, explains, needs=MODERATORS, counts_late=True)


# About the work itself


def waiting(context: Context) -> Reply:
    waits, count = desk.queue(context), desk.waiting(context)
    return Reply(cases.queue(waits, count, context.words), private=True)


def rule(context: Context, rule: ThatRule, *, pairs: Annotated[int, Number(1, 2)] = 1) -> Reply:
    _refuse_outside(context)
    rules.lay_down(context.session, context.at, Rule(rule), pairs)
    log.enter(context, N_("changed the rule of a room: {role}"), "", rule)
    return Reply(posts.ruled(Rule(rule), pairs, context.words))


def _refuse_outside(context: Context) -> None:
    if context.room is None or context.room.desk:
        raise Refusal("Please say this in the room it is about.")


def away(context: Context, until: Moment) -> Reply:
    handed = shares.leave(context, until)
    return Reply(posts.away(until, handed, context.words), private=True)


def back(context: Context) -> Reply:
    shares.come_back(context)
    return Reply(posts.back(context.words), private=True)


def timeout(context: Context, person: Anybody, until: Moment, reason: Paragraphs) -> Reply:
    case = restraints.restrain(context, person, reason, until)
    return Reply(posts.restrained(person.name, case, context.words))


def ban(context: Context, person: Anybody, reason: Paragraphs) -> Reply:
    case = restraints.restrain(context, person, reason, None)
    return Reply(posts.restrained(person.name, case, context.words))


def lift(context: Context, person: Anybody) -> Reply:
    restraints.lift(context, person)
    return Reply(posts.lifted(person.name, context.words))


WHO = N_("Who? Write the name or the account.")
WHY = N_("Why? They will read it.")

ABOUT_WORK = [
    Command("cases", waiting, N_("See what waits for a moderator"), needs=MODERATORS),
    Command(
        "rule",
        rule,
        N_("Say what this room does with what neighbours want to publish"),
        {"rule": N_("Which rule? At once, newcomers or all.")},
        {"pairs": N_("how many moderators must agree: 1 or 2")},
        needs=MODERATORS,
    ),
    Command(
        "away",
        away,
        N_("Get no cases for a while; yours go to your colleagues"),
        {"until": N_("Until when? For example Monday, or in 2 weeks.")},
        needs=MODERATORS,
    ),
    Command("back", back, N_("Get your share of cases again"), needs=MODERATORS),
    Command(
        "timeout",
        timeout,
        N_("Shut somebody out for a while"),
        {"person": WHO, "until": N_("Until when? For example in 3 days."), "reason": WHY},
        needs=MODERATORS,
    ),
    Command(
        "ban", ban, N_("Shut somebody out"), {"person": WHO, "reason": WHY}, needs=MODERATORS
    ),
    Command(
        "lift",
        lift,
        N_("Let somebody take part again"),
        {"person": WHO},
        needs=MODERATORS,
    ),
]
