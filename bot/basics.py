"""What Bude can do before any domain joins: help, and which room belongs where."""

from collections.abc import Callable, Sequence
from typing import Annotated, TypeAlias

from sqlalchemy import select

from bot import conversation, places, posts
from bot.commands import Command, Parameter
from bot.context import Context
from bot.language import N_, Words
from bot.parameters import Flag, Line, OneOf, Several
from bot.places import Neighbourhood
from bot.pointing import POINTED_AT, Pointing
from bot.posts import Post, Reply, typed
from bot.refusals import Refusal
from bot.roles import Role

OF_ROLES = {
    Role.MODERATOR: N_("Moderating"),
    Role.CITY_OFFICER: N_("For the city"),
    Role.ADMIN: N_("Looking after Bude"),
}
Listed: TypeAlias = Callable[[], Sequence[Command]]


def commands(book: Listed, pointing: Pointing) -> list[Command]:
    """The commands of the house itself; `book` gives all there are, for the help, which says
    what is true where it is read."""

    def help_(context: Context, command: Annotated[str, Line()] = "") -> Reply:
        allowed = [each for each in book() if not each.needs or each.needs & context.roles]
        if not command:
            return Reply(_overview(allowed, context.words), private=True)
        return Reply(_explained(allowed, command, context, pointing), private=True)

    return [
        Command(
            "help",
            help_,
            N_("See what I can do; with a command's name, how it is written"),
            explains={"command": N_("the name of one of my commands")},
            always=True,
        ),
        Command("cancel", cancel, N_("Leave a question of mine unanswered"), always=True),
        Command(
            "room",
            room,
            N_("Say which neighbourhood this room belongs to"),
            prompts={"neighbourhood": N_("Which neighbourhood does this room belong to?")},
            needs=frozenset({Role.ADMIN}),
        ),
    ]


def cancel(context: Context) -> Reply:
    if conversation.end(context.session, context.who, context.at):
        return Reply(
            Post(context.words.say("All right, let us leave it at that.")), private=True
        )
    return Reply(Post(context.words.say("I was not asking you anything.")), private=True)


def room(context: Context, neighbourhood: Annotated[str, Line()]) -> Reply:
    place = places.find(context.session, neighbourhood)
    if place is None:
        known = context.session.scalars(select(Neighbourhood.name).order_by(Neighbourhood.name))
        raise Refusal(
            "I do not know that neighbourhood. These are in the config: {known}.",
            known=", ".join(known),
        )
    if Role.ADMIN not in context.roles_in(place.id):
        raise Refusal(
            "Only those who look after Bude in {place} may do this.", place=place.name
        )
    places.settle(context.session, context.at, place)
    words = context.words
    said = words.say(
        "This room now belongs to {place}. What is asked in one of its rooms is asked in all. "
        "{line} shows what I can do.",
        place=place.name,
        line=words.line("help"),
    )
    return Reply(Post(said))


def _overview(allowed: Sequence[Command], words: Words) -> Post:
    headings = dict.fromkeys((*(each.heading for each in allowed), *OF_ROLES.values()))
    below: dict[str, list[Command]] = {heading: [] for heading in headings}
    for each in allowed:
        below[_heading(each)].append(each)
    lines: list[tuple[str, str]] = []
    for heading, theirs in below.items():
        lines += [posts.heading(words.say(heading))] if heading and theirs else []
        lines += [(_usage(each, words), words.say(each.help)) for each in theirs]
    return Post(
        words.say(
            "{line} explains one of them.",
            line=words.line("help", words.term("command", "poll")),
        ),
        title=words.say("What I can do"),
        facts=tuple(lines),
    )


def _heading(command: Command) -> str:
    """What few may do stands apart, whatever it is about."""
    of_role = (said for role, said in OF_ROLES.items() if role in command.needs)
    return next(of_role, command.heading) if command.needs else command.heading


def _explained(
    allowed: Sequence[Command], name: str, context: Context, pointing: Pointing
) -> Post:
    words = context.words
    for command in allowed:
        spoken = {
            word
            for each in context.vocabularies()
            for word in each.synonyms("command", command.name)
        }
        if name.casefold() in spoken | {command.name}:
            told = (_fact(command, each, context, pointing) for each in command.parameters)
            facts = tuple(fact for fact in told if fact and fact[1])
            title = words.say(command.help)
            return Post(_example(command, words), title=title, facts=facts)
    raise Refusal(
        "I know no command called “{name}”. {line} shows all.",
        name=name[:40],
        line=words.line("help"),
    )


def _fact(
    command: Command, parameter: Parameter, context: Context, pointing: Pointing
) -> tuple[str, str] | None:
    if isinstance(parameter.kind, POINTED_AT):
        return pointing.told(command, parameter, context)
    return _written(parameter, context.words), _told(parameter, context.words)


def _told(parameter: Parameter, words: Words) -> str:
    """In a few words; of a choice that must be made, all that can be chosen."""
    told = words.say(parameter.help) if parameter.help else ""
    if isinstance(parameter.kind, OneOf) and parameter.required:
        values = ", ".join(words.term("choice", each) for each in parameter.kind.values)
        told = words.say("one of these: {values}", values=values)
    return told


def _example(command: Command, words: Words) -> str:
    short, whole = _usage(command, words), _usage(command, words, whole=True)
    if short == whole:
        return words.say("Write {line}", line=short)
    return words.say("Write {line}, or {whole}", line=short, whole=whole)


def _usage(command: Command, words: Words, *, whole: bool = False) -> str:
    """With what it cannot do without; the `whole` line has what may follow plainly, too."""
    typed_ones = (each for each in command.parameters if not isinstance(each.kind, POINTED_AT))
    said = (each for each in typed_ones if each.required or (whole and _may_follow(each)))
    named = (_written(each, words) for each in said)
    return typed(" ".join([words.term("command", command.name), *named]))


def _may_follow(parameter: Parameter) -> bool:
    by_name = parameter.slot.by_name_only or isinstance(parameter.kind, Flag | OneOf)
    return not by_name and not parameter.is_beside and bool(parameter.help)


def _written(parameter: Parameter, words: Words) -> str:
    name = words.term("parameter", parameter.name)
    match parameter.kind:
        case Flag():
            return name
        case Several():
            one = words.term("one of several", parameter.name)
            return f'"{one} 1" "{one} 2"'
        case OneOf(values=values) if not parameter.required:
            return f"{name}={'|'.join(words.term('choice', value) for value in values)}"
    if parameter.slot.by_name_only:
        return f'{name}="…"'
    return f'"{name}"' if parameter.name == "question" else f"<{name}>"
