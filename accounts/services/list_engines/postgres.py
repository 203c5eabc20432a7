"""The desk's own PostgreSQL: the database server does the work, and the worker's memory stays free.

Everything is one transaction with temporary tables, which end with it: so it works behind PgBouncer as well. Texts are
compared by their bytes, as in the embedded engine, whatever the database's language is.
"""

from __future__ import annotations

import io
from contextlib import contextmanager
from decimal import Decimal
from itertools import count
from typing import TYPE_CHECKING, Any

import ibis
import pyarrow as pa
import pyarrow.csv
from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ibis.expr.types import Table

    from accounts.domain.ports import Derive, ListTables, Portions

SORT_MEMORY = "256MB"
_TYPES = {pa.string(): 'text COLLATE "C"', pa.int64(): "bigint", pa.bool_(): "boolean"}


class Postgres:
    """See `ListEngine`."""

    name = "postgres"

    @contextmanager
    def opened(self) -> Iterator[ListTables]:
        """See `ListEngine`. On a connection of its own: the desk's is in the midst of reading."""
        own = connection.copy()
        own.connect()
        try:
            with own.connection.transaction():
                yield _Tables(own.connection)
        finally:
            own.close()


class _Tables:
    """See `ListTables`."""

    def __init__(self, psycopg_connection: Any) -> None:
        self._connection = psycopg_connection
        self._engine = ibis.postgres.from_connection(psycopg_connection)
        self._numbers = count(1)
        self._run(f"SET LOCAL work_mem = '{SORT_MEMORY}'")

    def fill(self, name: str, schema: pa.Schema, portions: Portions, derive: Derive | None = None) -> Table:
        """See `ListTables`."""
        filled = name if derive is None else f"{name}_as_read"
        columns = ", ".join(f'"{field.name}" {_TYPES[field.type]}' for field in schema)
        self._run(f'CREATE TEMPORARY TABLE "{filled}" ({columns}) ON COMMIT DROP')
        for portion in portions:
            text = io.BytesIO()
            # An empty text is quoted, null is not. In one piece: Arrow miswrites a table whose first piece is empty.
            pyarrow.csv.write_csv(
                portion().cast(schema).combine_chunks(), text, pyarrow.csv.WriteOptions(include_header=False)
            )
            with self._connection.cursor().copy(f'COPY "{filled}" FROM STDIN (FORMAT csv)') as copy:
                copy.write(text.getvalue())
        table = self._known(filled)
        return table if derive is None else self.keep(name, derive(table, self._once))

    def keep(self, name: str, table: Table) -> Table:
        """See `ListTables`."""
        self._run(f'CREATE TEMPORARY TABLE "{name}" ON COMMIT DROP AS {self.spell(table)}')
        return self._known(name)

    def view(self, name: str, table: Table) -> Table:
        """See `ListTables`."""
        self._run(f'CREATE TEMPORARY VIEW "{name}" AS {self.spell(table)}')
        return self._engine.table(name)

    def drop(self, name: str) -> None:
        """See `ListTables`."""
        self._run(f'DROP TABLE "{name}"')

    def spell(self, table: Table) -> str:
        """See `ListTables`."""
        return str(self._engine.compile(table))

    def ask(self, question: str) -> list[dict[str, Any]]:
        """See `ListTables`."""
        answer = self._run(question)
        names = [column.name for column in answer.description]
        return [dict(zip(names, map(_plain, row), strict=True)) for row in answer]

    def _once(self, table: Table) -> Table:
        return self.keep(f"stage_{next(self._numbers)}", table)

    def _known(self, name: str) -> Table:
        # Without statistics a plan for millions of rows is one for a thousand.
        self._run(f'ANALYZE "{name}"')
        return self._engine.table(name)

    def _run(self, sql: str) -> Any:
        # Without parameters nothing in the text stands for one.
        return self._connection.execute(sql)


def _plain(value: Any) -> Any:
    """Give a sum of whole numbers, which comes as a decimal, as what it is."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value
