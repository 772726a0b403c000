"""The whole of Bude, run as somebody would who pipes lines into it."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.process

HOUSE = Path(__file__).parents[3]
BENCH = """\
poll "Where should the bench go?" "Park" "Square"
vote 1 2
as second
vote 1 2
results 1
"""


@pytest.fixture
def surroundings(tmp_path: Path) -> dict[str, str]:
    """Locks on chat accounts lie in TMPDIR, and another Bude may be running here."""
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(HOUSE),
        "PYTHONDONTWRITEBYTECODE": "1",
        "TMPDIR": str(tmp_path),
        "LANG": "C.UTF-8",
    }


def hears_ctrl_c() -> None:
    """As at a terminal; what a shell starts in the background is deaf to it."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def bude(tmp_path: Path, surroundings: dict[str, str]) -> Iterator["subprocess.Popen[str]"]:
    with subprocess.Popen(
        [sys.executable, "-m", "bot"],
        cwd=tmp_path,
        env=surroundings,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=hears_ctrl_c,
    ) as process:
        yield process
        process.kill()


def test_a_poll_is_asked_and_counted(bude: "subprocess.Popen[str]") -> None:
    shown, complaints = bude.communicate(BENCH, timeout=30)
    assert bude.returncode == 0, complaints
    assert "Square: 2 votes" in shown.splitlines()[-6:]
    assert "\x1b" not in shown
    assert "Traceback" not in complaints


def test_a_file_of_lines_is_read_too(tmp_path: Path, surroundings: dict[str, str]) -> None:
    (tmp_path / "lines").write_text(BENCH)
    with (tmp_path / "lines").open() as lines:
        done = subprocess.run(
            [sys.executable, "-m", "bot"],
            cwd=tmp_path,
            env=surroundings,
            stdin=lines,
            capture_output=True,
            text=True,
            timeout=30,
            check=True,
        )
    assert "Square: 2 votes" in done.stdout


def test_ctrl_c_ends_it_while_the_pipe_is_silent(bude: "subprocess.Popen[str]") -> None:
    assert bude.stdin
    assert bude.stdout
    assert bude.stderr
    bude.stdin.write("as Anna\n")
    bude.stdin.flush()
    assert bude.stdout.readline() == "Now speaking: Anna\n"
    bude.send_signal(signal.SIGINT)
    assert bude.wait(60) in (0, 130)
    complaints = bude.stderr.read()
    assert "Traceback" not in complaints
    assert "Fatal" not in complaints


def test_when_nobody_reads_it_ends_without_a_word(bude: "subprocess.Popen[str]") -> None:
    assert bude.stdin
    assert bude.stdout
    assert bude.stderr
    bude.stdout.close()
    bude.stdin.write("as Anna\nas Mehmet\n")
    bude.stdin.flush()
    assert bude.wait(30) == 1
    complaints = bude.stderr.read()
    assert "Traceback" not in complaints
    assert "Exception" not in complaints
