"""The names of commands in all languages, and how a line to type is shown on Discord."""

from collections.abc import Iterable, Mapping
from zoneinfo import ZoneInfo

from adapters.discord import marking
from bot.commands import Command
from bot.language import Words, languages

UTC = ZoneInfo("UTC")


def words_of(locale: str | None) -> Words:
    """For the few words of the adapter's own; English where we do not know the language."""
    return languages().words(languages().known(locale) or "en", UTC)


def tongues() -> dict[str, Words]:
    return {tag: languages().words(tag, UTC) for tag in languages().tags}


class Lines:
    """`ids` are Discord's numbers of the commands: with one, a line can be tapped."""

    def __init__(self) -> None:
        self.ids: Mapping[str, str] = {}
        self._names: dict[str, str] = {}

    def learn(self, commands: Iterable[Command]) -> None:
        spoken_here = tongues()
        for command in commands:
            base = spoken_here["en"].term("command", command.name)
            spoken = [
                name
                for words in spoken_here.values()
                for name in words.synonyms("command", command.name)
            ]
            self._names |= dict.fromkeys([*spoken, command.name], base)

    def show(self, line: str) -> str:
        """`vote 12 2` as something to tap and what to fill in, or else as it is typed."""
        name, _, rest = line.partition(" ")
        base = self._names.get(name.casefold(), "")
        if base not in self.ids:
            return marking.code(f"/{line}")
        return f"</{base}:{self.ids[base]}> {marking.code(rest)}".rstrip()
