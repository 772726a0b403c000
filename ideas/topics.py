"""What ideas are about: those that share telling words come together.

Pure: texts in, groups out. Each group begins with the idea that most others are near to (leader
clustering); nearness is the cosine of their words, weighed by how few ideas have each.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from ideas.likeness import folded

# With fewer there is nothing to sort.
FEWEST = 10
NEAR = 0.25
# What a third of all ideas says tells none from the others.
COMMON = 1 / 3
SHORTEST, LONGEST = 4, 6
NAMED = 3
_ENDINGS = ("en", "er", "es", "em", "e", "n", "s")
_NOT_TELLING = frozenset(
    folded(
        "eine einen einer eines einem dass damit weil denn nicht auch mehr wird werden soll "
        "sollte sollten kann koennen könnte haben sind sein beim oder aber sehr dort hier über "
        "unter viel viele vielen alle allen wenn noch durch gibt geben bitte ohne zwischen "
        "with that this there should would could more have from they them their where when "
        "please because which into many sich alles keine keinen steht liegt andere anderen"
    ).split()
)
Vector: TypeAlias = Mapping[str, float]


class Topic(NamedTuple):
    """`words` are the most telling ones, `ideas` the numbers of those it was found in."""

    words: tuple[str, ...]
    ideas: tuple[int, ...]


def topics(texts: Mapping[int, str]) -> Sequence[Topic]:
    """Of ideas by their numbers; the largest first. What stands alone is in none."""
    vectors = _vectors({number: _stems(text) for number, text in texts.items()})
    near = _near(vectors)
    found = []
    while near and (group := _largest(near)):
        found.append(Topic(_named(group, vectors, texts), tuple(sorted(group))))
        left = [number for number in near if number not in group]
        near = {number: near[number] - group for number in left}
    return found


def _largest(near: Mapping[int, frozenset[int]]) -> frozenset[int]:
    leader = max(near, key=lambda number: (len(near[number]), -number))
    return near[leader] | {leader} if near[leader] else frozenset()


def _stems(text: str) -> frozenset[str]:
    return frozenset(map(_stem, _telling(text)))


def _telling(text: str) -> Iterable[str]:
    words = folded(text).split()
    return (word for word in words if len(word) >= SHORTEST and word not in _NOT_TELLING)


def _stem(word: str) -> str:
    """Other endings and the second halves of long words make no difference."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST:
            word = word.removesuffix(ending)
            break
    return word[:LONGEST]


def _vectors(stems: Mapping[int, frozenset[str]]) -> dict[int, Vector]:
    """Weighed, and each of the length 1."""
    have = Counter(stem for some in stems.values() for stem in some)
    most = max(2.0, COMMON * len(stems))
    weights = {
        stem: math.log(len(stems) / count) + 1
        for stem, count in have.items()
        if 1 < count <= most
    }
    return {number: _of_length_one(some, weights) for number, some in stems.items()}


def _of_length_one(stems: frozenset[str], weights: Mapping[str, float]) -> Vector:
    known = {stem: weights[stem] for stem in stems if stem in weights}
    length = math.sqrt(sum(weight * weight for weight in known.values()))
    return {stem: weight / length for stem, weight in known.items()}


def _near(vectors: Mapping[int, Vector]) -> dict[int, frozenset[int]]:
    """Whoever shares enough, found through the words they share."""
    holders: dict[str, list[int]] = defaultdict(list)
    for number, vector in vectors.items():
        for stem in vector:
            holders[stem].append(number)
    return {number: _beside(number, vectors, holders) for number in vectors}


def _beside(
    number: int, vectors: Mapping[int, Vector], holders: Mapping[str, Sequence[int]]
) -> frozenset[int]:
    cosine: dict[int, float] = defaultdict(float)
    for stem, weight in vectors[number].items():
        for other in holders[stem]:
            cosine[other] += weight * vectors[other][stem]
    return frozenset(each for each, much in cosine.items() if much >= NEAR and each != number)


def _named(
    group: frozenset[int], vectors: Mapping[int, Vector], texts: Mapping[int, str]
) -> tuple[str, ...]:
    """The words that weigh most, as most of them write them."""
    weighs = Counter[str]()
    for number in group:
        weighs.update(vectors[number])
    written: dict[str, Counter[str]] = defaultdict(Counter)
    for number in sorted(group):
        for word in texts[number].split():
            plain = folded(word)
            written[_stem(plain)][word.strip(".,;:!?()„“”\"'")] += 1
    top = sorted(weighs, key=lambda stem: (-weighs[stem], stem))[:NAMED]
    return tuple(written[stem].most_common(1)[0][0] for stem in top if written[stem])
