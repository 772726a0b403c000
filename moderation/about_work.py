"""What moderators can do besides deciding: the queue, rules of rooms, their share of work."""

from typing import Annotated, TypeAlias

from bot.commands import Command
from bot.context import Context
from bot.language import N_
from bot.parameters import Anybody, Moment, Number, OneOf, Paragraphs
from bot.posts import Reply
from bot.refusals import Refusal
from moderation import log, posts, restraints, room_rules, shares
from moderation.at_the_desk import MODERATORS
from moderation.triage import Rule

ThatRule: TypeAlias = Annotated[str, OneOf(tuple(rule.value for rule in Rule))]


def rule(context: Context, rule: ThatRule, *, pairs: Annotated[int, Number(1, 2)] = 1) -> Reply:
    _refuse_outside(context)
    room_rules.lay_down(context.session, context.at, Rule(rule), pairs)
    log.enter(context, N_("changed the rule of a room: {role}"), "", rule)
    return Reply(posts.ruled(Rule(rule), pairs, context.words))


def _refuse_outside(context: Context) -> None:
    if context.room is None or context.room.desk:
        raise Refusal("Please say this in the room it is about.")


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

COMMANDS = [
    Command(
        "rule",
        rule,
        N_("Say what this room does with what neighbours want to publish"),
        {"rule": N_("Which rule? At once, newcomers or all.")},
        {"pairs": N_("how many moderators must agree: 1 or 2")},
        needs=MODERATORS,
    ),
    Command("back", back, N_("Get your share of cases again"), needs=MODERATORS),
    Command(
        "timeout",
        timeout,
        N_("Shut somebody out for a while"),
        {"person": WHO, "until": N_("Until when? For example in 3 days."), "reason": WHY},
        needs=MODERATORS,
        discreet=True,
    ),
    Command(
        "ban",
        ban,
        N_("Shut somebody out"),
        {"person": WHO, "reason": WHY},
        needs=MODERATORS,
        discreet=True,
    ),
    Command(
        "lift",
        lift,
        N_("Let somebody take part again"),
        {"person": WHO},
        needs=MODERATORS,
        discreet=True,
    ),
]
