"""However ideas are merged and split, and people turn out to be one: supporters are never
counted twice, and never lost."""

import asyncio
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import belongings
from bot.app import BELONGINGS, App
from bot.config import CitySettings, NeighbourhoodSettings, Settings, StoreSettings
from bot.incoming import Call
from bot.people import Account
from ideas.models import Idea, Support
from tests.conftest import ROOMS, SUNDAY, move_into
from tests.fakes import Clock, FakePlatform

pytestmark = pytest.mark.scene

NAMES = ["anna", "mehmet", "charlie", "rosi", "emre"]
PEOPLE = st.sampled_from(NAMES)
WHICH = st.integers(0, 99)
HOME: list[Path] = []


@pytest.fixture(autouse=True)
def at_home(home: Path) -> None:
    HOME[:] = [home]


class Neighbourhood(RuleBasedStateMachine):
    """A model that knows what each person last said of each idea, and which are one."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.file = move_into(HOME[0])
        self.clock = Clock(SUNDAY)
        self.matrix = FakePlatform("matrix")
        plan = Settings(
            admins=("matrix:mo",),
            store=StoreSettings(f"sqlite:///{self.file}"),
            cities={"dortmund": CitySettings("Dortmund", "en")},
            neighbourhoods={"hafen": NeighbourhoodSettings("Hafen", "dortmund", ROOMS[:1])},
            rules={"dortmund": {"desk": {"rule": "at once"}, "ideas": {"most_an_hour": 99}}},
        )
        self.app = App(plan, [self.matrix], self.clock)
        self.app.prepare()
        self.matrix.inbox = self.app.router
        self.same = {name: name for name in NAMES}
        self.said: dict[int, dict[str, bool]] = {}
        self.into: dict[int, int] = {}
        self.hear([self.matrix.incoming(name, "help") for name in NAMES])
        self.have_idea("anna")

    def do(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.runner.run(work)

    def hear(self, said: list[Any]) -> list[Any]:
        self.clock.forward(minutes=1)
        replies: list[Any] = self.do(self.matrix.hears(said))
        return replies

    def says(self, who: str, what: Any) -> Any:
        return self.hear([self.matrix.incoming(who, what)])[0]

    def teardown(self) -> None:
        self.do(self.app.close())
        self.runner.close()

    def one_of(self, which: int) -> int:
        numbers = sorted(self.said)
        return numbers[which % len(numbers)]

    # What may happen

    @precondition(lambda self: len(self.said) < 6)
    @rule(who=PEOPLE)
    def have_idea(self, who: str) -> None:
        number = len(self.said) + len(self.into) + 1
        self.says(who, Call("idea", {"text": f"Idea of {who}, number {number}", "join": 0}))
        self.said[number] = {self.same[who]: True}

    @rule(who=PEOPLE, which=WHICH)
    def support(self, who: str, which: int) -> None:
        number = self.one_of(which)
        self.says(who, f"support {number}")
        self.said[number][self.same[who]] = True

    @rule(who=PEOPLE, which=WHICH)
    def take_back(self, who: str, which: int) -> None:
        number = self.one_of(which)
        self.says(who, f"unsupport {number}")
        self.said[number][self.same[who]] = False

    @precondition(lambda self: len(self.said) > 1)
    @rule(which=WHICH, other=WHICH)
    def unite(self, which: int, other: int) -> None:
        one, into = self.one_of(which), self.one_of(other)
        self.says("mo", f"unite {one} {into}")
        if one == into:
            return
        for who, stands in self.said.pop(one).items():
            self.said[into][who] = stands or self.said[into].get(who, False)
        self.into[one] = into

    @precondition(lambda self: len(self.said) < 6)
    @rule(which=WHICH)
    def part(self, which: int) -> None:
        number = self.one_of(which)
        made = len(self.said) + len(self.into) + 1
        self.says("mo", f"part {number}\nThe first of {made}\nThe second of {made}")
        self.said[made] = dict(self.said[number])

    @rule(one=PEOPLE, other=PEOPLE)
    def turn_out_to_be_one(self, one: str, other: str) -> None:
        """Of those who spoke of an idea twice, the later word stands; which one that is, the
        database tells here, and the invariants check the rest."""
        stays, goes = self.same[one], self.same[other]
        if stays == goes:
            return
        later = {number: self.later_word(number, stays, goes) for number in self.said}
        self.merge(stays, goes)
        self.same = {name: stays if who == goes else who for name, who in self.same.items()}
        for number, said in self.said.items():
            if stays in said or goes in said:
                said[stays] = later[number]
                said.pop(goes, None)

    def later_word(self, number: int, *names: str) -> bool:
        rows = [row for name in names if (row := self.row(number, name))]
        return max(rows, key=lambda row: row.said_at).stands if rows else False

    def row(self, number: int, name: str) -> Support | None:
        key = number, self.person(name)
        found: Support | None = self.do(
            self.app.writer.do(lambda session: session.get(Support, key))
        )
        return found

    def person(self, name: str) -> int:
        return int(self.do(self.app.writer.do(look))[1][name])

    def merge(self, stays: str, goes: str) -> None:
        kept, gone, now = self.person(stays), self.person(goes), self.clock.now
        self.do(
            self.app.writer.do(
                lambda session: belongings.merge(session, BELONGINGS, kept, gone, now)
            )
        )

    # What always holds

    @invariant()
    def everybody_counts_once_and_nobody_is_lost(self) -> None:
        counted, people = self.do(self.app.writer.do(look))
        wanted = [
            (number, people[who])
            for number, said in self.said.items()
            for who, stands in said.items()
            if stands
        ]
        assert counted == sorted(wanted)


def look(session: Session) -> tuple[list[tuple[int, int]], dict[str, int]]:
    """Who stands behind which idea, and who is behind which account."""
    query = select(Support.idea_id, Support.person_id).join(Idea, Idea.id == Support.idea_id)
    standing = query.where(Support.stands, Idea.merged_into.is_(None))
    stands = sorted((idea, person) for idea, person in session.execute(standing))
    accounts = session.execute(select(Account.user_id, Account.person_id)).all()
    return stands, dict(accounts)


Neighbourhood.TestCase.settings = settings(
    max_examples=8,
    stateful_step_count=16,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
TestAnySequence = Neighbourhood.TestCase
