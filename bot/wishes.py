"""How somebody wants to be spoken to: in which language, by what name, at which hours."""

import re
from typing import Annotated

from sqlalchemy import update

from bot import people, quiet
from bot.commands import Command
from bot.context import Context
from bot.language import N_, languages
from bot.parameters import Line, OneOf
from bot.people import Person
from bot.posts import Post, Reply
from bot.privately import refuse_settling
from bot.refusals import Refusal

_CLOCK = re.compile(r"(?<!\d)(\d{1,2})(?:[:.](\d{2}))?(?!\d)")
DAY = 24 * 60


def language(context: Context, tag: Annotated[str, OneOf(languages().tags)]) -> Reply:
    _change(context, language=tag)
    words = languages().words(tag, context.words.zone, context.words.formal)
    return Reply(Post(words.say("From now on I answer you in English.")), private=True)


def name(context: Context, name: Annotated[str, Line(people.LONGEST_NAME)]) -> Reply:
    _change(context, name=name)
    return Reply(Post(context.words.say("I call you {name} now.", name=name)), private=True)


def quiet_hours(context: Context, hours: Annotated[str, Line(60)] = "") -> Reply:
    """`hours` as in "22:00 7:00", or "no"; without them, what holds now."""
    if hours:
        begin, end = _read(hours, context)
        _change(context, quiet_from=begin, quiet_until=end)
        context.session.flush()
    person = context.session.get_one(Person, context.person.id, populate_existing=True)
    return Reply(Post(_told(person, context)), private=True)


def _change(context: Context, **values: object) -> None:
    refuse_settling(context)
    context.session.execute(update(Person).filter_by(id=context.person.id).values(**values))
    people.changed(context.session)


def _read(hours: str, context: Context) -> tuple[int | None, int | None]:
    if hours.casefold() in ("no", "off", *context.words.synonyms("flag", "no")):
        return None, None
    clocks = [int(hour) * 60 + int(minute or 0) for hour, minute in _CLOCK.findall(hours)]
    if len(clocks) != 2 or clocks[0] == clocks[1] or max(clocks) > DAY:
        raise Refusal(
            "Write two times, such as {line}. To be written to at any hour: {off}",
            line=context.words.line("quiet", "22:00 7:00"),
            off=context.words.line("quiet", context.words.term("flag", "no")),
        )
    return clocks[0] % DAY, clocks[1] % DAY


def _told(person: Person, context: Context) -> str:
    if person.quiet_from is None or person.quiet_until is None:
        line = context.words.line("quiet", "22:00 7:00")
        return context.words.say(
            "I write to you at any hour. If I am to keep quiet at night: {line}", line=line
        )
    return context.words.say(
        "Between {begin} and {end} I do not write to you first; messages wait until {end}. "
        "Only a warning that one of your accounts is linked or parted comes at once.",
        begin=quiet.clock(person.quiet_from),
        end=quiet.clock(person.quiet_until),
    )


COMMANDS = [
    Command(
        "language",
        language,
        N_("Choose the language in which I answer you"),
        prompts={"tag": N_("In which language shall I answer you?")},
        always=True,
    ),
    Command(
        "name",
        name,
        N_("Choose the name by which I call you"),
        prompts={"name": N_("What shall I call you?")},
    ),
    Command(
        "quiet",
        quiet_hours,
        N_("Say when I am not to write to you"),
        explains={"hours": N_("from when to when, for example 22:00 7:00; or no")},
    ),
]
