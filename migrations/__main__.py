"""`python -m migrations "what changes"`: write the next migration from the models."""

import sys
import tempfile
from pathlib import Path

import alembic.command
from alembic.config import Config
from alembic.operations import MigrationScript
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

import migrations
from bot.store import Store


def write(message: str) -> bool:
    """Compare the models with a database that has every migration so far. Whether there was
    anything to write."""
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    head = ScriptDirectory.from_config(config).get_current_head()
    with tempfile.TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{folder}/now.db")
        with store.engine.begin() as connection:
            config.attributes["connection"] = connection
            if head:
                alembic.command.upgrade(config, "head")
            number = f"{int(head or 0) + 1:04}"
            written = alembic.command.revision(
                config,
                message,
                autogenerate=True,
                rev_id=number,
                process_revision_directives=_drop_empty,
            )
        store.close()
    return bool(written)


def _drop_empty(
    _context: MigrationContext, _revision: object, scripts: list[MigrationScript]
) -> None:
    scripts[:] = [
        each for each in scripts if each.upgrade_ops and not each.upgrade_ops.is_empty()
    ]


if __name__ == "__main__":
    message = " ".join(sys.argv[1:]).strip()
    if not message:
        sys.exit("What changes? Say it: make migration M='polls can wait'")
    if not write(message):
        sys.stdout.write("Nothing has changed in the models, so there is nothing to write.\n")
