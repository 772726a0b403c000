"""Whatever sequence of voting, linking, parting, restarting and closing: no person counts
twice, and no confirmed vote of a remaining person is lost."""

import asyncio
import shutil
import tempfile
from collections.abc import Coroutine
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from bot.app import App
from bot.config import CitySettings, NeighbourhoodSettings, Settings, StoreSettings
from polls import closing, results
from polls.models import Poll
from polls.tally import Tally
from tests.conftest import ROOMS, SUNDAY
from tests.fakes import Clock, FakePlatform
from tests.neighbours.scene import alone, code_in, number_in

pytestmark = pytest.mark.scene

# Two neighbours; Anna has three accounts, Mehmet two. Nobody is linked at first.
ACCOUNTS = ("matrix:anna", "discord:anna", "discord:anni", "matrix:mehmet", "discord:mehmet")
ANYBODY = st.sampled_from(ACCOUNTS)
OPEN_FOR = timedelta(hours=2)
EMPTY: list[Path] = []


@pytest.fixture(autouse=True)
def empty(sqlite_template: Path) -> None:
    """A database in which nothing has happened yet."""
    EMPTY[:] = [sqlite_template]


@dataclass(eq=False)
class Voice:
    """What the model knows of a person: their last word, and whether they have one here."""

    said_at: datetime = SUNDAY
    option: int | None = None
    silenced: bool = False


class Street(RuleBasedStateMachine):
    """One poll, open for two hours, and accounts that link and part."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.folder = Path(tempfile.mkdtemp(prefix="bude-"))
        shutil.copyfile(EMPTY[0], self.folder / "bude.db")
        self.clock = Clock(SUNDAY)
        self.platforms = {name: FakePlatform(name) for name in ("matrix", "discord")}
        self.voices = {account: Voice() for account in ACCOUNTS}
        self.result: Tally | None = None
        self.start()
        self.do(self.platforms["matrix"].says("mo", POLL))
        for account in ACCOUNTS:
            self.alone(account, "help")

    def start(self) -> None:
        place = NeighbourhoodSettings("Hafen", "dortmund", ROOMS)
        plan = Settings(
            store=StoreSettings(f"sqlite:///{self.folder}/bude.db"),
            cities={"dortmund": CitySettings("Dortmund", "en")},
            neighbourhoods={"hafen": place},
        )
        self.app = App(plan, list(self.platforms.values()), self.clock)
        self.app.prepare()
        for platform in self.platforms.values():
            platform.inbox = self.app.router

    def do(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.runner.run(work)

    def alone(self, account: str, line: str) -> str:
        platform, _, name = account.partition(":")
        answer: str = self.do(alone(self.platforms[platform], name, line))
        self.clock.forward(seconds=1)
        return answer

    def teardown(self) -> None:
        self.do(self.app.close())
        self.runner.close()
        shutil.rmtree(self.folder)

    # What may happen

    @rule(account=ANYBODY, option=st.integers(1, 2))
    def vote(self, account: str, option: int) -> None:
        voice, said_at = self.voices[account], self.clock.now
        answer = self.alone(account, f"vote 1 {option}")
        counts = "Your vote counts" in answer
        assert counts == (not voice.silenced and self.is_open(said_at)), answer
        if counts:
            voice.said_at, voice.option = said_at, option

    @rule(account=ANYBODY)
    def withdraw(self, account: str) -> None:
        voice, said_at = self.voices[account], self.clock.now
        self.alone(account, "withdraw 1")
        if self.is_open(said_at):
            voice.said_at, voice.option = said_at, None

    @rule(one=ANYBODY, other=ANYBODY)
    def link(self, one: str, other: str) -> None:
        """Anybody with anybody, as neighbours do who share a flat and a mistake."""
        asked = self.alone(one, "link")
        if "too often" in asked:
            return
        entered = self.alone(other, f"link {code_in(asked)}")
        if "confirm" not in entered:
            assert one == other or self.voices[one] is self.voices[other], entered
            return
        number = number_in(entered)
        self.alone(one, f"confirm {number}")
        assert "one person here now" in self.alone(other, f"confirm {number}")
        self.become_one(self.voices[one], self.voices[other])

    def become_one(self, one: Voice, other: Voice) -> None:
        latest = max(one, other, key=lambda voice: voice.said_at)
        both = Voice(latest.said_at, latest.option, one.silenced and other.silenced)
        for account, voice in self.voices.items():
            if voice in (one, other):
                self.voices[account] = both

    @rule(account=ANYBODY, other=ANYBODY)
    def part(self, account: str, other: str) -> None:
        answer = self.alone(account, f"unlink {other}")
        if "is a person of its own now" in answer:
            assert self.voices[account] is self.voices[other]
            self.voices[other] = Voice(silenced=True)

    @rule(minutes=st.sampled_from([1, 20, 61]))
    def time_passes(self, minutes: int) -> None:
        self.clock.forward(minutes=minutes)

    @rule()
    def look_for_what_is_due(self) -> None:
        self.do(self.app.writer.do(lambda session: closing.close_due(session, self.clock.now)))
        if self.result is None and not self.is_open(self.clock.now):
            self.result = self.recount()

    @rule()
    def restart(self) -> None:
        self.do(self.app.close())
        self.start()

    # What always holds

    @invariant()
    def every_person_counts_once(self) -> None:
        def look(session: Any) -> Any:
            return results.shown(session, session.get_one(Poll, 1))

        shown = self.do(self.app.writer.do(look))
        assert shown == (self.recount() if self.result is None else self.result)

    def is_open(self, moment: datetime) -> bool:
        return self.result is None and moment < SUNDAY + OPEN_FOR

    def recount(self) -> Tally:
        persons = set(self.voices.values())
        chosen = [voice.option for voice in persons if voice.option]
        return Tally((chosen.count(1), chosen.count(2)), len(chosen))


POLL = 'poll "Where?" "Park" "Square" closes="in 2 hours"'
Street.TestCase.settings = settings(
    max_examples=12,
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
TestAnySequence = Street.TestCase
