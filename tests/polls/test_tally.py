"""Counting, against a recount ballot by ballot, and against a real election."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polls import tally
from polls.tally import Tally

DATA = Path(__file__).parents[3] / "shared" / "data" / "counting"
BALLOTS = st.lists(st.tuples(st.sets(st.integers(1, 5)).map(tuple), st.integers(1, 9)))


@given(BALLOTS)
def test_the_count_is_that_of_a_recount(ballots: list[tuple[tuple[int, ...], int]]) -> None:
    each = [marks for marks, people in ballots for _ in range(people)]
    counted = tally.count(5, ballots)
    assert counted.counts == tuple(sum(n in marks for marks in each) for n in range(1, 6))
    assert counted.turnout == sum(bool(marks) for marks in each)


def test_nobody_voted() -> None:
    assert tally.count(3, []) == Tally((0, 0, 0), 0)
    assert tally.count(3, [((), 7)]).leading == ()


def test_a_tie_has_several_leading() -> None:
    assert tally.count(3, [((1,), 2), ((3,), 2), ((2,), 1)]).leading == (1, 3)


def test_a_mark_twice_counts_once() -> None:
    assert tally.count(2, [((2, 2), 1)]).counts == (0, 1)


def test_a_quorum_is_of_people_not_of_marks() -> None:
    both = tally.count(2, [((1, 2), 2)])
    assert both.reaches(2)
    assert not both.reaches(3)
    assert both.reaches(None)


def test_the_approval_vote_of_orsay_2002() -> None:
    file, expected = DATA / "00026-00000002.cat", DATA / "EXPECTED.json"
    if not file.exists():
        pytest.skip(f"the election's ballots are not here: {file}")
    known = json.loads(expected.read_text())[file.name]["prototype"]
    text = file.read_text()
    names = re.findall(r"^# ALTERNATIVE NAME \d+: (.+)$", text, re.MULTILINE)
    counted = tally.count(len(names), _approvals(text))
    assert dict(zip(names, counted.counts, strict=True)) == known["approval_counts"]
    assert [names[n - 1] for n in counted.leading] == known["winner"]


def _approvals(text: str) -> Iterator[tuple[list[int], int]]:
    """`15: {9,10},{1,2,...}`: 15 people approved of 9 and 10; `13: 5,{...}`: of 5 alone."""
    for people, first in re.findall(r"^(\d+): (\{[^}]*\}|\d+)", text, re.MULTILINE):
        yield [int(mark) for mark in re.findall(r"\d+", first)], int(people)
