import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TypeAlias

import pytest

HOUSE = Path(__file__).parents[2]
Process: TypeAlias = "subprocess.Popen[str]"
Starts: TypeAlias = Callable[..., Process]


@pytest.fixture
def starts(tmp_path: Path) -> Iterator[Starts]:
    """Starts a Python module in an empty folder, as a process of its own."""
    (tmp_path / "locks").mkdir()
    surroundings = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(HOUSE),
        "TMPDIR": str(tmp_path / "locks"),
        "LANG": "C.UTF-8",
    }
    with ExitStack() as until_the_end:

        def start(module: str, *arguments: str) -> Process:
            process = until_the_end.enter_context(
                subprocess.Popen(
                    [sys.executable, "-m", module, *arguments],
                    cwd=tmp_path,
                    env=surroundings,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                    text=True,
                )
            )
            until_the_end.callback(process.kill)
            return process

        yield start


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database on a real disk, with nothing in it at all."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/bude.db"
    address: str = request.getfixturevalue("postgres_url")
    return address
