"""Who holds a file or a chat account: one Bude at a time, or votes would be counted by two."""

import fcntl
import hashlib
import os
import tempfile
import threading
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import IO

from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from bot.store import Store


class HeldElsewhere(Exception):
    """Another Bude holds it."""


class Holding:
    """Keeps what this process holds until it ends, however it ends."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._held = ExitStack()
        self._connection: Connection | None = None
        self._rows: dict[str, str] = {}
        # A thread may still be on its way to an account when all is let go.
        self._one_by_one = threading.Lock()
        self._is_over = False

    def file(self) -> None:
        """Hold the SQLite file. Raises HeldElsewhere."""
        if self._store.file:
            lock = self._store.file.resolve().with_suffix(".lock")
            self._lock_file(lock, f"the database {self._store.file}")

    def account(self, platform: str, account: str) -> None:
        """Hold a chat account. Raises HeldElsewhere, also once all was released."""
        name, what = f"bude:{platform}:{account}", f"the account {account} on {platform}"
        with self._one_by_one:
            if self._is_over:
                raise HeldElsewhere(f"this Bude has ended, and does not hold {what}")
            if self._store.file:
                digest = hashlib.sha256(name.encode()).hexdigest()[:16]
                lock = Path(tempfile.gettempdir()) / f"bude-{os.getuid()}-{digest}.lock"
                self._lock_file(lock, what)
            else:
                self._lock_row(name, what)
                self._rows[name] = what

    def keep(self) -> None:
        """Take again what PostgreSQL let go with a lost connection. Raises HeldElsewhere."""
        with self._one_by_one:
            if self._rows and not self._is_alive():
                for name, what in self._rows.items():
                    self._lock_row(name, what)

    def _lock_file(self, path: Path, what: str) -> None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock: IO[str] = self._held.enter_context(path.open("a"))
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise HeldElsewhere(_sentence(what)) from None

    def _lock_row(self, name: str, what: str) -> None:
        if self._connection is None:
            engine = self._store.engine.execution_options(isolation_level="AUTOCOMMIT")
            self._connection = self._held.enter_context(engine.connect())
            # Not of the pool, which would keep the connection and with it the lock.
            self._connection.detach()
        number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)
        query = text("select pg_try_advisory_lock(:number)")
        if not self._connection.scalar(query, {"number": number}):
            raise HeldElsewhere(_sentence(what))

    def _is_alive(self) -> bool:
        if self._connection is None:
            return False
        try:
            self._connection.execute(text("select 1"))
        except SQLAlchemyError:
            self._connection.invalidate()
            self._connection.close()
            self._connection = None
            return False
        return True

    def release(self) -> None:
        """Let go of all, for good."""
        with self._one_by_one:
            self._is_over = True
            if self._connection:
                # The server would notice only a moment later that the connection is gone.
                with suppress(SQLAlchemyError):
                    self._connection.execute(text("select pg_advisory_unlock_all()"))
            self._held.close()


def _sentence(what: str) -> str:
    return f"another Bude already holds {what}. Stop that one first, or give this one its own."
