"""Whether the database has the newest schema; if not, `bot.migrating` brings it there."""

import logging
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path

from sqlalchemy import inspect, text

import migrations
from bot.store import Store

logger = logging.getLogger(__name__)

VERSIONS = Path(migrations.__file__).parent / "versions"


def bring_up(store: Store, now: datetime) -> None:
    """Run the migrations that are missing. `now` names the backup. Raises ConfigError."""
    present = _present(store)
    if present != newest():
        import_module("bot.migrating").migrate(store, present, now)


def newest() -> str:
    """By the names of the files, which begin with the number of the revision."""
    return max(path.name.partition("_")[0] for path in VERSIONS.glob("[0-9]*_*.py"))


def _present(store: Store) -> str | None:
    with store.engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return found


def drop_old_backups(store: Store, kept_days: int, now: datetime) -> None:
    """Backups hold what people had forgotten since; so they do not stay long."""
    if store.file is None:
        return
    oldest = now - timedelta(days=kept_days)
    for copy in (store.file.parent / "backups").glob(f"{store.file.stem}-*.db"):
        if copy.stat().st_mtime < oldest.timestamp():
            copy.unlink()
            logger.info("backup %s is over %d days old and was deleted", copy.name, kept_days)
