"""Whatever sequence of voting, linking, parting, being forgotten, restarting and closing: no
person counts twice, no confirmed vote of a remaining person is lost, and after the end of a
secret poll no search over every table and file finds a pair of person and choice."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from polls.results import Count
from polls.tally import Tally
from polls.unsealing import LEAST
from tests.conftest import SUNDAY
from tests.neighbours.scene import code_in, number_in
from tests.neighbours.street import (
    ACCOUNTS,
    CHOICES,
    OPEN,
    OPEN_FOR,
    SECRET,
    STEADY,
    Street,
    Voice,
    joined,
)

pytestmark = pytest.mark.scene

# What happens, with or to which accounts, in which poll, and what is chosen there.
Step: TypeAlias = tuple[str, str, str, int, int]
HAPPENS = (
    *("votes", "votes", "votes", "links", "links"),
    *("withdraws", "parts", "is forgotten", "restart", "time passes"),
)
ANYBODY = st.sampled_from(ACCOUNTS)
STEP = st.tuples(
    st.sampled_from(HAPPENS),
    ANYBODY,
    ANYBODY,
    st.sampled_from([OPEN, SECRET]),
    st.sampled_from(CHOICES),
)
HOME: list[Path] = []


@pytest.fixture(scope="module", autouse=True)
def at_home(home: Path) -> None:
    HOME[:] = [home]


class Neighbours:
    """A street with two polls, and what its neighbours know of their votes."""

    def __init__(self, street: Street) -> None:
        self.street = street
        self.voices = {account: Voice() for account in ACCOUNTS}
        self.closed: dict[int, Count] = {}

    def does(self, step: Step) -> None:
        happens, account, other, poll, option = step
        match happens:
            case "votes":
                self.vote(account, poll, option)
            case "withdraws":
                self.withdraw(account, poll)
            case "links":
                self.link(account, other)
            case "parts":
                self.part(account, other)
            case "is forgotten":
                self.forget(account, poll)
            case "restart":
                self.street.restart()
            case "time passes":
                self.street.clock.forward(minutes=20)
                self.close_what_is_over()

    def vote(self, account: str, poll: int, option: int) -> None:
        voice, said_at = self.voices[account], self.street.clock.now
        answer = self.street.alone(account, f"vote {poll} {option}")
        counts = "Your vote counts" in answer
        assert counts == (not voice.silenced and self.is_open()), answer
        if counts:
            voice.said[poll] = said_at, option

    def withdraw(self, account: str, poll: int) -> None:
        voice, said_at = self.voices[account], self.street.clock.now
        self.street.alone(account, f"withdraw {poll}")
        if self.is_open():
            voice.said[poll] = said_at, None

    def link(self, one: str, other: str) -> None:
        """Anybody with anybody, as neighbours do who share a flat and a mistake."""
        asked = self.street.alone(one, "link")
        if "too often" in asked:
            return
        entered = self.street.alone(other, f"link {code_in(asked)}")
        if "confirm" not in entered:
            same = one == other or self.voices[one] is self.voices[other]
            assert same or "is linked to others already" in entered, entered
            return
        number = number_in(entered)
        self.street.alone(one, f"confirm {number}")
        assert "one person here now" in self.street.alone(other, f"confirm {number}")
        both = self.voices[one], self.voices[other]
        self.become(both, joined(*both))

    def part(self, account: str, other: str) -> None:
        answer = self.street.alone(account, f"unlink {other}")
        if "is a person of its own now" in answer:
            assert self.voices[account] is self.voices[other]
            self.voices[other] = Voice(silenced=True)

    def forget(self, account: str, poll: int) -> None:
        """With all accounts, which come back as one person with one voice, or none."""
        voice = self.voices[account]
        theirs = [each for each in ACCOUNTS if self.voices[each] is voice]
        if "I have forgotten you" not in self.street.alone(account, "forget me for sure"):
            return
        self.become((voice,), Voice(silenced=voice.silenced))
        self.every_person_counts_once()
        for each in theirs[:2]:
            self.vote(each, poll, CHOICES[0])

    def become(self, who: tuple[Voice, ...], voice: Voice) -> None:
        for account in ACCOUNTS:
            if self.voices[account] in who:
                self.voices[account] = voice

    def close_what_is_over(self) -> None:
        if not self.closed and not self.is_open():
            self.closed = {poll: self.at_the_end(poll) for poll in (OPEN, SECRET)}
        self.street.closes_what_is_over()

    # What always holds

    def every_person_counts_once(self) -> None:
        for poll in (OPEN, SECRET):
            expected = self.closed[poll] if self.closed else self.so_far(poll)
            assert self.street.counted(poll) == expected

    def nobody_can_be_found_out(self) -> None:
        if self.closed:
            assert self.street.pairs() == []

    def is_open(self) -> bool:
        return not self.closed and self.street.clock.now < SUNDAY + OPEN_FOR

    def so_far(self, poll: int) -> Count:
        tally = self.recount(poll)
        return tally.turnout if poll == SECRET else tally

    def at_the_end(self, poll: int) -> Count:
        tally = self.recount(poll)
        return tally if poll == OPEN or tally.turnout >= LEAST else tally.turnout

    def recount(self, poll: int) -> Tally:
        voices = set(self.voices.values())
        chosen = [option for voice in voices if (option := voice.option(poll))]
        chosen += [CHOICES[0]] * len(STEADY) if poll == SECRET else []
        return Tally((chosen.count(1), 0, chosen.count(3)), len(chosen))


@contextmanager
def neighbours() -> Iterator[Neighbours]:
    street = Street(HOME[0])
    try:
        yield Neighbours(street)
    finally:
        street.end()


@settings(max_examples=8)
@given(st.lists(STEP, min_size=15, max_size=15))
def test_any_sequence(steps: list[Step]) -> None:
    with neighbours() as street:
        for step in steps:
            street.does(step)
            street.every_person_counts_once()
            street.nobody_can_be_found_out()
        street.street.clock.forward(hours=2)
        street.close_what_is_over()
        street.every_person_counts_once()
        street.nobody_can_be_found_out()
