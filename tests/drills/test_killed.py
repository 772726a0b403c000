"""`kill -9` at any moment: what was confirmed is there, once."""

import os
import random
import signal
import time

import pytest
from sqlalchemy import select

from bot.people import Account
from bot.store import Store
from polls import results
from polls.models import Ballot, Poll
from polls.tally import Tally
from tests.drills.conftest import Process, Starts
from tests.drills.voters import option_of

pytestmark = pytest.mark.drill
ROUNDS = 10


def test_every_confirmed_vote_is_there_once(starts: Starts, url: str) -> None:
    voters = starts("tests.drills.voters")
    chance = random.Random(2026)
    confirmed: set[int] = set()
    for _ in range(ROUNDS):
        first = next(number for number in range(10**6) if number not in confirmed)
        heard = _vote_and_kill(voters, f"{url} {first}\n", chance.uniform(0, 0.08))
        assert heard
        confirmed |= heard
        stood = ballots(url)
        assert {number: option_of(number) for number in confirmed}.items() <= stood.items()
        assert max(stood) - max(confirmed) <= 8
        assert tally(url) == [
            sum(option == wanted for option in stood.values()) for wanted in (1, 2)
        ]
    assert len(confirmed) > ROUNDS


def _vote_and_kill(voters: Process, where: str, after: float) -> set[int]:
    """The votes that were confirmed before the end came."""
    assert voters.stdin
    assert voters.stdout
    voters.stdin.write(where)
    voters.stdin.flush()
    pid = int(voters.stdout.readline().removeprefix("pid "))
    heard = {int(voters.stdout.readline())}
    time.sleep(after)
    os.kill(pid, signal.SIGKILL)
    while (line := voters.stdout.readline()) != "dead\n":
        heard.add(int(line))
    return heard


def ballots(url: str) -> dict[int, int]:
    """Every voter's number and choice, straight from the tables."""
    store = Store(url)
    query = select(Account.user_id, Ballot.voter, Ballot.marks)
    with store.begin() as session:
        people = {
            str(number): int(user_id.removeprefix("n"))
            for user_id, number in session.execute(select(Account.user_id, Account.person_id))
            if user_id.startswith("n")
        }
        rows = session.execute(query.with_only_columns(Ballot.voter, Ballot.marks)).all()
    store.close()
    assert len({voter for voter, _ in rows}) == len(rows)
    return {people[voter]: int(marks) for voter, marks in rows}


def tally(url: str) -> list[int]:
    store = Store(url)
    with store.begin() as session:
        [poll] = session.scalars(select(Poll)).all()
        count = results.shown(session, poll)
    store.close()
    assert isinstance(count, Tally)
    return list(count.counts)


def test_sigterm_ends_bude_cleanly(starts: Starts, url: str) -> None:
    bude = starts("tests.drills.bude", url)
    assert bude.stdout
    assert bude.stderr
    assert bude.stdout.readline() == "listening\n"
    bude.send_signal(signal.SIGTERM)
    assert bude.wait(10) == 0
    complaints = bude.stderr.read()
    assert "Traceback" not in complaints
    assert "stopped" in complaints


def test_sigterm_ends_the_terminal_too(starts: Starts) -> None:
    bude = starts("bot")
    assert bude.stdin
    assert bude.stdout
    assert bude.stderr
    bude.stdin.write('poll "Where?" "Park" "Square"\n')
    bude.stdin.flush()
    assert bude.stdout.readline()
    bude.send_signal(signal.SIGTERM)
    assert bude.wait(10) == 0
    assert "Traceback" not in bude.stderr.read()
