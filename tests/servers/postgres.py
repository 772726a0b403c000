"""A PostgreSQL server of our own: a socket in a private folder, nothing kept."""

import os
import pwd
import secrets
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from tests.servers.memory import new_folder

STARTS_WITHIN = 60.0
FIND = Path(__file__).parents[2] / "setup" / "postgresql.sh"


def programs() -> Path | None:
    """The folder of initdb and postgres."""
    found = subprocess.run([FIND], capture_output=True, text=True)
    return Path(found.stdout.strip()) if found.returncode == 0 else None


class Postgres:
    def __init__(self, programs: Path, **settings: str) -> None:
        self._programs, self._settings = programs, settings
        # Not pytest's folder: other users may not enter that, and a socket's path is short.
        self._folder = new_folder()
        self._as_user = _unprivileged(self._folder)
        self._server: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        wishes = (
            "--pgdata=data --username=bude --auth=trust --encoding=UTF8 --no-locale --no-sync"
        )
        subprocess.run(
            [self._programs / "initdb", *wishes.split()],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=self._folder,
            **self._as_user,
        )
        self.go_on()

    def go_on(self) -> None:
        """Start what was set up, or halted."""
        settings = {
            # Reached through the socket only, in a folder that nobody else may enter.
            "listen_addresses": "",
            "unix_socket_directories": str(self._folder),
            # The data is thrown away, so it need not survive a power cut.
            "fsync": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
            # Memory is all there is, so the log of what is thrown away must not fill it.
            "max_wal_size": "64MB",
            "min_wal_size": "32MB",
            "shared_buffers": "32MB",
            **self._settings,
        }
        options = [f"--{name}={value}" for name, value in settings.items()]
        with (self._folder / "output.txt").open("wb") as output:
            self._server = subprocess.Popen(
                [self._programs / "postgres", "-D", "data", *options],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd=self._folder,
                **self._as_user,
            )
        self._wait_for_answer(self._server)

    def halt(self) -> None:
        """Send everybody away and end; what was written stays."""
        if self._server is not None:
            # SIGTERM would wait for them.
            self._server.send_signal(signal.SIGINT)
            self._server.wait(timeout=30)
            self._server = None

    def stop(self) -> None:
        self.halt()
        shutil.rmtree(self._folder)

    def create_database(self, owner: str = "bude", like: str = "template1") -> str:
        """A new database, as its name; a copy of one that nobody uses just then. Another owner
        than us may do nothing but own it."""
        name = f"{owner}_{secrets.token_hex(6)}"
        if owner != "bude":
            self._make_known(owner)
        create = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}")
        self._execute(create.format(*map(sql.Identifier, (name, owner, like))))
        return name

    def _make_known(self, role: str) -> None:
        with suppress(psycopg.errors.DuplicateObject):
            self._execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))

    def drop_database(self, name: str) -> None:
        self._execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    @property
    def data(self) -> Path:
        """Where all its files lie."""
        return self._folder / "data"

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://bude@/{database}?host={self._folder}"

    def _execute(self, command: sql.Composed) -> None:
        with self._connect() as connection:
            connection.execute(command)

    def _connect(self) -> psycopg.Connection[tuple[Any, ...]]:
        return psycopg.connect(
            host=str(self._folder), user="bude", dbname="postgres", autocommit=True
        )

    def _wait_for_answer(self, server: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < deadline and server.poll() is None:
            try:
                self._connect().close()
            except psycopg.OperationalError:
                time.sleep(0.02)
            else:
                return
        last_words = (self._folder / "output.txt").read_text()[-2000:]
        raise RuntimeError(f"PostgreSQL did not start:\n{last_words}")


def _unprivileged(folder: Path) -> dict[str, Any]:
    """For root, whom PostgreSQL refuses to serve: somebody else to be, who gets the folder."""
    if os.geteuid() != 0:
        return {}
    try:
        account = pwd.getpwnam("postgres")
    except KeyError:
        account = pwd.getpwnam("nobody")
    os.chown(folder, account.pw_uid, account.pw_gid)
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
