"""What a select on SQLite gives as an Arrow table: each column comes as one text that is cut in C.

No cell and no record becomes a Python object, and no lock is held while SQLite reads. What few combinations of values
there are comes as one column: joining costs SQLite more than reading.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Iterator

# ASCII's own separators of units and records. A text that holds one is noticed, and the portion read cell by cell.
UNIT, RECORD = 31, 30


def fetched(select: tuple[str, tuple[Any, ...]], schema: pa.Schema) -> Iterator[pa.Table]:
    """Read a select with the fields of a schema; see `list_portions.read_arrow`."""
    columns = _joined(select, schema)
    if columns is None:
        columns = _one_by_one(select, schema)
    if len(columns[0]):
        yield pa.table(columns, names=schema.names)


def _joined(select: tuple[str, tuple[Any, ...]], schema: pa.Schema) -> list[pa.Array] | None:
    """Read columns; None where a separator stands in a text."""
    packed, single = ([field for field in schema if _is(field, "repeated") is wanted] for wanted in (True, False))
    pieces = [*_texts(single), f" || char({RECORD}) || ".join(_texts(packed))]
    joined = ", ".join(f"CAST(group_concat({piece}, char({UNIT})) AS blob)" for piece in pieces)
    sql, parameters = select
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*), {joined} FROM ({sql})", parameters)  # noqa: S608 - the ORM's select, our names
        number, *texts = cursor.fetchone()
    if not number:
        return [pa.array([], field.type) for field in schema]
    *cut, together = [_cut(text, number) for text in texts]
    unpacked = _unpacked(together, packed)
    if unpacked is None or None in cut:
        return None
    columns = dict(zip(packed, unpacked, strict=True)) | dict(zip(single, map(_typed, cut, single), strict=True))
    return [columns[field] for field in schema]


def _texts(fields: list[pa.Field]) -> list[str]:
    return [f"coalesce({field.name}, '')" for field in fields]


def _cut(text: bytes, number: int) -> pa.StringArray | None:
    """Cut a text at the separators; None where they are not one fewer than the cells that there should be."""
    ends = np.flatnonzero(np.frombuffer(text, np.uint8) == UNIT)
    if len(ends) != number - 1:
        return None
    cells = text.replace(bytes([UNIT]), b"")
    bounds = np.empty(number + 1, np.int32)
    bounds[0], bounds[-1] = 0, len(cells)
    bounds[1:-1] = ends - np.arange(number - 1)
    return pa.StringArray.from_buffers(number, pa.py_buffer(bounds), pa.py_buffer(cells))


def _unpacked(packed: pa.StringArray | None, fields: list[pa.Field]) -> list[pa.Array] | None:
    """Take the combinations apart, each different one once; texts stay in dictionaries."""
    if packed is None:
        return None
    coded = packed.dictionary_encode()
    combinations = [text.split(chr(RECORD)) for text in coded.dictionary.to_pylist()]
    if any(len(parts) != len(fields) for parts in combinations):
        return None
    columns = [
        _typed(pa.array(column, pa.string()), f)
        for column, f in zip(zip(*combinations, strict=True), fields, strict=True)
    ]
    return [_spread(column, coded.indices) for column in columns]


def _spread(column: pa.Array, places: pa.Array) -> pa.Array:
    return pa.DictionaryArray.from_arrays(places, column) if column.type == pa.string() else column.take(places)


def _one_by_one(select: tuple[str, tuple[Any, ...]], schema: pa.Schema) -> list[pa.Array]:
    with connection.cursor() as cursor:
        cursor.execute(*select)
        rows = cursor.fetchall()
    columns = zip(*rows, strict=True) if rows else [[] for _ in schema]
    texts = (["" if cell is None else str(cell) for cell in column] for column in columns)
    return [_typed(pa.array(text, pa.string()), field) for text, field in zip(texts, schema, strict=True)]


def _typed(cells: pa.StringArray, field: pa.Field) -> pa.Array:
    """Read a column's cells; an empty one is null where no text is wanted. SQLite writes 0 and 1, and times as text."""
    if field.type == pa.string():
        return cells
    filled = pc.if_else(pc.equal(cells, ""), None, cells)
    if not _is(field, "moment"):
        return filled.cast(field.type)
    return pc.floor_temporal(filled.cast(pa.timestamp("us")), unit="second").cast(pa.timestamp("s")).cast(pa.int64())


def _is(field: pa.Field, word: str) -> bool:
    return word.encode() in (field.metadata or {})
