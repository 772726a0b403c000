"""Bots as processes of their own: Bude, bare matrix-nio, maubot. Each in its folder."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.servers.synapse import User

HERE = Path(__file__).parent
# Where the peers are installed; `make bench` sets it.
PYTHON = os.environ.get("BUDE_BENCH_PYTHON", "")


class Bot:
    """A process that can be stopped in every way, and its folder put back as it was."""

    def __init__(self, folder: Path, command: Sequence[str], secrets: dict[str, str]) -> None:
        self.folder = folder
        self._command = command
        self._secrets = secrets
        self._process: subprocess.Popen[bytes] | None = None
        self.peak = 0.0

    def start(self) -> float:
        """Gives the moment, as `time.time()` has it."""
        (self.folder / "ready").unlink(missing_ok=True)
        started = time.time()
        with (self.folder / "output").open("ab") as output:
            self._process = subprocess.Popen(
                self._command,
                env=_surroundings() | self._secrets,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )
        return started

    def suspend(self) -> None:
        self._send(signal.SIGSTOP)

    def resume(self) -> float:
        self._send(signal.SIGCONT)
        return time.time()

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def _end(self, number: signal.Signals) -> None:
        if self._process:
            self.weigh()
            self._send(number)
            self._send(signal.SIGCONT)
            try:
                self._process.wait(15)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._process = None

    def _send(self, number: signal.Signals) -> None:
        if self._process:
            self._process.send_signal(number)

    def weigh(self) -> None:
        """Note the largest memory it ever had, in MiB."""
        if self._process and self._process.poll() is None:
            status = Path(f"/proc/{self._process.pid}/status").read_text()
            [line] = [line for line in status.splitlines() if line.startswith("VmHWM")]
            self.peak = int(line.split()[1]) / 1024

    def keep(self) -> None:
        """Remember the folder as it is, to begin there again."""
        shutil.copytree(self.folder, self._kept)

    def back(self) -> None:
        shutil.rmtree(self.folder)
        shutil.copytree(self._kept, self.folder)

    @property
    def _kept(self) -> Path:
        return self.folder.with_suffix(".kept")

    def last_words(self) -> str:
        return (self.folder / "output").read_text(errors="replace")[-2000:]

    def counted(self) -> list[tuple[str, float]]:
        """Peers: which events were counted as votes, and when."""
        noted = self.folder / "counted"
        lines = noted.read_text().splitlines() if noted.exists() else []
        return [(event, float(at)) for event, at in (line.split() for line in lines)]


def _surroundings() -> dict[str, str]:
    """Everybody may keep compiled modules, as is usual: else each start would compile all."""
    return {
        name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"
    }


def until(is_so: Callable[[], bool], within: float = 30, every: float = 0.01) -> bool:
    deadline = time.monotonic() + within
    while not is_so():
        if time.monotonic() > deadline:
            return False
        time.sleep(every)
    return True


def bude(folder: Path, homeserver: str, account: User, admin: str, room: str) -> Bot:
    folder.mkdir()
    config = folder / "config.toml"
    config.write_text(
        f"""admins = ["matrix:{admin}"]
[store]
url = "sqlite:///{folder}/bude.db"
[matrix]
homeserver = "{homeserver}"
user = "{account.user_id}"
[cities.dortmund]
name = "Dortmund"
language = "en"
[neighbourhoods.hafen]
name = "Hafen"
city = "dortmund"
rooms = ["matrix:{room}"]
"""
    )
    command = [sys.executable, "-m", "bot", "--config", str(config)]
    # A chat account is held by a lock in the folder for temporary files.
    secrets = {"BUDE_MATRIX_ACCESS_TOKEN": account.access_token, "TMPDIR": str(folder)}
    return Bot(folder, command, secrets)


def nio(folder: Path, homeserver: str, account: User) -> Bot:
    folder.mkdir()
    of = [homeserver, account.user_id, account.device_id, account.access_token, str(folder)]
    return Bot(folder, [PYTHON, str(HERE / "nio_bot.py"), *of], {})


def maubot(folder: Path, homeserver: str, account: User) -> Bot:
    """In standalone mode, as it comes."""
    folder.mkdir()
    shutil.copy(HERE / "maubot_votes.py", folder)
    plugin = {
        "maubot": "0.6.0",
        "id": "bude.benchmark",
        "version": "1.0.0",
        "license": "EUPL-1.2",
        "modules": ["maubot_votes"],
        "main_class": "Votes",
    }
    credentials = {
        "id": account.user_id,
        "homeserver": homeserver,
        "access_token": account.access_token,
    }
    config = {
        "user": {"credentials": credentials, "displayname": "disable", "avatar_url": "disable"},
        "database": f"sqlite:{folder}/bot.db",
        "logging": {"version": 1, "root": {"level": "WARNING"}},
    }
    # JSON is YAML.
    (folder / "maubot.yaml").write_text(json.dumps(plugin))
    (folder / "config.yaml").write_text(json.dumps(config))
    of = ["-c", str(folder / "config.yaml"), "-m", str(folder / "maubot.yaml")]
    return Bot(folder, [PYTHON, "-m", "maubot.standalone", *of], {})
