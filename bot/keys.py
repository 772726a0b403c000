"""Keys in files of their own: outside the database and whatever copies are made of it."""

import os
import secrets
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

LENGTH = 32


class KeyRing:
    """One file for each key, in a folder that nobody else may read. All is on the disk before
    a method returns."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def make(self) -> str:
        """A new key; returns its name."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = secrets.token_hex(8)
        _write(_made(self._file(name)), secrets.token_bytes(LENGTH))
        self._keep_names()
        return name

    def get(self, name: str) -> bytes | None:
        """None for a key that is lost, or was cut short."""
        try:
            key = self._file(name).read_bytes()
        except OSError:
            return None
        return key if len(key) == LENGTH else None

    def lasting(self, what: str) -> bytes:
        """The key for something that never ends, made when it is first needed."""
        file = self.folder / f"{what}.lasting"
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not file.exists():
            fresh = self.folder / f"{what}.{secrets.token_hex(8)}"
            _write(_made(fresh), secrets.token_bytes(LENGTH))
            with suppress(FileExistsError):
                os.link(fresh, file)  # Whole, and only if nobody else was faster.
            fresh.unlink()
            self._keep_names()
        return file.read_bytes()

    def destroy(self, name: str) -> None:
        """Overwritten, then deleted; again is no mistake."""
        file = self._file(name)
        try:
            _write(os.open(file, os.O_WRONLY), secrets.token_bytes(LENGTH))
        except FileNotFoundError:
            return
        file.unlink(missing_ok=True)
        self._keep_names()

    def made_before(self, moment: datetime) -> Iterator[str]:
        """The names of keys that have been there for a while."""
        for file in self.folder.glob("*.key"):
            if file.stat().st_mtime < moment.timestamp():
                yield file.stem

    def _file(self, name: str) -> Path:
        return self.folder / f"{name}.key"

    def _keep_names(self) -> None:
        handle = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _made(file: Path) -> int:
    return os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)


def _write(handle: int, content: bytes) -> None:
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
