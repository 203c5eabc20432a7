"""``manage.py import_platform DIR``: take over the sending platform's records."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from tqdm import tqdm

from accounts.services.import_platform import import_platform

if TYPE_CHECKING:
    from types import TracebackType

    from accounts.services.imports.file import FileReport


class Bar:
    """A progress bar on a terminal's standard error, for what takes longer than a second; elsewhere nothing."""

    def __init__(self) -> None:
        self._bar: tqdm[Any] | None = None
        self._name = ""

    def __enter__(self) -> Bar:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def show(self, name: str, done: int, total: int) -> None:
        """Say how far a piece of work is."""
        if self._bar is None or self._name != name:
            self.close()
            self._name = name
            # disable=None: silent unless standard error is a terminal.
            self._bar = tqdm(total=total, desc=name, unit_scale=True, delay=1, disable=None, leave=False)
        self._bar.update(done - self._bar.n)

    def close(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.close()
            self._bar = None


class Command(BaseCommand):
    """See the records contract."""

    help = (
        "Import the sending platform's records (platform.toml; accounts, identities, dkim_keys, lists, subscriptions, "
        "campaigns, messages and volumes as .csv, .ndjson or .parquet). Importing again updates rows by key. "
        "Bad rows go to <file>.rejected.csv; the status is 1 when there are any."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """See the help text."""
        parser.add_argument("folder", metavar="DIR", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="check everything, write nothing")

    def handle(self, *, folder: Path, dry_run: bool, **_options: object) -> None:
        """Import, report, and end with status 1 when something was left out."""
        if not folder.is_dir():
            message = f"{folder} is not a folder."
            raise CommandError(message)
        reports = list(self._import(folder, dry_run=dry_run))
        if not reports:
            message = f"{folder} holds none of the files of the records contract."
            raise CommandError(message)
        rejected = sum(report.rejected for report in reports)
        broken = [report.name for report in reports if report.error]
        if rejected or broken:
            self.stderr.write(
                f"{rejected} rows rejected" + (f"; not read: {', '.join(broken)}" if broken else "") + "."
            )
            sys.exit(1)

    def _import(self, folder: Path, *, dry_run: bool) -> list[FileReport]:
        reports = []
        with Bar() as bar:
            for report in import_platform(
                folder, environ=os.environ, now=timezone.now(), progress=bar.show, dry_run=dry_run
            ):
                bar.close()
                self._tell(report, dry_run=dry_run)
                reports.append(report)
        return reports

    def _tell(self, report: FileReport, *, dry_run: bool) -> None:
        verb = "would go in" if dry_run else "in"
        rows = "error" if report.error else f"{report.stored} {verb}, {report.rejected} rejected"
        self.stderr.write(f"{report.name}: {rows}")
        for line in (report.error, *report.warnings, *report.samples):
            if line:
                self.stderr.write(f"  {line}")
        if report.rejects:
            self.stderr.write(f"  see {report.rejects}")
