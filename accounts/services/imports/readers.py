"""Rows out of CSV, NDJSON and Parquet files, one at a time, as text cells in the order of a header.

A reader never holds more than a batch, whatever the file; what is no row at all comes out as `BadRow`.

Source: RFC 4180 (CSV); NDJSON as one JSON object a line.
"""

from __future__ import annotations

import csv
import io
import json
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, TYPE_CHECKING, Any, Protocol

import pyarrow as pa
from pyarrow import parquet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

LONGEST_LINE_BYTES = 64 * 1024 * 1024
PARQUET_ROWS = 1000
UNKNOWN_NAMES = 100


class UnreadableFileError(Exception):
    """A file that can't be read as a table at all."""


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that has no cells to look at."""

    reason: str
    cells: tuple[str, ...] = ()


class Rows(Protocol):
    """One opened file.

    Attributes:
        header: names of the columns, lower case.
        total: how much there is to read, in the unit of `done`.
    """

    header: tuple[str, ...]
    total: int

    @property
    def done(self) -> int:
        """How much was read."""
        ...

    def __iter__(self) -> Iterator[Sequence[str] | BadRow]:
        """Give each row's cells, as many as the header has."""
        ...


def names_of(cells: Sequence[str]) -> tuple[str, ...]:
    """Give the header's names.

    Raises:
        UnreadableFileError: when a name stands twice.
    """
    names = tuple(cell.strip().lower() for cell in cells)
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        message = f"The header names {', '.join(repr(name) for name in twice)} twice."
        raise UnreadableFileError(message)
    return names


class CsvRows:
    """UTF-8 with or without BOM; a header row."""

    def __init__(self, stream: IO[bytes], text: IO[str], total: int) -> None:
        csv.field_size_limit(LONGEST_LINE_BYTES)
        self._bytes = stream
        self.total = total
        self._rows = csv.reader(_bounded_lines(text))
        try:
            self.header = names_of(next(self._rows, []))
        except csv.Error as error:
            message = f"The header is no CSV: {error}"
            raise UnreadableFileError(message) from None

    @property
    def done(self) -> int:
        """Bytes read."""
        return self._bytes.tell()

    def __iter__(self) -> Iterator[Sequence[str] | BadRow]:
        """See `Rows`."""
        width = len(self.header)
        while True:
            try:
                cells = next(self._rows)
            except StopIteration:
                return
            except csv.Error as error:
                yield BadRow(f"is no CSV: {error}")
                continue
            if len(cells) == width:
                yield cells
            elif cells:
                yield BadRow(f"has {len(cells)} cells where the header has {width}", tuple(cells))


def _bounded_lines(text: IO[str]) -> Iterator[str]:
    while line := text.readline(LONGEST_LINE_BYTES):
        if len(line) == LONGEST_LINE_BYTES:
            message = f"A line is longer than {LONGEST_LINE_BYTES} bytes."
            raise UnreadableFileError(message)
        yield line


class NdjsonRows:
    """One JSON object a line. A key that is absent counts as empty, because writers drop nulls."""

    def __init__(self, stream: IO[bytes], total: int, header: Sequence[str]) -> None:
        self._bytes = stream
        self.total = total
        self.header = tuple(header)
        self._known = frozenset(header)
        self.unknown: set[str] = set()

    @property
    def done(self) -> int:
        """Bytes read."""
        return self._bytes.tell()

    def __iter__(self) -> Iterator[Sequence[str] | BadRow]:
        """See `Rows`."""
        while line := self._bytes.readline(LONGEST_LINE_BYTES):
            if len(line) == LONGEST_LINE_BYTES:
                message = f"A line is longer than {LONGEST_LINE_BYTES} bytes."
                raise UnreadableFileError(message)
            if bare := line.removeprefix(b"\xef\xbb\xbf").strip():
                yield self._cells(bare)

    def _cells(self, line: bytes) -> Sequence[str] | BadRow:
        try:
            found = json.loads(line)
        except (ValueError, RecursionError):
            return BadRow("is no JSON")
        if not isinstance(found, dict):
            return BadRow("is no JSON object")
        if len(self.unknown) < UNKNOWN_NAMES:
            self.unknown.update(key[:100] for key in found if key not in self._known)
        nested = next((key for key in self.header if isinstance(found.get(key), dict | list)), None)
        cells = tuple(_as_bytes_would_be(cell_text(found.get(name))) for name in self.header)
        return cells if nested is None else BadRow(f"{nested} holds more than one value", cells)


def _as_bytes_would_be(text: str) -> str:
    """Spell halves of surrogate pairs, which JSON can escape, like any other bytes that are no UTF-8."""
    if text.isascii():
        return text
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "surrogateescape")


class ParquetRows:
    """Typed columns become text; a time without a zone stays one."""

    def __init__(self, stream: IO[bytes], wanted: Sequence[str]) -> None:
        try:
            self._file = parquet.ParquetFile(stream)
            names = self._file.schema_arrow.names
        except (pa.ArrowException, OSError) as error:
            message = f"This is no Parquet file: {error}"
            raise UnreadableFileError(message) from None
        self._present = names_of(names)
        self._spelled = [name for name in names if name.strip().lower() in wanted]
        self.header = tuple(name.strip().lower() for name in self._spelled)
        self.unknown = {name for name in self._present if name not in wanted}
        self.total = self._file.metadata.num_rows
        self.done = 0

    def __iter__(self) -> Iterator[Sequence[str] | BadRow]:
        """See `Rows`."""
        try:
            for batch in self._file.iter_batches(batch_size=PARQUET_ROWS, columns=self._spelled):
                # Columns come in the file's order, whatever the order asked for.
                columns = [_column_texts(batch.column(name)) for name in self._spelled]
                yield from zip(*columns, strict=True)
                self.done += batch.num_rows
        except (pa.ArrowException, OSError) as error:
            message = f"The file breaks off: {error}"
            raise UnreadableFileError(message) from None


def _column_texts(column: pa.Array) -> list[str]:
    if pa.types.is_timestamp(column.type) and column.type.unit == "ns":
        column = column.cast(pa.timestamp("us", column.type.tz), safe=False)
    return [cell_text(value) for value in column.to_pylist()]


def cell_text(value: object) -> str:
    """Spell a typed value as the CSV of the contract would."""
    if isinstance(value, str):
        return value
    spell = _SPELLINGS.get(type(value), str)
    return spell(value)


_SPELLINGS: dict[type, Callable[[Any], str]] = {
    type(None): lambda _nothing: "",
    bool: lambda truth: str(truth).lower(),
    float: lambda number: str(int(number)) if number.is_integer() else str(number),
    datetime: datetime.isoformat,
    date: date.isoformat,
    bytes: lambda raw: raw.decode("utf-8", "surrogateescape"),
}


@contextmanager
def opened(path: Path, wanted: Sequence[str]) -> Iterator[CsvRows | NdjsonRows | ParquetRows]:
    """Open a file by its ending.

    Raises:
        UnreadableFileError: when it can't be opened or has no usable header.
    """
    try:
        stream = path.open("rb")
        total = path.stat().st_size
    except OSError as error:
        raise UnreadableFileError(str(error)) from None
    with stream:
        if path.suffix == ".parquet":
            yield ParquetRows(stream, wanted)
        elif path.suffix == ".ndjson":
            yield NdjsonRows(stream, total, wanted)
        else:
            # Bytes that are no UTF-8 survive as surrogates: only their row is rejected, and comes back as it was.
            with io.TextIOWrapper(stream, encoding="utf-8-sig", errors="surrogateescape", newline="") as text:
                yield CsvRows(stream, text, total)
