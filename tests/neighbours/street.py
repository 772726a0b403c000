"""A street for any sequence of what people do: a whole Bude, and accounts that speak to it."""

import asyncio
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from bot.app import App
from bot.config import CitySettings, NeighbourhoodSettings, Settings, StoreSettings
from bot.people import Account
from bot.store import Base
from polls import closing, results, unsealing
from polls.models import Poll
from polls.results import Count
from tests.conftest import ROOMS, SUNDAY, move_into
from tests.fakes import Clock, FakePlatform
from tests.neighbours.scene import alone

# Two neighbours; Anna has three accounts, Mehmet two. Nobody is linked at first.
ACCOUNTS = ("matrix:anna", "discord:anna", "discord:anni", "matrix:mehmet", "discord:mehmet")
# They have voted in the secret poll already, so that its result is shown in the end.
STEADY = ("n1", "n2", "n3", "n4")
OPEN_FOR = timedelta(hours=2)
OPEN, SECRET = 1, 2
ASKED = (
    'poll "Where?" "Park" "Square" "Quay" closes="in 2 hours"',
    'poll "Who?" "Ada" "Bea" "Cem" closes="in 2 hours" secret',
)
# In posts an example says `vote 2 2`, so nobody here chooses that.
CHOICES = (1, 3)


@dataclass(eq=False)
class Voice:
    """What is known of a person: their last word in each poll, and whether they have one."""

    said: dict[int, tuple[datetime, int | None]] = field(default_factory=dict)
    silenced: bool = False

    def option(self, poll: int) -> int | None:
        return self.said[poll][1] if poll in self.said else None


def joined(one: Voice, other: Voice) -> Voice:
    """In each poll the later word of both."""
    said = one.said | other.said
    for poll in one.said.keys() & other.said.keys():
        said[poll] = max(one.said[poll], other.said[poll], key=lambda word: word[0])
    return Voice(said, one.silenced and other.silenced)


class Street:
    def __init__(self, home: Path) -> None:
        self.runner = asyncio.Runner()
        self.folder, self.file = home, move_into(home)
        self.clock = Clock(SUNDAY)
        self.platforms = {name: FakePlatform(name) for name in ("matrix", "discord")}
        self.start()
        self._begin()

    def _begin(self) -> None:
        for line in ASKED:
            self.do(self.platforms["matrix"].says("mo", line))
        for account in (*ACCOUNTS, *(f"matrix:{each}" for each in STEADY)):
            platform, _, name = account.partition(":")
            self.do(self.platforms[platform].says(name, "help"))
        for name in STEADY:
            self.alone(f"matrix:{name}", f"vote {SECRET} 1")
        [self.key] = [file.read_bytes() for file in self.folder.rglob("*.key")]

    def start(self) -> None:
        place = NeighbourhoodSettings("Hafen", "dortmund", ROOMS)
        plan = Settings(
            store=StoreSettings(f"sqlite:///{self.file}"),
            cities={"dortmund": CitySettings("Dortmund", "en")},
            neighbourhoods={"hafen": place},
        )
        self.app = App(plan, list(self.platforms.values()), self.clock)
        self.app.prepare()
        for platform in self.platforms.values():
            platform.inbox = self.app.router

    def restart(self) -> None:
        self.do(self.app.close())
        self.start()

    def end(self) -> None:
        self.do(self.app.close())
        self.runner.close()

    def do(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.runner.run(work)

    def alone(self, account: str, line: str) -> str:
        platform, _, name = account.partition(":")
        answer: str = self.do(alone(self.platforms[platform], name, line))
        self.clock.forward(seconds=1)
        return answer

    def closes_what_is_over(self) -> None:
        now = self.clock.now
        self.do(self.app.writer.do(lambda session: closing.close_due(session, now)))
        self.do(self.app.destroy_keys(unsealing.spent))

    def counted(self, poll: int) -> Count:
        """What the bot itself may know."""

        def look(session: Any) -> Count:
            return results.so_far(session, session.get_one(Poll, poll))

        count: Count = self.do(self.app.writer.do(look))
        return count

    # Searching

    def pairs(self) -> list[str]:
        """Rows that tell of a person, by name, account or number, and of a choice in the
        secret poll; and files in which a choice stands, or the key."""
        return [*self.do(self.app.writer.do(self._rows)), *self._files()]

    def _rows(self, session: Any) -> list[str]:
        numbers = {str(each) for each in session.scalars(select(Account.person_id))}
        found = []
        for table in Base.metadata.sorted_tables:
            for row in session.execute(select(table)).mappings():
                chosen = any(sign in str(dict(row)) for sign in self._signs())
                if table.name == "ballot" and row["poll_id"] == SECRET:
                    chosen = row["voter"] in numbers or len(row["voter"]) != 32
                if chosen:
                    found.append(f"{table.name}: {dict(row)}")
        return found

    def _files(self) -> Iterator[str]:
        for file in self.folder.rglob("*"):
            content = file.read_bytes() if file.is_file() else b""
            if self.key in content or any(sign.encode() in content for sign in self._signs()):
                yield file.name

    def _signs(self) -> list[str]:
        return [f"vote {SECRET} {choice}" for choice in CHOICES]
