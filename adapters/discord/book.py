"""The command book as Discord's commands: names, options and menus in every language. Pure."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from adapters.discord import marking
from adapters.discord.spoken import tongues
from bot.came_along import File, Files
from bot.commands import Command, Parameter
from bot.language import Words
from bot.parameters import (
    Flag,
    Line,
    LongText,
    Native,
    Number,
    OneOf,
    Quotation,
    Reference,
    Several,
    Somebody,
)

Json: TypeAlias = dict[str, Any]

SLASH, ON_MESSAGE = 1, 3
TEXT, NUMBER, FLAG, PERSON, FILE = 3, 4, 5, 6, 11
MOST_MENUS, MOST_OPTIONS, MOST_CHOICES = 15, 25, 25
# As Discord names the languages that we may speak.
LOCALES = {
    "ar": "ar", "de": "de", "en": "en-GB", "pl": "pl", "ro": "ro", "ru": "ru", "tr": "tr",
    "uk": "uk", "fr": "fr", "es": "es-ES", "it": "it", "bg": "bg", "el": "el",
}  # fmt: skip


def commands(book: Iterable[Command]) -> list[Json]:
    """All of them, as they are registered."""
    listed = list(book)
    menus = [_menu(each) for each in listed if each.on_message]
    return [_slash(each) for each in listed] + menus[:MOST_MENUS]


def base(command: Command) -> str:
    """The name by which Discord hands it over, whatever language it was chosen in."""
    return tongues()["en"].term("command", command.name)


def by_name(book: Iterable[Command]) -> dict[tuple[int, str], Command]:
    """What Discord's kind and name of a command stand for."""
    listed = list(book)
    menus = {(ON_MESSAGE, _menu(each)["name"]): each for each in listed if each.on_message}
    return {(SLASH, base(each)): each for each in listed} | menus


def parameter(command: Command, name: str) -> Parameter | None:
    """The parameter behind the name of an option."""
    english = tongues()["en"]
    for each in command.parameters:
        wanted = english.term("parameter", each.name)
        if name in [f"{wanted}{n}" for n in numbers(each)]:
            return each
    return None


def numbers(parameter: Parameter) -> list[str]:
    """An option holds one file; several have one each, which are told by what is added to
    their names."""
    most = parameter.kind.most if isinstance(parameter.kind, Files) else 1
    return ["", *(f"-{n}" for n in range(2, most + 1))]


def is_long(parameter: Parameter) -> bool:
    """What has more room in a form than in a line."""
    return isinstance(parameter.kind, LongText | Several)


def _slash(command: Command) -> Json:
    typed = filter(_can_be_typed, command.parameters)
    options = [_option(each, number) for each in typed for number in numbers(each)]
    options.sort(key=lambda each: not each["required"])
    return _called("command", command.name) | {
        "type": SLASH,
        **_described(command.help),
        "options": options[:MOST_OPTIONS],
        "contexts": [0, 1],
        "integration_types": [0],
    }


def _menu(command: Command) -> Json:
    said = {tag: words.say(command.on_message)[:32] for tag, words in tongues().items()}
    return {
        "name": said.pop("en"),
        "name_localizations": _localised(said),
        "type": ON_MESSAGE,
        "contexts": [0, 1],
        "integration_types": [0],
    }


def _can_be_typed(parameter: Parameter) -> bool:
    return not isinstance(parameter.kind, Native | Quotation)


def _option(parameter: Parameter, number: str) -> Json:
    """What is long may be left out, for then a form asks for it."""
    return (
        _called("parameter", parameter.name, number)
        | _described(parameter.help or parameter.prompt or parameter.name)
        | {"required": parameter.required and not is_long(parameter)}
        | _kind(parameter)
    )


def _kind(parameter: Parameter) -> Json:
    match parameter.kind:
        case Number(least=least, most=most):
            return {"type": NUMBER, "min_value": least, "max_value": most}
        case Flag():
            return {"type": FLAG}
        case OneOf(values=values) if len(values) <= MOST_CHOICES:
            return {"type": TEXT, "choices": [_choice(each) for each in values]}
        case Reference():
            return {"type": TEXT, "autocomplete": True}
        case Somebody():
            return {"type": PERSON}
        case File() | Files():
            return {"type": FILE}
        case Line(longest=longest) | LongText(longest=longest):
            return {"type": TEXT, "max_length": min(longest, 6000)}
    return {"type": TEXT}


def _choice(value: str) -> Json:
    said = {tag: words.term("choice", value)[:100] for tag, words in tongues().items()}
    return {"name": said.pop("en"), "name_localizations": _localised(said), "value": value}


def _called(context: str, name: str, number: str = "") -> Json:
    said = {tag: words.term(context, name) + number for tag, words in tongues().items()}
    return {"name": said.pop("en"), "name_localizations": _localised(said)}


def _described(sentence: str) -> Json:
    said = {tag: _short(words, sentence) for tag, words in tongues().items()}
    english = said.pop("en")
    return {"description": english, "description_localizations": _localised(said)}


def _short(words: Words, sentence: str) -> str:
    return marking.cut(words.say(sentence), 100)


def _localised(said: Mapping[str, str]) -> dict[str, str]:
    return {LOCALES[tag]: text for tag, text in said.items() if tag in LOCALES}


def differs(wanted: Sequence[Json], there: Sequence[Json]) -> bool:
    """Whether what is registered must be registered anew."""
    return sorted(map(_essence, wanted)) != sorted(map(_essence, there))


def _essence(command: Json) -> str:
    """What counts, however Discord writes it: what is empty, false or usual says nothing."""
    return json.dumps(_without_nothing({key: command.get(key) for key in _COUNTS}))


_COUNTS = ("type", "name", "name_localizations", "description", "description_localizations",
           "options", "contexts", "integration_types",
           "default_member_permissions")  # fmt: skip


def _without_nothing(value: Any) -> Any:
    if isinstance(value, Mapping):
        some = {key: _without_nothing(each) for key, each in sorted(value.items())}
        return {
            key: each for key, each in some.items() if each not in (None, False, {}, [], "")
        }
    if isinstance(value, list | tuple):
        return [_without_nothing(each) for each in value]
    return value
