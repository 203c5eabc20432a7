"""DuckDB in the process, its database a file that is thrown away: memory is bounded, and nothing has to be set up."""

from __future__ import annotations

import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ibis

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pyarrow as pa
    from ibis.expr.types import Table

    from accounts.domain.ports import Derive, ListTables, Portions

MEMORY_LIMIT = "512MB"
# What portions become, which takes longer to spell than to compute on most lists.
_spelled: dict[Derive, str] = {}


class DuckDb:
    """See `ListEngine`."""

    name = "duckdb"

    @contextmanager
    def opened(self) -> Iterator[ListTables]:
        """See `ListEngine`."""
        with tempfile.TemporaryDirectory(prefix="desk-lists-") as folder:
            engine = ibis.duckdb.connect(
                Path(folder) / "lists.duckdb",
                temp_directory=folder,
                memory_limit=MEMORY_LIMIT,
                preserve_insertion_order=False,
            )
            # The tables are read a few dozen times and thrown away: finding out how to press them takes longer.
            engine.con.execute("SET force_compression = 'uncompressed'")
            try:
                yield _Tables(engine)
            finally:
                engine.disconnect()


class _Tables:
    """See `ListTables`."""

    def __init__(self, engine: Any) -> None:
        self._engine = engine

    def fill(self, name: str, schema: pa.Schema, portions: Portions, derive: Derive | None = None) -> Table:
        """See `ListTables`. Each portion is derived from on its way in."""
        connection = self._engine.con
        connection.register("portion", schema.empty_table())
        select = "SELECT * FROM portion" if derive is None else self._derived(derive)
        connection.execute(f"CREATE TABLE {name} AS {select}")
        # While one portion is laid out and stored, the next one is read: the desk's connection belongs to this thread.
        with ThreadPoolExecutor(max_workers=1) as store:
            stored = None
            for portion in portions:
                if stored is not None:
                    stored.result()
                stored = store.submit(_insert, connection, f"INSERT INTO {name} {select}", portion)
            if stored is not None:
                stored.result()
        connection.unregister("portion")
        return self._engine.table(name)

    def _derived(self, derive: Derive) -> str:
        if derive not in _spelled:
            _spelled[derive] = self.spell(derive(self._engine.table("portion"), _once))
        return _spelled[derive]

    def keep(self, name: str, table: Table) -> Table:
        """See `ListTables`."""
        return self._engine.create_table(name, table)

    def view(self, name: str, table: Table) -> Table:
        """See `ListTables`."""
        return self._engine.create_view(name, table)

    def drop(self, name: str) -> None:
        """See `ListTables`."""
        self._engine.con.execute(f"DROP TABLE {name}")

    def spell(self, table: Table) -> str:
        """See `ListTables`."""
        return str(self._engine.compile(table))

    def ask(self, question: str) -> list[dict[str, Any]]:
        """See `ListTables`."""
        return list(self._engine.con.sql(question).to_arrow_table().to_pylist())


def _insert(connection: Any, insert: str, portion: Callable[[], pa.Table]) -> None:
    """Insert in a transaction of its own: a longer one would hold on to every table that was registered in it."""
    connection.register("portion", portion())
    connection.execute(insert)


def _once(table: Table) -> Table:
    """Leave a table as it is: stages that are not folded are computed once."""
    return table
