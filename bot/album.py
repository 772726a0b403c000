"""Files of pictures, outside the database: each under the hash of what is in it."""

import hashlib
import os
from collections.abc import Collection
from contextlib import suppress
from datetime import datetime
from pathlib import Path

HIDDEN = ".part"


def digest_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


class Album:
    """A folder that nobody else may read. What is in it twice is kept once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, content: bytes, now: datetime) -> str:
        """Returns its hash, by which it is found again; it is on the disk by then."""
        digest = digest_of(content)
        file = self.file(digest)
        if not file.exists():
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._write(file, content)
        # Also when it was there: it is wanted again, so `sweep` leaves it alone.
        os.utime(file, (now.timestamp(), now.timestamp()))
        return digest

    def file(self, digest: str) -> Path:
        return self.folder / digest

    def sweep(self, wanted: Collection[str], before: datetime) -> None:
        """Delete what nobody wants and nobody put there since."""
        for file in self.folder.glob("*"):
            with suppress(FileNotFoundError):  # Somebody else sweeps here, too.
                if file.name not in wanted and file.stat().st_mtime < before.timestamp():
                    file.unlink()

    def _write(self, file: Path, content: bytes) -> None:
        part = file.with_suffix(f"{HIDDEN}{os.getpid()}")
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as opened:
            opened.write(content)
            opened.flush()
            os.fsync(opened.fileno())
        part.replace(file)
        folder = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
