"""A folder of files for a web server to hand out: each is there as a whole, or not at all."""

import os
from collections.abc import Collection
from pathlib import Path

PART = ".part"
# Whoever serves them is not Bude's own user.
READABLE, OPEN = 0o644, 0o755


class Shelf:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, name: str) -> bytes | None:
        try:
            return (self._folder / name).read_bytes()
        except FileNotFoundError:
            return None

    def put(self, name: str, content: bytes) -> None:
        """On the disk by then. Raises OSError."""
        if not self._folder.exists():
            self._folder.mkdir(parents=True)
            self._folder.chmod(OPEN)
        part = self._folder / f".{name}.{os.getpid()}{PART}"
        try:
            with part.open("wb") as opened:
                os.fchmod(opened.fileno(), READABLE)
                opened.write(content)
                opened.flush()
                os.fsync(opened.fileno())
            part.replace(self._folder / name)
        finally:
            part.unlink(missing_ok=True)

    def clear(self, pattern: str, wanted: Collection[str]) -> None:
        """Take away what nobody wants any more, and what was left half written."""
        for each in (pattern, f".{pattern}.*{PART}"):
            for file in self._folder.glob(each):
                if file.name not in wanted:
                    file.unlink(missing_ok=True)
