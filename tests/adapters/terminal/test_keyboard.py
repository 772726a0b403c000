"""A newcomer sits at a real keyboard: a pseudo-terminal, with the whole of Bude behind it."""

import os
import pty
import re
import select
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.process

HOUSE = Path(__file__).parents[3]
# What moves the cursor and colours; letters are what remains.
ESCAPES = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]|\x1b[=>]|\r")
PATIENCE = 20.0


class Seat:
    """A neighbour's seat at the terminal. `seen` is everything shown so far."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._master, slave = pty.openpty()
        termios.tcsetwinsize(slave, (30, 80))
        self.bude = subprocess.Popen(
            [sys.executable, "-m", "bot"],
            cwd=home,
            env=_surroundings(home),
            stdin=slave,
            stdout=slave,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        os.close(slave)
        self.seen = ""
        self._read_to = 0

    def types(self, keys: str) -> None:
        os.write(self._master, keys.encode())

    def sees(self, expected: str) -> str:
        """Wait until this is shown, after what was waited for before."""
        until = time.monotonic() + PATIENCE
        while (found := self.seen.find(expected, self._read_to)) < 0:
            assert time.monotonic() < until, f"never saw {expected!r} in {self.seen!r}"
            self._look()
        between = self.seen[self._read_to : found]
        self._read_to = found + len(expected)
        return between

    def ends(self) -> int:
        until = time.monotonic() + PATIENCE
        while self.bude.poll() is None and time.monotonic() < until:
            self._look()
        return self.bude.wait(1)

    def _look(self) -> None:
        if not select.select([self._master], [], [], 0.1)[0]:
            return
        try:
            shown = os.read(self._master, 65536).decode("utf-8", "replace")
        except OSError:
            # How Linux says that the other side has closed.
            return
        self.seen += ESCAPES.sub("", shown)

    def leave(self) -> str:
        """What was complained of."""
        self.bude.kill()
        _, complaints = self.bude.communicate(timeout=PATIENCE)
        os.close(self._master)
        return complaints.decode()


def _surroundings(home: Path) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(HOUSE),
        "PYTHONDONTWRITEBYTECODE": "1",
        "TMPDIR": str(home),
        "LANG": "C.UTF-8",
        "TERM": "xterm",
        # Nobody here answers where the cursor is.
        "PROMPT_TOOLKIT_NO_CPR": "1",
    }


@pytest.fixture
def seat(tmp_path: Path) -> Iterator[Seat]:
    seat = Seat(tmp_path)
    yield seat
    assert "Traceback" not in seat.leave()


def test_a_newcomer_is_greeted_and_asks_a_first_question(seat: Seat) -> None:
    seat.sees("Hello, I am Bude.")
    seat.sees("help shows what I can do")
    seat.sees("as Mehmet lets somebody else speak")
    seat.sees("You>")
    seat.types('poll "Where should the bench go?" "Park" "Square"\r')
    seat.sees("Poll 1 now stands")
    seat.sees("─")
    seat.sees("Where should the bench go?")
    seat.sees("  2  Square")
    seat.sees("You>")
    seat.types("as Anna\r")
    seat.sees("Anna>")
    seat.types("vot\t")
    seat.sees("vote")
    seat.types("1 2\r")
    seat.sees("Your vote counts: Square")
    seat.sees("Anna>")
    seat.types("\x04")
    assert seat.ends() == 0


def test_what_was_typed_is_remembered_for_oneself_alone(seat: Seat) -> None:
    seat.sees("You>")
    seat.types("as Anna\r")
    seat.sees("Anna>")
    seat.types("\x1b[A\r")
    seat.sees("Now speaking: Anna")
    seat.types("quit\r")
    assert seat.ends() == 0
    kept = seat.home / "var" / "terminal-history"
    assert kept.stat().st_mode & 0o777 == 0o600
    assert "as Anna" in kept.read_text()


def test_no_vote_is_remembered_and_no_street(seat: Seat) -> None:
    """Who sits here next would find them at the first key, and so would who runs Bude, long
    after the poll: of a secret one nobody may."""
    seat.sees("You>")
    seat.types('poll "Where?" "Park" "Square" secret\r')
    seat.sees("Poll 1 now stands")
    seat.types("vote 1 2\r")
    seat.sees("Your vote counts.")
    seat.types("abstimmen 1\r")
    seat.sees("Welche Antwort")
    seat.types("Park\r")
    seat.sees("keine Zahl")
    seat.types("the park, I mean\r")
    seat.sees("keine Zahl")
    seat.types("1\r")
    seat.sees("Deine Stimme zählt.")
    seat.types("wohnen\r")
    seat.sees("?")
    seat.types("Hafenstraße 3\r")
    seat.sees("Straße")
    seat.types("as Anna\r")
    seat.sees("Anna>")
    seat.types("\x1b[A\x1b[A\r")
    seat.sees("Poll 2 now stands")
    seat.types("quit\r")
    assert seat.ends() == 0
    kept = (seat.home / "var" / "terminal-history").read_text().splitlines()
    typed = [line.removeprefix("+").split()[0] for line in kept if line.startswith("+")]
    assert typed == ["poll", "as", "poll", "quit"]


def test_a_message_may_have_several_lines(seat: Seat) -> None:
    seat.sees("You>")
    seat.types("poll Where should the bench go?\\\rPark\x1b\rSquare\r")
    seat.sees("  2  Square")
    seat.sees("You>")
    seat.types("\x04")
    assert seat.ends() == 0


def test_ctrl_c_gives_up_the_line_and_then_the_talk(seat: Seat) -> None:
    seat.sees("You>")
    seat.types("as Charlie\x03")
    seat.types("as Anna\r")
    seat.sees("Anna>")
    seat.types("\x03")
    assert seat.ends() == 0
    assert "Charlie>" not in seat.seen
