"""Apache Spark, for lists that outgrow one machine; on one machine in local mode. An extra: see `pyproject.toml`.

Tables are Parquet files in a folder that is thrown away, which the workers of a cluster must see as well: `TMPDIR`
names where. The master and all else is Spark's own configuration.
"""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ibis
import pyarrow as pa
import pyarrow.parquet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ibis.expr.types import Table

    from accounts.domain.ports import Derive, ListTables, Portions

_CONFIGURED = {
    "spark.master": "local[*]",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.shuffle.partitions": "8",
}
# What must not depend on whoever set Spark up: texts are compared by their bytes, and nothing is guessed.
_FIXED = {"spark.sql.session.timeZone": "UTC", "spark.sql.ansi.enabled": "true"}


class Spark:
    """See `ListEngine`."""

    name = "spark"

    @contextmanager
    def opened(self) -> Iterator[ListTables]:
        """See `ListEngine`. In a session of its own, so that no two computations see each other's tables."""
        session = _session().newSession()
        for name, value in _FIXED.items():
            session.conf.set(name, value)
        with tempfile.TemporaryDirectory(prefix="desk-lists-") as folder:
            yield _Tables(session, Path(folder))


def _session() -> Any:
    """Give the process's Spark, begun at the first time: it takes seconds. What spark-submit sets goes first."""
    from pyspark import SparkConf  # noqa: PLC0415 - not in the base installation
    from pyspark.sql import SparkSession  # noqa: PLC0415

    configuration = SparkConf()
    for name, value in _CONFIGURED.items():
        configuration.setIfMissing(name, value)
    return SparkSession.builder.config(conf=configuration).appName("abusedesk").getOrCreate()


class _Tables:
    """See `ListTables`."""

    def __init__(self, session: Any, folder: Path) -> None:
        self._session = session
        self._engine = ibis.pyspark.connect(session)
        self._folder = folder
        self._numbers = count(1)

    def fill(self, name: str, schema: pa.Schema, portions: Portions, derive: Derive | None = None) -> Table:
        """See `ListTables`."""
        filled = name if derive is None else f"{name}_as_read"
        place = self._folder / filled
        place.mkdir()
        # A file without rows, so that an empty table has its columns too.
        pyarrow.parquet.write_table(schema.empty_table(), place / "empty.parquet")
        for number, portion in enumerate(portions):
            pyarrow.parquet.write_table(portion().cast(schema), place / f"{number}.parquet")
        table = self._known(filled)
        return table if derive is None else self.keep(name, derive(table, self._once))

    def keep(self, name: str, table: Table) -> Table:
        """See `ListTables`."""
        self._session.sql(self.spell(table)).write.parquet(str(self._folder / name))
        return self._known(name)

    def view(self, name: str, table: Table) -> Table:
        """See `ListTables`."""
        self._session.sql(self.spell(table)).createOrReplaceTempView(name)
        return self._engine.table(name)

    def drop(self, name: str) -> None:
        """See `ListTables`. The files go with their folder."""
        self._session.catalog.dropTempView(name)

    def spell(self, table: Table) -> str:
        """See `ListTables`."""
        return str(self._engine.compile(table))

    def ask(self, question: str) -> list[dict[str, Any]]:
        """See `ListTables`."""
        rows = self._session.sql(question).toArrow().to_pylist()
        return [{name: _plain(value) for name, value in row.items()} for row in rows]

    def _once(self, table: Table) -> Table:
        return self.keep(f"stage_{next(self._numbers)}", table)

    def _known(self, name: str) -> Table:
        self._session.read.parquet(str(self._folder / name)).createOrReplaceTempView(name)
        return self._engine.table(name)


def _plain(value: Any) -> Any:
    """Give a sum of whole numbers, which may come as a decimal, as what it is."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value
