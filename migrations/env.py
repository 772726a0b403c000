"""How Alembic runs our migrations: on the connection it is given."""

from alembic import context

import bot.conversation
import bot.forgotten
import bot.heard
import bot.lent_roles
import bot.media
import bot.outbox
import bot.people
import bot.picks
import bot.roles
import bot.sealed
import bot.watchlists
import digest.models
import ideas.models
import moderation.models
import neighbours.models
import polls.models
from bot.store import Base
from migrations.comparing import other_type, plain_type

# Named, so that the imports, which fill Base.metadata, are not taken for useless.
TABLES = (
    bot.conversation,
    bot.forgotten,
    bot.heard,
    bot.lent_roles,
    bot.media,
    bot.outbox,
    bot.people,
    bot.picks,
    bot.roles,
    bot.sealed,
    bot.watchlists,
    ideas.models,
    digest.models,
    moderation.models,
    neighbours.models,
    polls.models,
)

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=other_type,
    render_item=plain_type,
)
with context.begin_transaction():
    context.run_migrations()
