"""How Alembic tells whether models and tables differ, and what it writes of our types."""

from typing import Any, Literal

from alembic.autogenerate.api import AutogenContext
from alembic.runtime.migration import MigrationContext

from bot.store import Moment


def plain_type(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """Migrations stand still while our code moves on, so they name SQLAlchemy's own types.

    False leaves it to Alembic.
    """
    if kind == "type" and isinstance(item, Moment):
        return "sa.DateTime(timezone=True)"
    return False


def other_type(*compared: object) -> bool | None:
    """True where they differ, None to let Alembic decide. On SQLite our moments are texts."""
    context, _, _, found, _ = compared
    assert isinstance(context, MigrationContext)
    is_moment = str(found) in ("DATETIME", "TIMESTAMP")
    return False if context.dialect.name == "sqlite" and is_moment else None
