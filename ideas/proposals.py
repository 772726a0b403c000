"""What somebody proposes, before it is kept."""

from typing import NamedTuple

from ideas.likeness import folded


class Proposal(NamedTuple):
    """All but the text may be told later. `district` is found, never asked for; `by` is "youth"
    if children or young people had the idea."""

    text: str
    title: str | None = None
    field: str | None = None
    problem: str | None = None
    goal: str | None = None
    solution: str | None = None
    place: str | None = None
    district: str | None = None
    by: str | None = None

    @property
    def likeness(self) -> str:
        return folded(self.title, self.text)
