"""Counting. Pure: numbers in, numbers out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Tally:
    """`counts` stand beside the options; `turnout` is how many people voted. `apart` is what
    of this must be shown apart, if anything."""

    counts: tuple[int, ...]
    turnout: int
    apart: "Tally | None" = field(default=None, compare=False)

    @property
    def rest(self) -> "Tally":
        """The same without what is shown apart."""
        if self.apart is None:
            return self
        pairs = zip(self.counts, self.apart.counts, strict=True)
        counts = tuple(every - some for every, some in pairs)
        return Tally(counts, self.turnout - self.apart.turnout)

    @property
    def leading(self) -> tuple[int, ...]:
        """The numbers, from 1, of the options with the most votes; several are a tie."""
        most = max(self.counts)
        return tuple(n for n, count in enumerate(self.counts, 1) if most and count == most)

    def reaches(self, quorum: int | None) -> bool:
        return quorum is None or self.turnout >= quorum


def count(options: int, ballots: Iterable[tuple[Sequence[int], int]]) -> Tally:
    """Count approval ballots. Each is its marks and how many people voted just so; without
    marks it was withdrawn. With one mark each this is plurality."""
    counts = [0] * options
    turnout = 0
    for marks, people in ballots:
        for mark in set(marks):
            counts[mark - 1] += people
        turnout += people if marks else 0
    return Tally(tuple(counts), turnout)
