"""A picture comes along with a command that is said in reply to it. Not every client of theirs
can write words below one. Pure."""

from collections.abc import Iterable
from dataclasses import replace
from zoneinfo import ZoneInfo

from bot.commands import Command
from bot.incoming import Incoming, Text
from bot.language import languages


def spoken(command: Command) -> set[str]:
    """All its names, in every language."""
    tongues = [languages().words(tag, ZoneInfo("UTC")) for tag in languages().tags]
    names = (words.synonyms("command", command.name) for words in tongues)
    return {command.name, *(name for some in names for name in some)}


def takers(commands: Iterable[Command]) -> set[str]:
    """The names of those that take files."""
    theirs = (each for each in commands if any(one.takes_files for one in each.parameters))
    return {name for each in theirs for name in spoken(each)}


def is_wish(heard: Incoming, names: set[str]) -> bool:
    """In a thread clients say by themselves which message came before; nobody chose it."""
    said = heard.said
    if not isinstance(said, Text) or said.attachments or not said.addressed:
        return False
    name = (*said.words.split(maxsplit=1), "")[0]
    return heard.replies_to is not None and heard.at.thread is None and name.casefold() in names


def with_files(heard: Incoming, shown: Incoming | None) -> Incoming | None:
    """The same, with the files of the message that it answers; None if there are none, or if
    they are somebody else's."""
    if shown is None or shown.sender.account != heard.sender.account:
        return None
    said, theirs = heard.said, shown.said
    if not isinstance(said, Text) or not isinstance(theirs, Text) or not theirs.attachments:
        return None
    return replace(heard, said=replace(said, attachments=theirs.attachments))
