"""What is mine: seeing all that is kept of me, and having it forgotten."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Any, NamedTuple

from bot import forgetting, roles
from bot.belongings import Belongings, Term
from bot.commands import Command
from bot.context import Context
from bot.language import N_, Words
from bot.parameters import OneOf
from bot.posts import Enclosure, Post, Reply
from bot.privately import refuse_openly, refuse_settling
from bot.refusals import Refusal
from bot.roles import Role

ME, SURE = "me", "me for sure"


def _mydata(rooms: Sequence[Belongings]) -> Command:
    def mydata(
        context: Context, form: Annotated[str, OneOf(("words", "data"))] = "words"
    ) -> Reply:
        refuse_openly(context)
        refuse_settling(context)
        kept = _kept(rooms, context)
        told = _handed_over if form == "data" else _told
        return Reply(told(kept, context.words), private=True)

    return Command(
        "mydata",
        mydata,
        N_("See all that I keep about you"),
        explains={"form": N_("in words; or as data (JSON), to take it elsewhere")},
        always=True,
    )


def _forget(rooms: Sequence[Belongings]) -> Command:
    def forget(context: Context, whom: Annotated[str, OneOf((ME, SURE))]) -> Reply:
        refuse_openly(context)
        refuse_settling(context)
        _refuse_to_leave_alone(context)
        if whom == ME:
            return Reply(_are_you_sure(context.words), private=True)
        me = context.person.id
        forgetting.forget(context.session, rooms, me, context.now)
        left = [each for room in rooms for each in room.left(context.session, me)]
        said = "\n\n".join(map(context.words.say, [FORGOTTEN, *left]))
        return Reply(Post(said), private=True)

    return Command(
        "forget",
        forget,
        N_("Have all forgotten that I keep about you"),
        prompts={"whom": N_("Shall I forget you? Write “me”, and I ask once more.")},
        always=True,
    )


ARE_YOU_SURE = N_(
    "I would then forget your name, all your accounts and your roles. I would take back your "
    "votes in open polls; results of closed ones stay, and nobody will know any more that one "
    "of those votes was yours. What you wrote into rooms I cannot delete there. Nothing has "
    "happened yet. If you are sure, write: {line}"
)
FORGOTTEN = N_(
    "I have forgotten you: your name, your accounts, your votes in open polls and what else I "
    "kept of you. Should you write to me again, we meet anew. All the best!"
)


def _refuse_to_leave_alone(context: Context) -> None:
    if roles.is_last_admin(context.session, context.person.id):
        raise Refusal(
            "Nobody else looks after Bude where you do. Give somebody else that role first; if "
            "your account stands in the config, have it taken out there."
        )


def _are_you_sure(words: Words) -> Post:
    line = words.line("forget", words.term("choice", SURE))
    return Post(words.say(ARE_YOU_SURE, line=line))


# What is kept


class Section(NamedTuple):
    title: str
    rows: Sequence[Mapping[str, Any]]


def _kept(rooms: Iterable[Belongings], context: Context) -> list[Section]:
    return [
        Section(title, rows)
        for room in rooms
        for title, rows in room.export(context.session, context.person.id).items()
        if rows
    ]


def _handed_over(kept: Iterable[Section], words: Words) -> Post:
    name = f"{words.term('command', 'mydata')}.json"
    return Post(
        words.say("Here it is as data (JSON), to take it elsewhere."),
        title=words.say("What I keep about you"),
        enclosure=Enclosure(name, "application/json", _as_json(kept)),
    )


def _as_json(kept: Iterable[Section]) -> str:
    document = {section.title: [dict(row) for row in section.rows] for section in kept}
    return json.dumps(document, ensure_ascii=False, indent=1, default=_iso)


def _iso(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _told(kept: Iterable[Section], words: Words) -> Post:
    told = "\n\n".join(_section(section, words) for section in kept)
    return Post(told, title=words.say("What I keep about you"))


def _section(section: Section, words: Words) -> str:
    return "\n".join([words.say(section.title), *(_row(row, words) for row in section.rows)])


def _row(row: Mapping[str, Any], words: Words) -> str:
    there = ((name, value) for name, value in row.items() if value is not None)
    told = (f"{words.say(name)}: {_value(value, words)}" for name, value in there)
    return "- " + "; ".join(told)


def _value(value: Any, words: Words) -> str:
    match value:
        case Term():
            return words.say(value)
        case Role():
            return words.term("choice", value)
        case datetime():
            return words.moment(value)
        case date():
            return words.day(value)
        case list() | tuple():
            return " / ".join(map(str, value))
        case _:
            return str(value)


def commands(rooms: Sequence[Belongings]) -> list[Command]:
    """`rooms` are all that keep something about people."""
    return [_mydata(rooms), _forget(rooms)]
