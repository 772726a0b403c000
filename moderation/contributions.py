"""What somebody wants others to see, as the desk gets to know it. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Contribution:
    """What a neighbour wants others to see. `kind` is a key of `bot.app.SUBJECTS`, `number`
    the owner's own number of it.

    `pictures` are stored media by their names; `files` counts what came along besides them.
    """

    kind: str
    number: int
    text: str
    title: str = ""
    pictures: tuple[str, ...] = ()
    files: int = 0
