"""What a select gives as an Arrow table: the database writes text that Arrow reads, so that no cell is an object."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.json
from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Iterator

FETCH_ROWS = 20_480
# Twice what DuckDB stores as one group.
PORTION_ROWS = 12 * FETCH_ROWS
COPY_BYTES = 4 * 1024 * 1024
LONGEST_LINE_BYTES = 1024 * 1024


def read_arrow(select: tuple[str, tuple[Any, ...]], schema: pa.Schema) -> pa.Table:
    """Read what a select (SQL and its parameters) gives under the names of a schema, in its order."""
    read = _copied if connection.vendor == "postgresql" else _fetched
    return pa.concat_tables(list(read(select, schema)) or [schema.empty_table()])


def _fetched(select: tuple[str, tuple[Any, ...]], schema: pa.Schema) -> Iterator[pa.Table]:
    """Let SQLite write each record as a line of JSON, which Arrow reads: one Python object a record instead of ten."""
    sql, parameters = select
    named = ", ".join(f"'{name}', {name}" for name in schema.names)
    lines = f"SELECT json_object({named}) FROM ({sql})"  # noqa: S608 - the ORM's select and our own names
    # SQLite's booleans are numbers.
    written = pa.schema([field.with_type(pa.int8()) if field.type == pa.bool_() else field for field in schema])
    with connection.cursor() as cursor:
        cursor.execute(lines, parameters)
        while rows := cursor.fetchmany(FETCH_ROWS):
            text = "\n".join(line for (line,) in rows).encode()
            table = pyarrow.json.read_json(
                pa.BufferReader(text),
                read_options=pyarrow.json.ReadOptions(block_size=max(len(text) // 2, LONGEST_LINE_BYTES)),
                parse_options=pyarrow.json.ParseOptions(explicit_schema=written),
            )
            yield table.select(schema.names).cast(schema)


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
