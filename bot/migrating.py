"""Running migrations: imported only when some are missing, because Alembic takes its time."""

import logging
import sqlite3
from datetime import datetime
from pathlib import Path

import alembic.command
from alembic.config import Config
from alembic.script import ScriptDirectory

import migrations
from bot.config import ConfigError
from bot.store import Store, one_at_a_time

logger = logging.getLogger(__name__)


def migrate(store: Store, present: str | None, now: datetime) -> None:
    """From the schema that is there to the newest. Raises ConfigError."""
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    script = ScriptDirectory.from_config(config)
    newest = script.get_current_head()
    if present not in {None, *(each.revision for each in script.walk_revisions())}:
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
