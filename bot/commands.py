"""The command book: one description of each command, rendered by every adapter."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from bot import misnamed, moments, signature
from bot.context import Context
from bot.incoming import Argument, Call
from bot.language import Languages
from bot.lines import LineForm, Slot
from bot.parameters import Choices, Message, Suggestion, When
from bot.posts import Ask, Post, Reply
from bot.refusals import Refusal
from bot.roles import Role
from bot.signature import Parameter

__all__ = ["Command", "CommandBook", "Missing", "Parameter", "Suggestion"]

UTC = ZoneInfo("UTC")


class Late(Exception):
    """A refusal after something was written: this one must be rolled back alone."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply.post.text)
        self.reply = reply


class Missing(Exception):
    """A call lacks a parameter that it cannot do without."""

    def __init__(self, call: Call, parameter: Parameter) -> None:
        super().__init__(parameter.name)
        self.call = call
        self.parameter = parameter


@dataclass(frozen=True, slots=True)
class Command:
    """What may be done. `run` is a plain function: its signature holds the parameters.

    `prompts` are the questions for parameters that are missing, `explains` a few words on the
    optional ones. `needs` are roles of which one is enough. `counts_late`: it is carried out
    however long ago it was said, as a vote is; `counts_edited`: said twice it is one word, so
    that it counts as it reads once its message was changed. `always`: also for those whom the
    moderators have shut out, who may still take back what is theirs. `discreet`: it is about
    somebody, so among neighbours the answer is for whoever called it alone; in a room of
    moderators all read it. `on_message` is what it is called where it can be chosen for a
    message that somebody wrote; `sign` a reaction that means it, on a message of ours.
    `heading` is what it stands under in the help.
    """

    name: str
    run: Callable[..., Reply]
    help: str
    prompts: Mapping[str, str] = field(default_factory=dict)
    explains: Mapping[str, str] = field(default_factory=dict)
    needs: frozenset[Role] = frozenset()
    counts_late: bool = False
    counts_edited: bool = False
    on_message: str = ""
    always: bool = False
    discreet: bool = False
    sign: str | None = None
    heading: str = ""
    parameters: tuple[Parameter, ...] = field(init=False)
    names: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        found = signature.parameters(self.run, self.prompts, self.explains)
        object.__setattr__(self, "parameters", found)
        object.__setattr__(self, "names", frozenset(each.name for each in found))

    def carry_out(self, call: Call, context: Context) -> Reply:
        """Raises Refusal, and Missing for what is not there."""
        reply = self.run(context, **self.bind(call, context))
        alone = self.discreet and not context.at_the_desk
        return replace(reply, private=True) if alone else reply

    def bind(self, call: Call, context: Context) -> dict[str, Any]:
        """Read every argument. Raises Refusal, and Missing for what is not there."""
        given = call.arguments
        self._refuse_misnamed(given, context)
        bound: dict[str, Any] = {}
        for parameter in self.parameters:
            if parameter.name in given:
                bound[parameter.name] = parameter.kind.read(given[parameter.name], context)
            elif isinstance(parameter.kind, Message) and context.replies_to:
                bound[parameter.name] = context.replies_to
            elif parameter.required:
                raise Missing(self._without_choices(call), parameter)
        return bound

    def _refuse_misnamed(self, given: Mapping[str, Argument], context: Context) -> None:
        """What was said by a name of no parameter must not become part of what others read."""
        for name in given:
            if name not in self.names:
                typed = (each.name for each in self.parameters if not each.is_beside)
                raise misnamed.refusal(context, self.name, typed, name, given[name])

    def _without_choices(self, call: Call) -> Call:
        """What is asked for is kept until it comes; what somebody chose is not. It is asked
        for again."""
        chosen = {each.name for each in self.parameters if isinstance(each.kind, Choices)}
        kept = {name: value for name, value in call.arguments.items() if name not in chosen}
        return Call(call.command, kept)


def under(heading: str, commands: Iterable[Command]) -> list[Command]:
    """The commands of one room, where they have no heading of their own."""
    return [each if each.heading else _under(heading, each) for each in commands]


def _under(heading: str, command: Command) -> Command:
    placed = copy(command)  # `replace` would read every signature anew, at every start.
    object.__setattr__(placed, "heading", heading)
    return placed


SHORT = 30
NOTHING: Mapping[str, Argument] = MappingProxyType({})


def _lets_everybody_in(context: Context) -> None:
    """For a book without a doorkeeper."""


