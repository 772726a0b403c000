"""What was deleted shall stand in no file of the database either."""

import logging
from contextlib import closing

from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

from bot.store import Base, Store

logger = logging.getLogger(__name__)

# Everybody else waits behind us meanwhile.
AT_MOST = "200ms"
LOCKED = "55P03"
# Where PostgreSQL keeps samples of what stood in the columns.
SAMPLES = "pg_statistic"
# Not so where nothing was written since the table was made, or written anew: it has no page,
# nor have its large values, and its indexes are as they begin.
HOLD_ANYTHING = """
    SELECT name
    FROM unnest(CAST(:names AS text[])) AS name JOIN pg_class ON oid = to_regclass(name)
    WHERE pg_relation_size(oid) + coalesce(pg_relation_size(nullif(reltoastrelid, 0)), 0) > 0
        OR pg_indexes_size(oid) > current_setting('block_size')::int
           * (SELECT count(*) FROM pg_index WHERE indrelid = oid)
"""
# Of a table in which no row is left ANALYZE lets the samples stay. Those of a column go when it
# is given a type, even the one that it has.
SAMPLED = """
    SELECT name, string_agg(format('ALTER COLUMN %I TYPE %s', a.attname,
                                   format_type(a.atttypid, a.atttypmod)), ', ')
    FROM unnest(CAST(:names AS text[])) AS name
    JOIN pg_class c ON c.oid = to_regclass(name)
    JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_attribute a ON a.attrelid = c.oid
    JOIN pg_stats s ON (s.schemaname, s.tablename, s.attname)
                     = (n.nspname, c.relname, a.attname)
    GROUP BY name
"""
IS_OURS = """
    SELECT pg_has_role(datdba, 'USAGE') FROM pg_database WHERE datname = current_database()
"""


def sweep(store: Store) -> None:
    """Once a day. Where somebody else is at work, next time."""
    if store.file:
        _begin_log_anew(store)
    else:
        _write_tables_anew(store)


def _begin_log_anew(store: Store) -> None:
    """SQLite overwrites in its file at once, but not in its log of changes."""
    with closing(store.engine.raw_connection()) as connection:
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()


def _write_tables_anew(store: Store) -> None:
    """PostgreSQL overwrites nothing: what was deleted stands in its files until other rows come
    to lie there, however often VACUUM passes. Only FULL leaves it behind."""
    engine = store.engine.execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.detach()  # Or the pool would hand it on with our impatience.
        connection.execute(text(f"SET lock_timeout = '{AT_MOST}'"))
        tables = [f'"{table.name}"' for table in Base.metadata.sorted_tables]
        _write_anew(connection, tables, "(FULL, ANALYZE)")
        _without_samples(connection, tables)
        if connection.scalar(text(IS_OURS)):
            _write_anew(connection, [SAMPLES], "FULL")
        else:
            logger.warning("samples of what was deleted stay: the database is not Bude's own")


def _write_anew(connection: Connection, tables: list[str], how: str) -> None:
    for table in connection.scalars(text(HOLD_ANYTHING), {"names": tables}).all():
        _unless_in_use(connection, f"VACUUM {how} {table}")


def _without_samples(connection: Connection, tables: list[str]) -> None:
    """Where nothing is left to take new ones of."""
    for table, columns in connection.execute(text(SAMPLED), {"names": tables}).all():
        if not connection.scalar(text(f"SELECT EXISTS (SELECT FROM {table})")):
            _unless_in_use(connection, f"ALTER TABLE {table} {columns}")


def _unless_in_use(connection: Connection, what: str) -> None:
    try:
        connection.execute(text(what))
    except OperationalError as error:
        if getattr(error.orig, "sqlstate", None) != LOCKED:
            raise
        logger.info("in use, so swept another day: %s", what)
