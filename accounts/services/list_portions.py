"""What a select gives as an Arrow table: the database writes text that is cut in C, so that no cell is an object."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute
import pyarrow.csv
from django.db import connection

from accounts.services.list_cells import fetched

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

# What DuckDB stores as one group.
PORTION_ROWS = 122_880
COPY_BYTES = 4 * 1024 * 1024


def read_arrow(select: tuple[str, tuple[Any, ...]], schema: pa.Schema) -> pa.Table:
    """Read what a select (SQL and its parameters) gives under the names of a schema, in its order.

    Fields that are `repeated` come in few different combinations, and perhaps as dictionaries; one that is a `moment`
    is a time, read in seconds.
    """
    read = _copied if connection.vendor == "postgresql" else fetched
    return pa.concat_tables(list(read(select, schema)) or [schema.empty_table()])


def repeated(name: str, kind: pa.DataType) -> pa.Field:
    """Declare a field whose values come again and again, in combination with the other fields of that sort."""
    return pa.field(name, kind, metadata={"repeated": ""})


def moment(name: str) -> pa.Field:
    """Declare a time in whole seconds since 1970, cut off; null for none."""
    return pa.field(name, pa.int64(), metadata={"moment": ""})


def by_key(rows: QuerySet[Any, Any], schema: pa.Schema) -> Iterator[pa.Table]:
    """Read a query by its key, which is called position, in tables of `PORTION_ROWS`; the last one may be smaller."""
    ordered, last = rows.order_by("pk"), 0
    while True:
        select = ordered.filter(pk__gt=last).values_list(*schema.names)[:PORTION_ROWS].query.sql_with_params()
        portion = read_arrow(select, schema)
        if portion.num_rows:
            yield portion
            last = pyarrow.compute.max(portion["position"]).as_py()
        if portion.num_rows < PORTION_ROWS:
            return


def _copied(select: tuple[str, tuple[Any, ...]], schema: pa.Schema) -> Iterator[pa.Table]:
    sql, parameters = select
    with connection.cursor() as cursor, cursor.copy(f"COPY ({sql}) TO STDOUT (FORMAT csv)", parameters) as copy:
        reader = _csv_reader(_CopyStream(copy), schema)
        for batch in reader or ():
            yield pa.Table.from_batches([batch])


def _csv_reader(stream: _CopyStream, schema: pa.Schema) -> Any:
    """Begin to read; None when there is nothing, which the reader takes for a fault."""
    if not stream.begin():
        return None
    return pyarrow.csv.open_csv(
        pa.PythonFile(stream, mode="r"),
        read_options=pyarrow.csv.ReadOptions(column_names=schema.names, block_size=COPY_BYTES),
        parse_options=pyarrow.csv.ParseOptions(newlines_in_values=True),
        convert_options=pyarrow.csv.ConvertOptions(
            column_types=schema, true_values=["t"], false_values=["f"], strings_can_be_null=False
        ),
    )


class _CopyStream(io.RawIOBase):
    """The bytes of a COPY as a file to read."""

    def __init__(self, copy: Any) -> None:
        self._copy = copy
        self._rest = bytearray()

    def begin(self) -> bool:
        """Tell whether there is anything to read."""
        self._rest += self._copy.read()
        return bool(self._rest)

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Read what was asked for; less at the end."""
        while (size < 0 or len(self._rest) < size) and (chunk := self._copy.read()):
            self._rest += chunk
        end = len(self._rest) if size < 0 else size
        taken = bytes(memoryview(self._rest)[:end])
        del self._rest[:end]
        return taken
