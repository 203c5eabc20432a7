"""One file of platform records: read, checked, written batch by batch."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from accounts.services.imports import readers, store
from accounts.services.imports.rejects import OWN_COLUMNS, Rejects
from accounts.services.imports.table import RowReader
from accounts.services.imports.values import BadValueError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from accounts.services.imports.table import Fields, Table


@dataclass(slots=True)
class FileReport:
    """What became of one file.

    Attributes:
        stored: good rows; in a dry run those that would be stored.
        rejected: bad rows. samples: the first few of them with reasons.
        rejects: where the bad rows lie, "" when there are none or nothing is written.
        warnings: what was odd and taken anyway.
        error: why the file as a whole could not be read, "" when it could.
        lists: lists whose subscriptions were touched. senders: accounts whose hourly counts were touched.
        sent: of the accounts whose messages were, the first day and the last one in UTC.
    """

    name: str
    stored: int = 0
    rejected: int = 0
    samples: tuple[str, ...] = ()
    rejects: str = ""
    warnings: list[str] = field(default_factory=list)
    error: str = ""
    lists: set[str] = field(default_factory=set)
    senders: set[str] = field(default_factory=set)
    sent: dict[str, tuple[date, date]] = field(default_factory=dict)

    @property
    def good(self) -> bool:
        """Tell whether every row went in."""
        return not (self.rejected or self.error)


class FileImport:
    """Carries one file's rows into the database, a bounded batch at a time."""

    def __init__(self, path: Path, table: Table, known: store.KnownRows, *, now: datetime, dry_run: bool) -> None:
        self._path, self._table, self._known, self._now, self._dry_run = path, table, known, now, dry_run
        self._rejects = Rejects(path, write=not dry_run)
        self._report = FileReport(path.name)
        # Key to (row number, cells, values): of rows with the same key the last wins.
        self._batch: dict[tuple[object, ...], tuple[int, Sequence[str], Fields]] = {}
        self._repeated = 0
        self._fields: tuple[str, ...] = ()

    def run(self, progress: Callable[[str, int, int], None]) -> FileReport:
        """Import the file; `progress` is called with its name, how much was read, and how much there is."""
        try:
            with readers.opened(self._path, self._table.column_names) as rows:
                self._take_header(rows)
                self._take_rows(rows, progress)
                self._report.warnings += _unknown(getattr(rows, "unknown", set()))
        except readers.UnreadableFileError as error:
            self._report.error = str(error)
        # After a broken file too: what was read of it is good.
        self._flush()
        return self._finished()

    def _take_header(self, rows: readers.Rows) -> None:
        missing = self._table.missing(rows.header)
        if missing:
            have = ", ".join(map(repr, rows.header))[:200] or "none"
            message = f"The column {', '.join(missing)} is missing; the file has: {have}."
            raise readers.UnreadableFileError(message)
        lacking = self._table.worth_a_warning(rows.header)
        if lacking:
            self._report.warnings.append(f"without the column {', '.join(lacking)}: what is stored of it stays")
        self._report.warnings += _unknown(set(rows.header) - set(self._table.column_names))
        self._rejects.header = rows.header

    def _take_rows(self, rows: readers.Rows, progress: Callable[[str, int, int], None]) -> None:
        reader = RowReader(self._table, rows.header)
        self._fields = reader.fields
        for number, cells in enumerate(rows, start=1):
            if isinstance(cells, readers.BadRow):
                self._rejects.add(number, cells.reason, cells.cells)
                continue
            try:
                values = reader.read(cells)
            except BadValueError as error:
                self._rejects.add(number, str(error), cells)
                continue
            key = store.key_of(self._table, values)
            self._repeated += key in self._batch
            self._batch[key] = (number, cells, values)
            if len(self._batch) >= self._table.batch_rows:
                self._flush()
                progress(self._path.name, rows.done, rows.total)
        progress(self._path.name, rows.total, rows.total)

    def _flush(self) -> None:
        self._drop_dangling()
        good = [values for _, _, values in self._batch.values()]
        if good and self._dry_run:
            self._known.pretend(self._table.rows, (row[self._table.key[0]] for row in good))
        elif good:
            store.upsert(self._table, good, self._fields, now=self._now)
        self._report.stored += len(good)
        self._report.lists.update(str(row["mailing_list_id"]) for row in good if "mailing_list_id" in row)
        self._report.senders.update(str(row["account_id"]) for row in good if "hour" in row)
        for row in good:
            _widen(self._report.sent, row)
        self._batch.clear()

    def _drop_dangling(self) -> None:
        """Reject the rows of the batch that refer to what is not there."""
        for name, others in self._table.refers.items():
            ids = {values[name] for _, _, values in self._batch.values()} - {None}
            missing = self._known.missing(others, ids)
            for key, (number, cells, values) in list(self._batch.items()):
                if values[name] in missing:
                    label = name.removesuffix("_id").replace("_", " ")
                    self._rejects.add(number, f"the {label} {values[name]!r} is unknown", cells)
                    del self._batch[key]

    def _finished(self) -> FileReport:
        self._rejects.close()
        self._report.rejected, self._report.samples = self._rejects.count, tuple(self._rejects.samples)
        if self._rejects.unwritable:
            self._report.warnings.append(f"rejected rows could not be written: {self._rejects.unwritable}")
        elif self._rejects.count and not self._dry_run:
            self._report.rejects = str(self._rejects.path)
        if self._repeated:
            self._report.warnings.append(f"{self._repeated} rows repeat the key of a row near by: the last one counts")
        return self._report


def _widen(sent: dict[str, tuple[date, date]], row: Fields) -> None:
    """Take a message's day into the stretch of days of its account."""
    sent_at, account = row.get("sent_at"), str(row.get("account_id"))
    if isinstance(sent_at, datetime):
        first, last = sent.get(account, (sent_at.date(), sent_at.date()))
        sent[account] = min(first, sent_at.date()), max(last, sent_at.date())


def _unknown(names: Iterable[str]) -> list[str]:
    unknown = sorted(set(names) - set(OWN_COLUMNS))
    return [f"unknown columns are ignored: {', '.join(repr(name) for name in unknown[:20])}"] if unknown else []
