"""The platform's records from a folder into the database.

Each batch is a transaction of its own, so that a running desk can write between two of them; importing again after an
interruption takes up where it broke off, since rows are updated by key.

Source: the platform records contract, section 1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.domain import platform
from accounts.models import PlatformProfile
from accounts.services.imports.file import FileImport, FileReport
from accounts.services.imports.store import KnownRows
from accounts.services.imports.tables import TABLES
from accounts.services.sent_counts import count_sent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

    from accounts.services.imports.table import Table

ENDINGS = ("csv", "ndjson", "parquet")
LARGEST_TOML_BYTES = 4 * 1024 * 1024


def import_platform(
    folder: Path,
    *,
    environ: Mapping[str, str],
    now: datetime,
    progress: Callable[[str, int, int], None],
    dry_run: bool = False,
) -> Iterator[FileReport]:
    """Import whatever the folder holds, in the order in which tables refer to each other.

    Args:
        folder: with any of the contract's files; others are left alone.
        environ: where platform.toml's secrets may lie.
        now: aware UTC, the time of the import.
        progress: called now and then with a file's name, how much of it was read, and how much there is.
        dry_run: check everything, write nothing.

    Yields:
        A report for each file once it is done. Bad rows and unreadable files are told there, never raised.
    """
    described = folder / "platform.toml"
    if described.exists():
        yield _import_toml(described, environ, now, dry_run=dry_run)
    known = KnownRows()
    for path, table in _files(folder):
        report = FileImport(path, table, known, now=now, dry_run=dry_run).run(progress)
        if not dry_run:
            for account_id, (first, last) in report.sent.items():
                count_sent(account_id, first, last)
            if table.name == "messages" and report.stored:
                PlatformProfile.objects.filter(pk=1).update(log_copied_at=now)
        yield report


def _files(folder: Path) -> Iterator[tuple[Path, Table]]:
    for table in TABLES:
        for ending in ENDINGS:
            path = folder / f"{table.name}.{ending}"
            if path.exists():
                yield path, table


def _import_toml(path: Path, environ: Mapping[str, str], now: datetime, *, dry_run: bool) -> FileReport:
    report = FileReport(path.name)
    try:
        with path.open("rb") as stream:
            text = stream.read(LARGEST_TOML_BYTES).decode("utf-8-sig")
        platform.parse(text, environ)
    except (OSError, UnicodeDecodeError, platform.PlatformError) as error:
        report.error = str(error)
        return report
    if not dry_run:
        PlatformProfile.objects.update_or_create(pk=1, defaults={"toml": text, "imported_at": now})
    report.stored = 1
    return report
