"""Forms: what a command still lacks is asked for at once. Pure.

Nothing is remembered of them: what was given already travels in the form's own id, as far as it
has room there; the rest stands filled in.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias
from urllib.parse import parse_qsl, urlencode

from adapters.discord import book, marking
from bot.came_along import File, Files
from bot.commands import Command, Parameter
from bot.incoming import Argument, Call
from bot.language import Words
from bot.parameters import Flag, Line, LongText, Native, OneOf, Quotation

Json: TypeAlias = dict[str, Any]

FORM, REPLY = "form", "reply"
MOST_FIELDS, LONGEST_ID = 5, 100
LONGEST_TEXT = 4000
WORDS = "words"
NOT_IN_FORMS = (Native, Quotation, Flag, File, Files)


class Sent(NamedTuple):
    """A form that came back: `origin` is the interaction it was opened with."""

    command: str
    origin: str
    arguments: Mapping[str, Argument]


def wanted(command: Command, given: Mapping[str, Argument]) -> bool:
    """Whether a form is to be opened: something long is missing."""
    return any(
        each.required and each.name not in given and book.is_long(each)
        for each in command.parameters
    )


def form(command: Command, given: Mapping[str, Argument], origin: str, words: Words) -> Json:
    """The form for what is missing."""
    kept, shown = _kept(f"{FORM}:{command.name}:{origin}:", given)
    fields = _fields(command, kept, shown)
    return {
        "title": marking.cut(words.say(command.help), 45),
        "custom_id": f"{FORM}:{command.name}:{origin}:{urlencode(kept)}",
        "components": [_labelled(each, shown.get(each.name), words) for each in fields],
    }


def _kept(
    begun: str, given: Mapping[str, Argument]
) -> tuple[dict[str, str], dict[str, Argument]]:
    """What has room in the id, and what has not."""
    kept: dict[str, str] = {}
    shown: dict[str, Argument] = {}
    for name, value in given.items():
        packed = kept | {name: _packed(value)}
        if len(begun) + len(urlencode(packed)) <= LONGEST_ID:
            kept = packed
        else:
            shown[name] = value
    return kept, shown


def _packed(value: Argument) -> str:
    return str(int(value)) if isinstance(value, bool) else str(value)


def _fields(
    command: Command, kept: Mapping[str, str], shown: Mapping[str, Argument]
) -> list[Parameter]:
    """What is needed first, then what was given and had no room, then what may be said."""
    open_ones = [each for each in command.parameters if each.name not in kept]
    some = [each for each in open_ones if not isinstance(each.kind, NOT_IN_FORMS)]
    return sorted(some, key=lambda each: (not each.required, each.name not in shown))[
        :MOST_FIELDS
    ]


def _labelled(parameter: Parameter, value: Argument | None, words: Words) -> Json:
    name = words.term("parameter", parameter.name)
    said = words.say(parameter.prompt or parameter.help)
    label = {"type": 18, "label": marking.cut(name.capitalize(), 45)}
    more = {"description": marking.cut(said, 100)} if said else {}
    return label | more | {"component": _component(parameter, value, words)}


def _component(parameter: Parameter, value: Argument | None, words: Words) -> Json:
    match parameter.kind:
        case OneOf(values=values) if len(values) <= book.MOST_CHOICES:
            return _select(parameter, values, words)
        case Line(longest=longest) | LongText(longest=longest):
            return _input(parameter, value, min(longest, LONGEST_TEXT))
    return _input(parameter, value, LONGEST_TEXT)


def _select(parameter: Parameter, values: Sequence[str], words: Words) -> Json:
    options = [{"label": words.term("choice", each)[:100], "value": each} for each in values]
    return {
        "type": 3,
        "custom_id": parameter.name,
        "options": options,
        "required": parameter.required,
        "min_values": 1 if parameter.required else 0,
    }


def _input(parameter: Parameter, value: Argument | None, longest: int) -> Json:
    component = {
        "type": 4,
        "custom_id": parameter.name,
        "style": 2 if book.is_long(parameter) else 1,
        "required": parameter.required,
        "max_length": longest,
    }
    return component | ({} if value is None else {"value": str(value)[:longest]})


def question(asked: str, message_id: str, words: Words) -> Json:
    """A form for the answer to a question of ours, which stands in that message: a greeting may
    stand before it, and below how it is answered."""
    answer = words.say("Your answer")
    alone, _, _ = asked.strip().rpartition("\n\n")[2].partition("\n")
    return {
        "title": marking.cut(alone, 45) or answer,
        "custom_id": f"{REPLY}:{message_id}",
        "components": [
            {
                "type": 18,
                "label": answer,
                "component": {
                    "type": 4,
                    "custom_id": WORDS,
                    "style": 2,
                    "required": True,
                    "max_length": LONGEST_TEXT,
                },
            }
        ],
    }


def sent(custom_id: str, filled: Mapping[str, Argument]) -> Sent | None:
    """A command's form that came back; None if it is none."""
    kind, *rest = custom_id.split(":", 3)
    if kind != FORM or len(rest) != 3:
        return None
    command, origin, packed = rest
    kept: dict[str, Argument] = dict(parse_qsl(packed, keep_blank_values=True))
    return Sent(command, origin, kept | {k: v for k, v in filled.items() if v != ""})


def filled(rows: Sequence[Json]) -> dict[str, Argument]:
    """What was written into the fields of a form."""
    found: dict[str, Argument] = {}
    for row in rows:
        for each in (row.get("component"), *(row.get("components") or ())):
            if isinstance(each, dict) and "custom_id" in each:
                found[each["custom_id"]] = _value(each)
    return found


def _value(component: Json) -> str:
    values = component.get("values")
    return str(values[0]) if values else str(component.get("value") or "")


def call(sent: Sent) -> Call:
    return Call(sent.command, sent.arguments)
