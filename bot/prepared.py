"""Statements written out once for SQLite, for rows that are written by the thousand."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import Connection, Dialect
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.compiler import SQLCompiler

Row: TypeAlias = dict[str, Any]
_Convert: TypeAlias = Callable[[Any], Any] | None


class Prepared(NamedTuple):
    """SQL with question marks, the names of what they stand for, in order, and what turns each
    value into the database's own kind."""

    sql: str
    names: tuple[str, ...]
    converts: tuple[_Convert, ...]

    def values(self, rows: Sequence[Row]) -> list[tuple[Any, ...]]:
        columns = [[row[name] for row in rows] for name in self.names]
        converted = (
            map(convert, column) if convert else column
            for convert, column in zip(self.converts, columns, strict=True)
        )
        return list(zip(*converted, strict=True))


def execute(connection: Connection, statement: ClauseElement, rows: Sequence[Row]) -> None:
    """What `connection.execute` does, at a quarter of what SQLAlchemy spends on each row.

    All rows name the same columns.
    """
    prepared = _prepare(statement, connection.dialect, tuple(rows[0]))
    connection.exec_driver_sql(prepared.sql, prepared.values(rows))


@lru_cache(maxsize=32)
def _prepare(statement: ClauseElement, dialect: Dialect, columns: tuple[str, ...]) -> Prepared:
    compiled = statement.compile(dialect=dialect, column_keys=list(columns))
    assert isinstance(compiled, SQLCompiler)
    names = tuple(compiled.positiontup or ())
    types = [compiled.binds[name].type.dialect_impl(dialect) for name in names]
    return Prepared(str(compiled), names, tuple(each.bind_processor(dialect) for each in types))
