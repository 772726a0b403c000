"""Two Budes: one holds the file and the accounts, the other says so and ends, or stands by."""

import signal
from pathlib import Path

import pytest

from tests.drills.conftest import Process, Starts

pytestmark = pytest.mark.drill


def listens(bude: Process) -> None:
    assert bude.stdout
    assert bude.stdout.readline() == "listening\n"
    assert bude.stdout.readline() == "listening\n"


def stands_by(bude: Process) -> None:
    assert bude.stderr
    assert "standing by for the account bude on " in bude.stderr.readline()


def refuses(bude: Process, what: str) -> None:
    shown, complaints = bude.communicate(timeout=20)
    assert bude.returncode == 2
    assert "Traceback" not in complaints
    assert complaints.splitlines()[-1].startswith(f"bude: another Bude already holds {what}")
    assert shown == ""


def test_a_second_bude_on_one_file_ends_with_a_sentence(starts: Starts, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/bude.db"
    listens(starts("tests.drills.bude", url))
    refuses(starts("tests.drills.bude", url), f"the database {tmp_path}/bude.db.")


def test_a_second_terminal_in_one_folder_ends_with_a_sentence(starts: Starts) -> None:
    first = starts("bot")
    assert first.stdin
    assert first.stdout
    first.stdin.write("as Anna\n")
    first.stdin.flush()
    assert first.stdout.readline() == "Now speaking: Anna\n"
    refuses(starts("bot"), "the database var/bude.db.")


def test_one_account_and_two_files_are_one_too_many(starts: Starts, tmp_path: Path) -> None:
    listens(starts("tests.drills.bude", f"sqlite:///{tmp_path}/one.db"))
    refuses(starts("tests.drills.bude", f"sqlite:///{tmp_path}/two.db"), "the account bude on ")


def test_when_the_first_was_killed_the_second_may_begin(starts: Starts, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/bude.db"
    first = starts("tests.drills.bude", url)
    listens(first)
    first.kill()
    first.wait()
    listens(starts("tests.drills.bude", url))


@pytest.mark.postgres
def test_on_postgresql_a_second_one_refuses_too(starts: Starts, postgres_url: str) -> None:
    listens(starts("tests.drills.bude", postgres_url))
    refuses(starts("tests.drills.bude", postgres_url), "the account bude on ")


@pytest.mark.postgres
def test_a_standby_takes_over_when_the_first_is_killed(
    starts: Starts, postgres_url: str
) -> None:
    first = starts("tests.drills.bude", postgres_url)
    listens(first)
    second = starts("tests.drills.bude", postgres_url, "standby")
    stands_by(second)
    first.kill()
    listens(second)
    second.send_signal(signal.SIGTERM)
    assert second.wait(10) == 0


@pytest.mark.postgres
def test_a_standby_can_be_ended_while_it_waits(starts: Starts, postgres_url: str) -> None:
    listens(starts("tests.drills.bude", postgres_url))
    second = starts("tests.drills.bude", postgres_url, "standby")
    stands_by(second)
    second.send_signal(signal.SIGTERM)
    _, complaints = second.communicate(timeout=10)
    assert second.returncode == 0
    assert "Traceback" not in complaints
