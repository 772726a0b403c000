"""Who is known in a neighbourhood: whom others vouch for who are known themselves. Pure."""

from collections import Counter
from collections.abc import Collection, Iterable
from typing import TypeAlias

ENOUGH = 2
# Who vouches, and for whom.
Said: TypeAlias = tuple[int, int]


def known(roots: Collection[int], said: Iterable[Said]) -> frozenset[int]:
    """The roots (a moderator vouched for them, or they have a personal code), and step by step
    whoever two of those vouch for who are known by then. A ring of accounts that vouch for each
    other leads nowhere, because nobody in it is ever the first."""
    vouches = set(said)
    found = set(roots)
    while True:
        counts = Counter(whom for who, whom in vouches if who in found and who != whom)
        more = {whom for whom, count in counts.items() if count >= ENOUGH} - found
        if not more:
            return frozenset(found)
        found |= more
