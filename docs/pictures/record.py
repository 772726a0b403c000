"""Plays a scene for real and writes down what was seen: conversation.txt.

    python docs/pictures/record.py

Run it in a fresh clone: it makes a config.toml and var/ there. A homeserver, a Bude with a
keyboard of its own, and neighbours at `make neighbour`; the transcript is what they were shown.
"""

import fcntl
import os
import pty
import re
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from typing import IO

TRANSCRIPT = Path(__file__).parent / "conversation.txt"
ENVIRONMENT = os.environ | {"LC_ALL": "de_DE.UTF-8", "TERM": "xterm"}
COLUMNS = 62
PAUSE = 4.0
PEOPLE = ("mo", "anna", "mehmet")
# Whose window the room is; of the others only what they say.
READER = "mo"

HEAD = """\
# What a Matrix room and a terminal showed, recorded by record.py on {day}.
# A thread is where Bude answers one person; an edit changes a message where it stands."""

QUESTION = '"Wo soll die neue Bank am Hafen stehen?"'
ANSWERS = '"Unter der Linde" "Am Wasser" "Vor dem Kiosk"'
SCENE = (
    ("anna", f'!umfrage {QUESTION} {ANSWERS} endet="Freitag 18 Uhr"'),
    ("mehmet", "!vote 1 2"),
    ("terminal", "als Rosi"),
    ("terminal", "abstimmen 1 2"),
    ("anna", "!abstimmen 1 1"),
    ("terminal", "ergebnis 1"),
    ("mo", "!beenden 1 Die Bezirksvertretung tagt schon am Mittwoch."),
)
# Beside what `make homeserver` says belongs into config.toml.
TERMINAL = '[terminal]\nneighbourhood = "hafen"\n\n[matrix]'
RULES = """
[cities.dortmund.polls]
decides = "Die Bezirksvertretung berät darüber."
answered_by = "das Bezirksamt"
"""

_BOLD = re.compile(r"\x1b\[0;1m(.*?)\x1b\[0m", re.S)
_ESCAPE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\r")
# What stays on the screen: the prompt is drawn anew below it, after asking where that is.
_STAYS = re.compile(
    r"\x1b\[\?7h(?=\x1b\[0)(?!\x1b\[0m\x1b\[\?)(.*?)"
    r"\x1b\[0m(?:\x1b\[\?12l\x1b\[\?25h)?\x1b\[6n",
    re.S,
)
_MESSAGE = re.compile(r"(\w+)(?: \(([\w ]+)\))?: (.*)")


class Transcript:
    def __init__(self) -> None:
        self.said: list[list[str]] = []

    def begin(self, head: str, *lines: str) -> None:
        self.said.append([f"== {head}", *lines])

    def go_on(self, line: str) -> None:
        self.said[-1].append(line)

    def __str__(self) -> str:
        said = ["\n".join(each).rstrip() for each in self.said]
        return "\n\n".join([HEAD.format(day=f"{datetime.now(UTC):%Y-%m-%d}"), *said]) + "\n"


class Scene:
    """What was started ends with it."""

    def __init__(self, until_the_end: ExitStack) -> None:
        self.seen = Transcript()
        self._until_the_end = until_the_end

    def start(self, *command: str, **streams: int) -> "subprocess.Popen[str]":
        process: subprocess.Popen[str] = subprocess.Popen(  # type: ignore[call-overload]
            ("make", "-s", *command),
            env=ENVIRONMENT,
            text=True,
            start_new_session=True,
            stderr=subprocess.DEVNULL,
            **streams,
        )
        self._until_the_end.callback(end, process)
        return process

    def homeserver(self) -> None:
        """Start one, and make the config of what it says."""
        said = self.start("homeserver", stdout=subprocess.PIPE).stdout
        assert said
        config = ""
        while "rooms = " not in config:
            config += said.readline()
        Path("config.toml").write_text(config.replace("[matrix]", TERMINAL) + RULES)

    def bude(self) -> Callable[[str], object]:
        """Start Bude at a keyboard; gives back what types there."""
        ours, its = pty.openpty()
        fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", 50, COLUMNS, 0, 0))
        self.start("run", stdin=its, stdout=its)
        os.close(its)
        watch(self._screen, ours)
        return lambda line: os.write(ours, f"{line}\r".encode())

    def _screen(self, screen: int) -> None:
        kept = ""
        while shown := read(screen):
            if "\x1b[6n" in shown:
                # Where is the cursor? Nothing is drawn until it knows.
                os.write(screen, b"\x1b[1;1R")
            kept += shown
            while stays := _STAYS.search(kept):
                self.seen.begin("terminal", *plain(stays[1]))
                kept = kept[stays.end() :]

    def neighbour(self, name: str) -> "IO[str]":
        streams = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        process = self.start("neighbour", f"NAME={name}", **streams)
        assert process.stdin
        watch(self._room if name == READER else list, process.stdout)
        return process.stdin

    def _room(self, lines: "IO[str]") -> None:
        for line in lines:
            if line.startswith("  "):
                self.seen.go_on(line[2:].rstrip())
            elif message := _MESSAGE.fullmatch(line.rstrip()):
                who, marks, words = message.groups()
                self.seen.begin(f"matrix: {who}" + (f" ({marks})" if marks else ""), words)


def watch(look: Callable[..., object], *what: object) -> None:
    Thread(target=look, args=what, daemon=True).start()


def read(screen: int) -> str:
    try:
        return os.read(screen, 65536).decode()
    except OSError:
        return ""


def plain(shown: str) -> list[str]:
    """Lines; what is **bold** is marked."""
    marked = _BOLD.sub(lambda bold: re.sub(r"(?m)^(.+?)\r*$", r"**\1**", bold[1]), shown)
    return [line.rstrip() for line in _ESCAPE.sub("", marked).split("\n")]


def end(process: "subprocess.Popen[str]") -> None:
    os.killpg(process.pid, signal.SIGTERM)
    process.wait(20)


def play(scene: Scene) -> None:
    scene.homeserver()
    types = scene.bude()
    time.sleep(2 * PAUSE)
    rooms = {name: scene.neighbour(name) for name in PEOPLE}
    time.sleep(2 * PAUSE)
    prompt = "Du>"
    for who, line in SCENE:
        if who == "terminal":
            scene.seen.begin(f"terminal: {prompt}", line)
            types(line)
            prompt = f"{line.removeprefix('als ')}>" if line.startswith("als ") else prompt
        else:
            if who == READER:
                scene.seen.begin(f"matrix: {who}", line)
            print(line, file=rooms[who], flush=True)
        time.sleep(PAUSE)
    time.sleep(PAUSE)


if __name__ == "__main__":
    with ExitStack() as until_the_end:
        scene = Scene(until_the_end)
        play(scene)
    TRANSCRIPT.write_text(str(scene.seen), "utf-8")
