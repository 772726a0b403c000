"""The names of commands in all languages, and how a line to type is shown on Discord."""

import re
from collections.abc import Iterable, Mapping
from zoneinfo import ZoneInfo

from adapters.discord import marking
from bot.commands import Command
from bot.language import Words, languages

UTC = ZoneInfo("UTC")
# What the help writes for what is still to be said: for that Discord asks by itself.
_PLACEHOLDERS = re.compile(r'[<|…]|"[^"]* 1" "[^"]* 2"')


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
        self._shown: dict[tuple[str, str], str] = {}

    def learn(self, commands: Iterable[Command]) -> None:
        spoken_here = tongues()
        for command in commands:
            base = spoken_here["en"].term("command", command.name)
            spoken = [
                name
                for words in spoken_here.values()
                for name in words.synonyms("command", command.name)
            ]
            for tag, words in spoken_here.items():
                self._shown[tag, base] = words.term("command", command.name)
            self._names |= dict.fromkeys([*spoken, command.name], base)

    def show(self, line: str, locale: str | None = None) -> str:
        """`vote 12 2` as something to tap and what to fill in, or else as it is typed. What is
        tapped bears its English name in every language, so whose Discord has another name for
        it reads that one."""
        name, _, rest = line.partition(" ")
        rest = "" if _PLACEHOLDERS.search(rest) else rest
        base = self._names.get(name.casefold(), "")
        if base not in self.ids or name.casefold() in self._own(base, locale):
            return marking.code(f"/{name} {rest}".rstrip())
        return f"</{base}:{self.ids[base]}> {marking.code(rest)}".rstrip()

    def _own(self, base: str, locale: str | None) -> set[str]:
        """What this command is called in a Discord of that language, if not as in English."""
        known = languages().known(locale)
        return {self._shown.get((known, base), base)} - {base} if known else set()
