"""What can come next while somebody types: a command, a parameter, a thing of ours."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

from adapters.terminal.hear import Ear, tongues
from bot.adapter import Inbox, NotSaved
from bot.commands import Command, Parameter
from bot.language import Words
from bot.parameters import Reference
from bot.posts import clean


class Hint(NamedTuple):
    """`text` takes the place of the last `replaces` letters; people see the label beside it."""

    text: str
    label: str
    replaces: int


class Hints:
    def __init__(self, inbox: Inbox, ear: Ear) -> None:
        self._inbox = inbox
        self._ear = ear

    async def after(self, typed: str) -> list[Hint]:
        name, space, rest = typed.lstrip().partition(" ")
        known = await self._inbox.commands()
        if not space:
            return self._names(known, name.casefold())
        command = _named(known, name.casefold())
        return await self._arguments(command, typed, rest) if command else []

    def _names(self, known: Sequence[Command], typed: str) -> list[Hint]:
        """In the language spoken here; in any, if nothing there begins so."""
        in_a_tongue = partial(self._names_in, known, typed)
        own = in_a_tongue(self._ear.words)
        return own or [hint for words in tongues() for hint in in_a_tongue(words)]

    def _names_in(self, known: Sequence[Command], typed: str, words: Words) -> list[Hint]:
        listed = [(words.term("command", each.name), each.help) for each in known]
        listed += [(words.term("terminal", name), "") for name in ("as", "quit")]
        return [
            Hint(name, words.say(label), len(typed))
            for name, label in listed
            if name.startswith(typed)
        ]

    async def _arguments(self, command: Command, typed: str, rest: str) -> list[Hint]:
        *before, last = rest.split(" ")
        by_place = [each for each in command.parameters if _by_place(each)]
        position = len([word for word in before if word])
        hints = self._by_name(command, last) if last else []
        if position < len(by_place):
            hints += await self._references(command, by_place[position], typed, last)
        return hints

    def _by_name(self, command: Command, last: str) -> list[Hint]:
        words = self._ear.words
        optional = [each for each in command.parameters if not _by_place(each)]
        named = [(words.term("parameter", each.name), each) for each in optional]
        return [
            Hint(name if each.slot.is_flag else f'{name}="', words.say(each.help), len(last))
            for name, each in named
            if name.startswith(last.casefold())
        ]

    async def _references(
        self, command: Command, parameter: Parameter, typed: str, last: str
    ) -> list[Hint]:
        match parameter.kind:
            case Reference():
                asker = self._ear.incoming(typed)
                try:
                    found = await self._inbox.suggest(asker, command.name, parameter.name, last)
                except NotSaved:
                    return []
                return [Hint(each.value, clean(each.label), len(last)) for each in found]
        return []


def _named(known: Iterable[Command], name: str) -> Command | None:
    return next((each for each in known if name in spoken(each)), None)


def spoken(command: Command) -> Iterator[str]:
    yield command.name
    for words in tongues():
        yield from words.synonyms("command", command.name)


def _by_place(parameter: Parameter) -> bool:
    return not (parameter.slot.is_flag or parameter.slot.by_name_only)
