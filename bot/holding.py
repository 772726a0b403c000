"""Who holds a file or a chat account: one Bude at a time, or votes would be counted by two."""

import fcntl
import hashlib
import os
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import IO

from sqlalchemy import Connection, text

from bot.store import Store


class HeldElsewhere(Exception):
    """Another Bude holds it."""


class Holding:
    """Keeps what this process holds until it ends, however it ends."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._held = ExitStack()
        self._connection: Connection | None = None

    def file(self) -> None:
        """Hold the SQLite file. Raises HeldElsewhere."""
        if self._store.file:
            lock = self._store.file.with_suffix(".lock")
            self._lock_file(lock, f"the database {self._store.file}")

    def account(self, platform: str, account: str, *, wait: bool = False) -> None:
        """Hold a chat account; on PostgreSQL `wait` takes it over once it is free."""
        name = f"bude:{platform}:{account}"
        if self._store.file:
            digest = hashlib.sha256(name.encode()).hexdigest()[:16]
            lock = Path(tempfile.gettempdir()) / f"bude-{os.getuid()}-{digest}.lock"
            self._lock_file(lock, f"the account {account} on {platform}")
        else:
            self._lock_row(name, f"the account {account} on {platform}", wait)

    def _lock_file(self, path: Path, what: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock: IO[str] = self._held.enter_context(path.open("a"))
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise HeldElsewhere(_sentence(what)) from None

    def _lock_row(self, name: str, what: str, wait: bool) -> None:
        if self._connection is None:
            engine = self._store.engine.execution_options(isolation_level="AUTOCOMMIT")
            self._connection = self._held.enter_context(engine.connect())
        number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)
        if wait:
            self._connection.execute(
                text("select pg_advisory_lock(:number)"), {"number": number}
            )
            return
        got = self._connection.scalar(
            text("select pg_try_advisory_lock(:number)"), {"number": number}
        )
        if not got:
            raise HeldElsewhere(_sentence(what))

    def release(self) -> None:
        self._held.close()


def _sentence(what: str) -> str:
    return f"another Bude already holds {what}. Stop that one first, or give this one its own."