class CommandBook:
    """All commands, under their names in every language we speak."""

    def __init__(
        self,
        commands: Iterable[Command],
        languages: Languages,
        doorkeeper: Callable[[Context], None] = _lets_everybody_in,
    ) -> None:
        """`doorkeeper` raises Refusal for whoever may not take part for a while."""
        self._doorkeeper = doorkeeper
        self._commands: dict[str, Command] = {}
        self._names: dict[str, tuple[Command, set[str]]] = {}
        self._lines: dict[str, LineForm] = {}
        self._vocabularies = [languages.words(tag, UTC) for tag in languages.tags]
        for command in commands:
            self._enter(command, languages)
        self._short = lru_cache(maxsize=1024)(self._take_apart)

    def _enter(self, command: Command, languages: Languages) -> None:
        if command.name in self._commands:
            raise ValueError(f"two commands are called {command.name!r}")
        self._commands[command.name] = command
        spoken: dict[str, list[str]] = {each.name: [each.name] for each in command.parameters}
        for tag in languages.tags:
            words = languages.words(tag, UTC)
            names = words.synonyms("command", command.name)
            own = names if tag != "en" else (*names, command.name)
            for name in own:
                holder, tags = self._names.setdefault(name, (command, set()))
                if holder is not command:
                    raise ValueError(
                        f"{name!r} means both {holder.name!r} and {command.name!r}"
                    )
                tags.add(tag)
            for parameter in command.parameters:
                spoken[parameter.name] += words.synonyms("parameter", parameter.name)
        slots = [self._slot(parameter) for parameter in command.parameters]
        self._lines[command.name] = LineForm(slots, spoken)

    def _slot(self, parameter: Parameter) -> Slot:
        if not isinstance(parameter.kind, When):
            return parameter.slot
        of_time = partial(moments.how_many, vocabularies=self._vocabularies)
        return parameter.slot._replace(takes=of_time)

    def __iter__(self) -> Iterator[Command]:
        return iter(self._commands.values())

    def named(self, word: str) -> tuple[Command, str | None] | None:
        """The command of that name, and its language if only one language calls it so."""
        found = self._names.get(word.casefold())
        if found is None:
            return None
        command, tags = found
        return command, next(iter(tags)) if len(tags) == 1 else None

    def get(self, name: str) -> Command | None:
        return self._commands.get(name)

    def names(self) -> Sequence[str]:
        return tuple(self._names)

    def signed(self, sign: str) -> Command | None:
        """The command that this reaction means."""
        return next((each for each in self if each.sign and each.sign == sign), None)

    def line(
        self, words: str, known: Mapping[str, Argument] = NOTHING
    ) -> tuple[Command, Call, str | None] | None:
        """What a line says that begins with the name of a command, and the language that alone
        calls it so; some of it may be `known`."""
        if known or len(words) > SHORT:
            return self._take_apart(words, known)
        # A whole neighbourhood writes the same few short lines: "vote 12 1", "vote 12 2".
        return self._short(words)

    def _take_apart(
        self, words: str, known: Mapping[str, Argument] = NOTHING
    ) -> tuple[Command, Call, str | None] | None:
        name, rest = (*words.split(maxsplit=1), "", "")[:2]
        if (found := self.named(name)) is None:
            return None
        command, tag = found
        return command, self.read(command, rest, known), tag

    def read(
        self, command: Command, line: str, known: Mapping[str, Argument] = NOTHING
    ) -> Call:
        """What was written after a command's name, as a call; some of it may be `known`."""
        fitting = {name: value for name, value in known.items() if name in command.names}
        return Call(command.name, self._lines[command.name].read(line, fitting))

    def refuse_who_may_not(self, command: Command, context: Context) -> None:
        """Raises Refusal."""
        if not command.always:
            self._doorkeeper(context)
        refuse_without_role(command, context)


def completed(ask: Ask, answer: Argument) -> Call:
    """The half-filled call with the answer in its place."""
    return ask.call.with_argument(ask.parameter, answer)


def asking(missing: Missing, prompt: str) -> Reply:
    """Ask for what is missing. Which message is meant is not said in an answer to us, but by
    saying the whole once more in answer to that message."""
    if isinstance(missing.parameter.kind, Message):
        return Reply(Post(prompt), private=True)
    ask = Ask(missing.call, missing.parameter.name)
    return Reply(Post(prompt, ask=ask), private=True)


def refuse_without_role(command: Command, context: Context) -> None:
    if command.needs and not command.needs & context.roles:
        if command.needs == {Role.CITY_OFFICER}:
            raise Refusal("Only somebody who speaks for the city may do this.")
        if Role.MODERATOR in command.needs:
            raise Refusal("Only moderators may do this. Ask one of them in your room.")
        raise Refusal("Only those who look after Bude here may do this.")
