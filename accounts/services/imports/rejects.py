"""The rows that could not be taken, written beside the input so that they can be mended and imported again."""

from __future__ import annotations

import csv
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

SAMPLES = 5
OWN_COLUMNS = ("rejected_row", "rejected_because")


class Rejects:
    """Collects bad rows of one file.

    Attributes:
        count: bad rows so far.
        samples: the first few as "row N: reason".
        path: the file beside the input; it exists only while there are bad rows.
        unwritable: why it could not be written, "" when it could.
    """

    def __init__(self, source: Path, *, write: bool) -> None:
        self.path = source.with_name(f"{source.name}.rejected.csv")
        self.count = 0
        self.samples: list[str] = []
        self.unwritable = ""
        self.header: Sequence[str] = ()
        self._write = write
        self._stream: IO[str] | None = None
        self._csv: Any = None

    def add(self, row: int, reason: str, cells: Sequence[str]) -> None:
        """Keep a bad row: its number (the first after the header is 1), why, and its cells as they stood."""
        self.count += 1
        if len(self.samples) < SAMPLES:
            self.samples.append(f"row {row}: {reason}")
        if not self._write or self.unwritable:
            return
        try:
            self._open()
            self._csv.writerow((row, reason, *cells))
        except OSError as error:
            self.unwritable = str(error)

    def _open(self) -> None:
        if self._stream is None:
            # surrogateescape: bytes that were no UTF-8 come out as the bytes they were.
            self._stream = self.path.open("w", encoding="utf-8", errors="surrogateescape", newline="")
            self._csv = csv.writer(self._stream)
            self._csv.writerow((*OWN_COLUMNS, *self.header))

    def close(self) -> None:
        """Finish; without bad rows the file of an earlier import goes away."""
        try:
            if self._stream is not None:
                self._stream.close()
            elif self._write and not self.unwritable:
                self.path.unlink(missing_ok=True)
        except OSError as error:
            self.unwritable = str(error)
