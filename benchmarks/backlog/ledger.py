"""What Bude has counted, read from its database."""

import sqlite3
import time
from collections.abc import Iterable
from contextlib import closing
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from benchmarks.backlog.room import Vote
from bot.store import Store
from polls import results
from polls.models import Poll
from polls.tally import Tally

AT_LEAST_EVERY = 0.02  # seconds
ONLY_READ = "file:{}?mode=ro"
BALLOTS = """
SELECT account.user_id, poll.question, ballot.marks FROM ballot
JOIN poll ON poll.id = ballot.poll_id
JOIN account ON CAST(account.person_id AS TEXT) = ballot.voter
"""


class Ledger:
    def __init__(self, folder: Path) -> None:
        self._file = folder / "bude.db"
        self._log = folder / "bude.db-wal"
        self._seen: tuple[int, int] | None = None
        self._looked = 0.0

    def listens_since(self, moment: datetime) -> bool:
        query = "SELECT count(*) FROM listening WHERE until >= ?"
        try:
            return self._ask(query, _as_kept(moment)) > 0
        except sqlite3.OperationalError:  # the tables are still to be made
            return False

    def has(self, count: int, since: datetime) -> bool:
        """Whether so many votes stand that were said later. To be asked often: it looks only
        when something was written, or else it would take from Bude what is measured."""
        return self._is_news() and self.since(since) >= count

    def since(self, moment: datetime) -> int:
        """How many votes stand that were said later."""
        return self._ask("SELECT count(*) FROM ballot WHERE said_at >= ?", _as_kept(moment))

    def _is_news(self) -> bool:
        """Now and then also without a sign of it: a clock of files has its own grain."""
        state, now = self._state(), time.monotonic()
        if state == self._seen and now - self._looked < AT_LEAST_EVERY:
            return False
        self._seen, self._looked = state, now
        return True

    def _state(self) -> tuple[int, int] | None:
        try:
            found = self._log.stat()
        except FileNotFoundError:
            return None
        return found.st_mtime_ns, found.st_size

    def _ask(self, query: str, value: str) -> int:
        with closing(sqlite3.connect(ONLY_READ.format(self._file), uri=True)) as database:
            [count] = database.execute(query, (value,))
            return int(count[0])

    def right(self, votes: Iterable[Vote]) -> int:
        """How many of these votes stand exactly as they were cast."""
        with closing(sqlite3.connect(ONLY_READ.format(self._file), uri=True)) as database:
            stands = set(database.execute(BALLOTS))
        cast = {(each.voter, f"Number {each.poll}?", str(each.option)) for each in votes}
        return len(cast & stands)

    def in_the_tally(self) -> int:
        """All the votes that Bude would show."""
        store = Store(f"sqlite:///{self._file}")
        with store.begin() as session:
            tallies = [results.shown(session, poll) for poll in session.scalars(select(Poll))]
        store.close()
        return sum(sum(tally.counts) for tally in tallies if isinstance(tally, Tally))


def _as_kept(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S.%f")
