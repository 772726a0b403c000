"""What somebody wants others to see, as the desk gets to know it. Pure."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from bot.language import Words


class Alike(NamedTuple):
    """Another one of its kind that says much the same; `score` is from 0 to 100. `joinable`:
    the two can be put together."""

    number: int
    title: str
    score: float
    likely_the_same: bool = False
    joinable: bool = False


class Contribution(NamedTuple):
    """What a neighbour wants others to see. `kind` is a key of `bot.published.SUBJECTS`,
    `number` the owner's own number of it.

    `pictures` are stored media by their names; `files` counts what came along besides them.
    `of_youth`: children or young people wrote it. `eyes` are the moderators who must agree at
    least, such as those of what it is a part of. `alike` are others that say much the same,
    the nearest first. `joinable`: others can be put together with it. `wordless`: its words
    only say what the pictures belong to. `rule` (a `triage.Rule`) holds in rooms that have none
    of their own, if it is not the city's. `mended_by` is the line that changes parts of it
    which are neither its title nor its text alone. `what` it is, and of what: words to be put
    into a language, with what is filled in. `facts` are what else counts of it, each with its
    name: such as until when it is open.
    """

    kind: str
    number: int
    text: str
    title: str = ""
    pictures: tuple[str, ...] = ()
    files: int = 0
    of_youth: bool = False
    eyes: int = 1
    alike: tuple[Alike, ...] = ()
    joinable: bool = False
    wordless: bool = False
    rule: str = ""
    mended_by: tuple[str, str] | None = None
    what: tuple[str, Mapping[str, str]] | None = None
    facts: Callable[[Words], Sequence[tuple[str, str]]] | None = None
