"""A place for any sequence of what makes people one, two, known, shut out or forgotten: a whole
Bude on either database, and what each account should be by now."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.app import App
from bot.config import CitySettings, NeighbourhoodSettings, Settings, StoreSettings
from bot.people import Account, Person
from bot.roles import Grant
from bot.store import Base
from moderation import log, restraints
from polls import results
from polls.models import Poll
from tests.conftest import ROOMS, SUNDAY
from tests.fakes import Clock, FakePlatform
from tests.neighbours.scene import alone
from tests.scenes import told

ACCOUNTS = (
    "matrix:anna",
    "discord:ulrike",
    "discord:quirinia",
    "matrix:mehmet",
    "discord:olaf",
)
ASKED = 'poll "Where?" "Park" "Square" who=known closes="in 80 days"'
# What whoever stays keeps when somebody parts from them: how they are called, letters for some
# days, and the log of what was done as one.
OF_OTHERS = ("person", "letter", "moderation_entry_words")


Seen = TypeVar("Seen")


@dataclass(eq=False)
class Neighbour:
    """A person, as they should be; `shared` whether they ever had several accounts."""

    shut_out: bool = False
    known: bool = False
    silenced: bool = False
    voted: bool = False
    moderates: bool = False
    shared: bool = False

    @property
    def standing(self) -> tuple[bool, bool, bool]:
        return self.shut_out, self.known, self.moderates


class Town:
    def __init__(self, url: str, folder: Path) -> None:
        self.runner, self.clock = asyncio.Runner(), Clock(SUNDAY)
        self.platforms = {name: FakePlatform(name) for name in ("matrix", "discord")}
        plan = Settings(
            admins=("matrix:mo",),
            store=StoreSettings(url, keys=str(folder / "keys"), pictures=str(folder / "album")),
            cities={"dortmund": CitySettings("Dortmund", "en")},
            neighbourhoods={"hafen": NeighbourhoodSettings("Hafen", "dortmund", ROOMS)},
        )
        self.app = App(plan, list(self.platforms.values()), self.clock)
        self.app.prepare()
        for platform in self.platforms.values():
            platform.inbox = self.app.router
        self.mo(ASKED)
        for account in ACCOUNTS:
            platform, name = self.split(account)
            self.do(platform.says(name, "help"))

    def end(self) -> None:
        self.do(self.app.close())
        self.runner.close()

    def do(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.runner.run(work)

    def split(self, account: str) -> tuple[FakePlatform, str]:
        platform, _, name = account.partition(":")
        return self.platforms[platform], name

    def mo(self, line: str) -> str:
        """In the room of the neighbourhood."""
        self.clock.forward(seconds=1)
        return told(self.do(self.platforms["matrix"].says("mo", line)))

    def alone(self, account: str, line: str) -> str:
        self.clock.forward(seconds=1)
        answer: str = self.do(alone(*self.split(account), line))
        return answer

    # Looking

    def people(self) -> dict[str, int]:
        return self._look(
            lambda session: {
                f"{each.platform}:{each.user_id}": each.person_id
                for each in session.scalars(select(Account))
            }
        )

    def standing(self, person_id: int) -> tuple[bool, bool, bool]:
        """Whether they are shut out, known, and moderate."""

        def look(session: Session) -> tuple[bool, bool, bool]:
            shut_out = restraints.all_standing(session, person_id, self.clock.now)
            role = session.scalars(select(Grant).filter_by(person_id=person_id)).all()
            known = session.get_one(Person, person_id).known_in is not None
            return bool(shut_out), known, bool(role)

        return self._look(look)

    def turnout(self) -> int:
        count = self._look(lambda session: results.so_far(session, session.get_one(Poll, 1)))
        return count if isinstance(count, int) else count.turnout

    def log_is_whole(self) -> bool:
        return self._look(lambda session: log.check(session).broken is None)

    def traces(self, account: str, *, of_others: bool) -> list[str]:
        """Rows in which an account stands."""
        name = account.partition(":")[2]
        tables = [
            each
            for each in Base.metadata.sorted_tables
            if of_others or each.name not in OF_OTHERS
        ]

        def look(session: Session) -> Iterator[str]:
            for table in tables:
                for row in session.execute(select(table)).mappings():
                    if name in str(dict(row)).lower():
                        yield f"{table.name}: {dict(row)}"

        return self._look(lambda session: list(look(session)))

    def _look(self, act: Callable[[Session], Seen]) -> Seen:
        seen: Seen = self.do(self.app.writer.do(act))
        return seen
