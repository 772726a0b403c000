"""How Alembic runs our migrations: on the connection it is given."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

import bot.conversation
import bot.heard
import bot.media
import bot.outbox
import bot.people
import bot.picks
import bot.roles
import bot.sealed
import bot.watchlists
import ideas.models
import moderation.models
import neighbours.models
import polls.models
from bot.store import Base, Moment

# Named, so that the imports, which fill Base.metadata, are not taken for useless.
TABLES = (
    bot.conversation,
    bot.heard,
    bot.media,
    bot.outbox,
    bot.people,
    bot.picks,
    bot.roles,
    bot.sealed,
    bot.watchlists,
    ideas.models,
    moderation.models,
    neighbours.models,
    polls.models,
)


def plain_type(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """Migrations stand still while our code moves on, so they name SQLAlchemy's own types.

    False leaves it to Alembic.
    """
    if kind == "type" and isinstance(item, Moment):
        return "sa.DateTime(timezone=True)"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
    render_item=plain_type,
)
with context.begin_transaction():
    context.run_migrations()
