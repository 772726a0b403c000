"""Whatever sequence of linking, parting, being shut out, forgotten, back, vouched for, voting,
and of roles given and taken, on both databases: nobody shakes off a ban, is known, moderates or
counts without having been made so, and of whoever is forgotten nothing is found."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import move_into
from tests.neighbours.scene import code_in, number_in
from tests.neighbours.town import ACCOUNTS, Neighbour, Town

pytestmark = pytest.mark.scene

# What happens, with or to which accounts.
Step: TypeAlias = tuple[str, str, str]
HAPPENS = (
    *("links", "links", "links", "parts", "parts", "is shut out", "is forgotten", "is back"),
    *("is vouched for", "is given a role", "loses a role", "votes", "votes", "days pass"),
)
ANYBODY = st.sampled_from(ACCOUNTS)
STEP = st.tuples(st.sampled_from(HAPPENS), ANYBODY, ANYBODY)
STEPS = st.lists(STEP, min_size=15, max_size=15)


class Neighbours:
    def __init__(self, town: Town) -> None:
        self.town = town
        self.who = {account: Neighbour() for account in ACCOUNTS}
        self.here = set(ACCOUNTS)

    def does(self, step: Step) -> None:
        happens, account, other = step
        match happens:
            case "links":
                self.link(account, other)
            case "parts":
                self.part(account)
            case "is shut out":
                said = self.town.mo(f"ban {account} Insults.")
                self.who[account].shut_out |= "cannot take part here any more" in said
            case "is forgotten":
                self.forget(account)
            case "is back":
                refused = "You cannot take part here" in self.says(account, "polls")
                assert refused == self.who[account].shut_out
            case "is vouched for":
                said = self.town.mo(f"vouch {account}")
                self.who[account].known |= "is known in Hafen now" in said
            case "is given a role":
                said = self.town.mo(f"grant {account} moderator")
                self.who[account].moderates |= "now has the role" in said
            case "loses a role":
                said = self.town.mo(f"take {account} moderator")
                self.who[account].moderates &= "no longer has the role" not in said
            case "votes":
                self.vote(account)
            case "days pass":
                self.town.clock.forward(days=3)

    def says(self, account: str, line: str) -> str:
        self.here.add(account)
        return self.town.alone(account, line)

    def link(self, one: str, other: str) -> None:
        asked = self.says(one, "link")
        if self.who[one].shut_out or "too often" in asked:
            return
        entered = self.says(other, f"link {code_in(asked)}")
        if "confirm" not in entered:
            return
        number = number_in(entered)
        self.says(one, f"confirm {number}")
        if "one person here now" in self.says(other, f"confirm {number}"):
            self.join(self.who[one], self.who[other], one)

    def join(self, one: Neighbour, other: Neighbour, account: str) -> None:
        moderates = self.town.standing(self.town.people()[account])[2]
        both = Neighbour(
            shut_out=one.shut_out or other.shut_out,
            known=one.known or other.known,
            silenced=one.silenced and other.silenced,
            voted=one.voted or other.voted,
            moderates=moderates and (one.moderates or other.moderates),
            shared=True,
        )
        self.who |= {each: both for each in ACCOUNTS if self.who[each] in (one, other)}

    def part(self, account: str) -> None:
        before = self.who[account]
        if "is a person of its own now" in self.says(account, f"unlink {account}"):
            self.who[account] = Neighbour(
                shut_out=before.shut_out, silenced=True, shared=before.shared
            )

    def forget(self, account: str) -> None:
        if "I have forgotten you" in self.says(account, "forget me for sure"):
            person = self.who[account]
            person.known = person.voted = person.moderates = False
            self.here -= {each for each in ACCOUNTS if self.who[each] is person}

    def vote(self, account: str) -> None:
        person, said = self.who[account], self.says(account, "vote 1 1")
        may = person.known and not (person.silenced or person.shut_out)
        assert ("Your vote counts" in said) == may, said
        person.voted |= may

    # What always holds

    def everybody_is_who_they_are(self) -> None:
        people = self.town.people()
        assert {each for each in ACCOUNTS if each in people} == self.here
        for one in self.here:
            for other in self.here:
                same = self.who[one] is self.who[other]
                assert (people[one] == people[other]) == same
            assert self.town.standing(people[one]) == self.who[one].standing, one

    def every_person_counts_once(self) -> None:
        persons = set(self.who.values())
        assert self.town.turnout() == sum(each.known and each.voted for each in persons)

    def nothing_is_left_of_the_forgotten(self) -> None:
        for account in set(ACCOUNTS) - self.here:
            of_others = not self.who[account].shared
            assert self.town.traces(account, of_others=of_others) == []


def play(url: str, home: Path, steps: list[Step]) -> None:
    with town(url, home) as place:
        neighbours = Neighbours(place)
        for step in steps:
            neighbours.does(step)
            neighbours.everybody_is_who_they_are()
            neighbours.every_person_counts_once()
            neighbours.nothing_is_left_of_the_forgotten()
        assert place.log_is_whole()


@contextmanager
def town(url: str, home: Path) -> Iterator[Town]:
    place = Town(url, home)
    try:
        yield place
    finally:
        place.end()


@settings(max_examples=8)
@given(STEPS)
def test_any_sequence(home: Path, steps: list[Step]) -> None:
    play(f"sqlite:///{move_into(home)}", home, steps)


@pytest.mark.postgres
@settings(max_examples=4)
@given(STEPS)
def test_on_postgresql_too(
    postgres_tables: str, postgres_broom: Callable[[], object], home: Path, steps: list[Step]
) -> None:
    postgres_broom()
    move_into(home)
    play(postgres_tables, home, steps)
