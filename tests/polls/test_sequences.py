"""Whatever is said, in whatever order it reaches us: one person, one ballot, and the count is
that of a recount."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.app import App
from bot.config import CitySettings, NeighbourhoodSettings, Settings, StoreSettings
from bot.incoming import Incoming, Picked
from polls import closing, publishing, results
from polls.models import Ballot, Poll, State
from polls.tally import Tally
from tests.conftest import ROOMS, SUNDAY, move_into
from tests.fakes import Clock, FakePlatform

pytestmark = pytest.mark.scene

NAMES = st.sampled_from(["anna", "mehmet", "charlie"])
PICKS = st.sets(st.integers(1, 3)).map(lambda picks: tuple(sorted(picks)))
AGO = st.integers(0, 90).map(lambda minutes: timedelta(minutes=minutes))
OPEN_FOR = timedelta(hours=2)
HOME: list[Path] = []


@pytest.fixture(autouse=True)
def at_home(home: Path) -> None:
    HOME[:] = [home]


@dataclass(frozen=True)
class Said:
    """What the model remembers of a vote or a withdrawal."""

    at: datetime
    picks: tuple[int, ...]


class Neighbourhood(RuleBasedStateMachine):
    """A poll in which anything may be chosen, and a model that remembers the last word."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.file = move_into(HOME[0])
        self.clock = Clock(SUNDAY)
        self.matrix = FakePlatform("matrix")
        self.heard: list[Incoming] = []
        self.last_word: dict[str, Said] = {}
        self.forgotten: dict[str, datetime] = {}
        self.result: Tally | None = None
        self.closes = SUNDAY + OPEN_FOR
        self.down: datetime | None = None
        self.start()
        self.do(
            self.matrix.says(
                "mo", 'poll "Where?" "Park" "Square" "Quay" several closes="in 2 hours"'
            )
        )
        self.do(self.app.postman.round())
        [self.post] = self.matrix.shown

    def start(self) -> None:
        place = NeighbourhoodSettings("Hafen", "dortmund", ROOMS[:1])
        plan = Settings(
            store=StoreSettings(f"sqlite:///{self.file}"),
            cities={"dortmund": CitySettings("Dortmund", "en")},
            neighbourhoods={"hafen": place},
        )
        self.app = App(plan, [self.matrix], self.clock)
        self.app.prepare()
        self.matrix.inbox = self.app.router

    def do(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.runner.run(work)

    def teardown(self) -> None:
        self.do(self.app.close())
        self.runner.close()

    # What may happen

    @rule(who=NAMES, picks=PICKS, ago=AGO, natively=st.booleans())
    def vote(self, who: str, picks: tuple[int, ...], ago: timedelta, natively: bool) -> None:
        """Live, or said a while ago and heard only now; without picks it is taken back."""
        line = f"vote 1 {' '.join(map(str, picks))}" if picks else "withdraw 1"
        said_at = self.clock.now - ago
        incoming = self.matrix.incoming(
            who,
            Picked(self.post, picks) if natively else line,
            said_at=said_at if ago else None,
        )
        self.heard.append(incoming)
        self.do(self.matrix.hears([incoming]))
        if said_at < self.forgotten.get(who, said_at):
            return  # What they said before they had us forget them is not taken up.
        self.forgotten.pop(who, None)
        in_time = self.result is None and self.is_in_time(said_at, picks)
        last = self.last_word.get(who)
        if in_time and (last is None or said_at >= last.at):
            self.last_word[who] = Said(said_at, picks)

    def is_in_time(self, said_at: datetime, picks: tuple[int, ...]) -> bool:
        """What was said before it was taken down is kept, and a vote can be taken back."""
        if self.down is None:
            return said_at < self.closes
        return not picks or said_at < min(self.down, self.closes)

    @precondition(lambda self: self.result is None)
    @rule(who=NAMES)
    def forget(self, who: str) -> None:
        """Who comes back is one neighbour again, with one vote."""
        self.do(self.matrix.says(who, "polls"))
        self.do(self.matrix.whispers(who, "forget me for sure"))
        self.last_word.pop(who, None)
        self.forgotten[who] = self.clock.now

    @precondition(lambda self: self.heard)
    @rule(which=st.integers(0, 99))
    def hear_twice(self, which: int) -> None:
        again = self.heard[which % len(self.heard) :][:3]
        assert self.do(self.matrix.hears(again)) == [None] * len(again)

    @rule(minutes=st.sampled_from([1, 10, 45]))
    def time_passes(self, minutes: int) -> None:
        self.clock.forward(minutes=minutes)

    @rule()
    def look_for_what_is_due(self) -> None:
        self.do(self.app.writer.do(lambda session: closing.close_due(session, self.clock.now)))
        self.do(self.app.writer.do(lambda session: closing.refresh(session, self.clock.now)))
        if self.result is None and self.down is None and self.clock.now >= self.closes:
            self.result = self.recount()

    @precondition(lambda self: not self.down)
    @rule()
    def take_down(self) -> None:
        self.done(lambda session, poll: publishing.take_down(session, poll, "", self.clock.now))
        self.down = self.clock.now

    @precondition(lambda self: self.down)
    @rule()
    def bring_back(self) -> None:
        """With the votes it had, and the time that was left."""
        self.done(lambda session, poll: publishing.bring_back(session, poll, self.clock.now))
        self.down = None
        if self.result is None:
            self.closes = self.do(self.app.writer.do(lambda s: s.get_one(Poll, 1).closes))

    def done(self, what: Callable[[Session, Poll], None]) -> None:
        self.do(self.app.writer.do(lambda session: what(session, session.get_one(Poll, 1))))

    @rule()
    def restart(self) -> None:
        self.do(self.app.close())
        self.start()

    # What always holds

    @invariant()
    def the_count_is_that_of_a_recount(self) -> None:
        def look(session: Any) -> tuple[Tally, str, int, int]:
            poll = session.get_one(Poll, 1)
            voters = select(func.count(), func.count(Ballot.voter.distinct()))
            return results.shown(session, poll), poll.state, *session.execute(voters).one()

        shown, state, ballots, voters = self.do(self.app.writer.do(look))
        assert ballots == voters == len(self.last_word)
        assert shown == (self.recount() if self.result is None else self.result)
        now = State.OPEN if self.result is None else State.CLOSED
        assert state == (State.TAKEN_DOWN if self.down else now)

    def recount(self) -> Tally:
        cast = [said.picks for said in self.last_word.values() if said.picks]
        return Tally(tuple(sum(n in picks for picks in cast) for n in (1, 2, 3)), len(cast))


Neighbourhood.TestCase.settings = settings(
    max_examples=15,
    stateful_step_count=25,
)
TestAnySequence = Neighbourhood.TestCase
