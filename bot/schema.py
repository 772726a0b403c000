"""Brings the database to the newest schema, after a backup of the SQLite file."""

import logging
import sqlite3
from datetime import datetime, timedelta
from pathlib import Path

import alembic.command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

import migrations
from bot.config import ConfigError
from bot.store import Store, one_at_a_time

logger = logging.getLogger(__name__)


def bring_up(store: Store, now: datetime) -> None:
    """Run the migrations that are missing. `now` names the backup. Raises ConfigError."""
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    script = ScriptDirectory.from_config(config)
    newest = script.get_current_head()
    known = {None, *(each.revision for each in script.walk_revisions())}
    with store.engine.connect() as connection:
        present = MigrationContext.configure(connection).get_current_revision()
    if present == newest:
        return
    if present not in known:
        raise ConfigError(
            f"the database was last used by a newer Bude (its schema is {present}, this one "
            f"knows {newest}). Start that one again, or go back to a backup from before."
        )
    if store.file and present:
        back_up(store.file, present, now)
    with store.begin() as session:
        one_at_a_time(session, "migrate")
        config.attributes["connection"] = session.connection()
        alembic.command.upgrade(config, "head")
    logger.info("the database is at schema %s now (it was at %s)", newest, present or "none")


def back_up(file: Path, revision: str, now: datetime) -> Path:
    """A whole copy beside the file, readable by nobody else."""
    folder = file.parent / "backups"
    folder.mkdir(mode=0o700, exist_ok=True)
    copy = folder / f"{file.stem}-{now:%Y%m%dT%H%M%S}-{revision}.db"
    copy.touch(mode=0o600)
    with sqlite3.connect(file) as source, sqlite3.connect(copy) as target:
        source.backup(target)
    source.close()
    target.close()
    return copy


def drop_old_backups(store: Store, kept_days: int, now: datetime) -> None:
    """Backups hold what people had forgotten since; so they do not stay long."""
    if store.file is None:
        return
    oldest = now - timedelta(days=kept_days)
    for copy in (store.file.parent / "backups").glob(f"{store.file.stem}-*.db"):
        if copy.stat().st_mtime < oldest.timestamp():
            copy.unlink()
            logger.info("backup %s is over %d days old and was deleted", copy.name, kept_days)
