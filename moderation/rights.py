"""Rights: who has them, and what was done with them."""

from collections.abc import Callable
from typing import Annotated, TypeAlias

from bot import lent_roles, people, roles, telling
from bot.commands import Command
from bot.context import Context
from bot.language import N_, Words
from bot.parameters import Anybody, OneOf
from bot.people import Neighbour
from bot.posts import Post, Reply
from bot.privately import refuse_among_others
from bot.refusals import Refusal
from bot.roles import Role
from moderation import log, log_posts
from moderation.deciding import Desk

GIVEN = tuple(role.value for role in Role)
ThatRole: TypeAlias = Annotated[str, OneOf(GIVEN)]


def grant(context: Context, person: Anybody, role: ThatRole) -> Reply:
    given = Role(role)
    if not roles.grant(context.session, person.id, given, context.neighbourhood.id):
        raise Refusal("{name} has that role already.", name=person.name)
    whom = people.in_full(context.session, person)
    log.enter(context, N_("gave {subject} a role: {role}"), whom, role, person.id)
    _tell(context, person, given, log_posts.you_have)
    return Reply(_passed_on(context, person, log_posts.granted(whom, given, context.words)))


def _take(at: Desk) -> Command:
    def take(context: Context, person: Anybody, role: ThatRole) -> Reply:
        said = _taken(context, person, Role(role))
        at.hand_on(context.session, context.now)
        return Reply(said)

    what = {"person": WHO, "role": WHICH}
    return Command("take", take, N_("Take a role back"), what, needs=ADMINS, discreet=True)


def _taken(context: Context, person: Neighbour, taken: Role) -> Post:
    _refuse_last_admin(context, person, taken)
    place = context.neighbourhood.id
    lent_by = lent_roles.end(context.session, person.id, taken, place)
    if not roles.take(context.session, person.id, taken, place) and not lent_by:
        raise _not_to_take(context, person, taken)
    whom = people.in_full(context.session, person)
    log.enter(context, N_("took a role from {subject}: {role}"), whom, taken, person.id)
    _tell(context, person, taken, log_posts.you_have_no_longer)
    said = log_posts.taken(whom, taken, lent_by, context.words)
    return _passed_on(context, person, said)


def _not_to_take(context: Context, person: Neighbour, role: Role) -> Refusal:
    if role in roles.held(context.session, person.id, None):
        return Refusal("{name} has that role by the config, and keeps it.", name=person.name)
    return Refusal("{name} does not have that role here.", name=person.name)


def _refuse_last_admin(context: Context, person: Neighbour, role: Role) -> None:
    place = context.neighbourhood
    if role == Role.ADMIN and roles.is_last_admin(context.session, person.id, place.id):
        raise Refusal(
            "{name} is the only one that looks after {place}. Make somebody else admin first.",
            name=person.name,
            place=place.name,
        )


def _tell(
    context: Context,
    person: Neighbour,
    role: Role,
    say: Callable[[Role, str, str, Words], Post],
) -> None:
    """In private, where we ever spoke so."""
    place, by = context.neighbourhood.name, context.person.name
    telling.tell(
        context.session,
        person.id,
        lambda words: say(role, place, by, words),
        key=f"role:{context.message_id}",
        now=context.now,
    )


def _passed_on(context: Context, person: Neighbour, said: Post) -> Post:
    """The answer, and whether somebody else must tell them."""
    known = person.id == context.person.id or telling.reaches(context.session, person.id)
    return said if known else log_posts.pass_it_on(said, context.words)


def show(context: Context) -> Reply:
    refuse_among_others(context)
    place = context.neighbourhood
    rows = log.newest(context.session, place.id)
    return Reply(log_posts.entries(rows, place.name, context.words), private=True)


def check(context: Context) -> Reply:
    return Reply(log_posts.checked(log.check(context.session), context.words), private=True)


ADMINS = frozenset({Role.ADMIN})
WHO = N_("Who? Write the name or the account.")
WHICH = N_("Which role? Moderator, organiser, city officer or admin.")


def commands(at: Desk) -> list[Command]:
    return [
        Command(
            "grant",
            grant,
            N_("Give somebody a role"),
            {"person": WHO, "role": WHICH},
            needs=ADMINS,
            discreet=True,
        ),
        _take(at),
        Command(
            "checklog",
            check,
            N_("Check that nothing in the log was changed or taken out"),
            needs=frozenset({Role.ADMIN, Role.MODERATOR}),
        ),
        Command(
            "log",
            show,
            N_("See what was done with a right that not everybody has"),
            needs=frozenset({Role.ADMIN, Role.MODERATOR}),
        ),
    ]
