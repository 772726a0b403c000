"""The port for what rooms keep about people: each says what becomes of it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import update
from sqlalchemy.orm import InstrumentedAttribute, Session

# Both are persons of ours: who stays, and who becomes the same and goes.
Merge: TypeAlias = Callable[[Session, int, int, datetime], None]
# By title, rows of names and values; titles and names are texts to translate.
Exported: TypeAlias = Mapping[str, Sequence[Mapping[str, Any]]]
Export: TypeAlias = Callable[[Session, int], Exported]
# Until when they must be known again if they come back; None if that does not matter.
Erase: TypeAlias = Callable[[Session, int, datetime], datetime | None]
# A person, and the new one that an account of theirs becomes.
Part: TypeAlias = Callable[[Session, int, int, datetime], None]
# Sentences to translate, for somebody just forgotten.
Left: TypeAlias = Callable[[Session, int], Sequence[str]]


class Term(str):
    """A value in what is told that is a text of ours, to translate."""


def nothing_told(session: Session, person_id: int) -> Exported:
    """For a room that has nothing to tell."""
    return {}


def nothing_erased(session: Session, person_id: int, now: datetime) -> datetime | None:
    """For a room that has nothing to forget."""
    return None


def nothing_shared(session: Session, stays: int, parts: int, now: datetime) -> None:
    """For a room that lays nothing on people which they could shake off by parting."""


def nothing_left(session: Session, person_id: int) -> Sequence[str]:
    """For a room that forgets at once."""
    return []


class Belongings(NamedTuple):
    """What one room keeps about people.

    `owns` are the columns that tell who somebody is ("ballot.voter"), each with the reason why
    it is kept. `merge` hands over what belonged to who goes; where both said something that
    still counts, the latest word stands. `export` tells a person all of it, `erase` forgets it.
    `part` lays on whoever parts from a person what was laid on that person, such as a ban;
    rights and votes stay. `left` says what could not be erased yet, and when it will be.
    `untold` are those of its columns of which a person is not told, each with the reason.
    """

    owns: Mapping[str, str]
    merge: Merge
    export: Export = nothing_told
    erase: Erase = nothing_erased
    part: Part = nothing_shared
    left: Left = nothing_left
    untold: Mapping[str, str] = MappingProxyType({})


def hand_over(
    session: Session, column: InstrumentedAttribute[Any], goes: int, stays: int | None
) -> None:
    """What stood under one person's number stands under another's from now on, or nobody's."""
    changed = update(column.class_).where(column == goes).values({column: stays})
    session.execute(changed.execution_options(synchronize_session="fetch"))


def merge(
    session: Session, rooms: Iterable[Belongings], stays: int, goes: int, now: datetime
) -> None:
    """Two persons are one from now on. Rooms come in their order, the bot's own last, because
    there who goes is deleted."""
    for room in rooms:
        room.merge(session, stays, goes, now)
