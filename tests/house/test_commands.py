"""Every command can be found, is explained, and asks for what it needs, in every language."""

from collections import Counter
from zoneinfo import ZoneInfo

import pytest

from bot.app import command_book
from bot.commands import Command
from bot.language import Words, languages
from bot.parameters import OneOf

COMMANDS = tuple(command_book())
WORDS = {tag: languages().words(tag, ZoneInfo("UTC")) for tag in languages().tags}
# Texts of the code are English; other languages must say something of their own.
TRANSLATED = {tag: words for tag, words in WORDS.items() if tag != "en"}

each_command = pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
each_language = pytest.mark.parametrize("words", TRANSLATED.values(), ids=TRANSLATED)


def is_said(words: Words, text: str) -> bool:
    return bool(text) and words.say(text) != text


@each_command
@each_language
def test_every_command_has_help_in_every_language(command: Command, words: Words) -> None:
    assert is_said(words, command.help)


@each_command
@each_language
def test_every_command_stands_under_a_heading(command: Command, words: Words) -> None:
    assert is_said(words, command.heading)


@each_command
@each_language
def test_every_command_asks_for_what_it_needs(command: Command, words: Words) -> None:
    for parameter in command.parameters:
        if parameter.required:
            assert is_said(words, parameter.prompt), parameter.name


@each_command
@each_language
def test_every_option_is_explained(command: Command, words: Words) -> None:
    for parameter in command.parameters:
        if not parameter.required and parameter.named:
            assert is_said(words, parameter.help), parameter.name


@each_command
@each_language
def test_every_name_has_a_translation(command: Command, words: Words) -> None:
    catalogued = words.catalogue.pgettext
    assert catalogued("command", command.name) != command.name
    for parameter in command.parameters:
        assert catalogued("parameter", parameter.name) != parameter.name or (
            "parameter", parameter.name) in SAME, parameter.name  # fmt: skip
        if isinstance(parameter.kind, OneOf):
            for value in parameter.kind.values:
                assert catalogued("choice", value) != value, value


# Words that are the same in our other languages, and say so in the catalogue by being absent.
SAME: set[tuple[str, str]] = set()


def test_every_name_means_one_command() -> None:
    meant = Counter(
        (name, command.name)
        for command in COMMANDS
        for words in WORDS.values()
        for name in {*words.synonyms("command", command.name), command.name}
    )
    twice = Counter(name for name, _ in meant)
    assert [name for name, count in twice.items() if count > 1] == []


@each_command
def test_no_two_parameters_of_a_command_share_a_name(command: Command) -> None:
    meant = {
        (name, parameter.name)
        for parameter in command.parameters
        for words in WORDS.values()
        for name in {*words.synonyms("parameter", parameter.name), parameter.name}
    }
    twice = Counter(name for name, _ in meant)
    assert [name for name, count in twice.items() if count > 1] == []


@each_command
def test_prompts_and_explanations_belong_to_parameters(command: Command) -> None:
    names = {parameter.name for parameter in command.parameters}
    assert {*command.prompts, *command.explains} <= names


def test_names_are_one_word() -> None:
    for command in COMMANDS:
        for words in WORDS.values():
            for name in words.synonyms("command", command.name):
                assert len(name.split()) == 1, name
