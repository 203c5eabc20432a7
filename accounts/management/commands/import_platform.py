"""``manage.py import_platform DIR``: take over the sending platform's records."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.management.progress import Bar
from accounts.services.import_platform import import_platform
from accounts.services.list_patterns import refresh_lists
from accounts.services.volume_alerts import owners_with_alerts, watch_accounts

if TYPE_CHECKING:
    from accounts.services.imports.file import FileReport


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
        if not dry_run:
            lists = {list_id for report in reports for list_id in report.lists}
            self._refresh_lists(lists)
            self._refresh_volumes({sender for report in reports for sender in report.senders}, lists)
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

    def _refresh_lists(self, list_ids: set[str]) -> None:
        """Bring the patterns of the lists that changed up to date."""
        if not list_ids:
            return
        with Bar() as bar:
            count = refresh_lists(list_ids, bar.show)
        self.stderr.write(f"patterns of {count} lists computed")

    def _refresh_volumes(self, senders: set[str], list_ids: set[str]) -> None:
        """Watch the accounts anew whose counts changed, or whose lists, which explain counts."""
        changed = senders | owners_with_alerts(list_ids)
        if not changed:
            return
        with Bar() as bar:
            count = watch_accounts(changed, now=timezone.now(), progress=bar.show)
        self.stderr.write(f"volumes of {count} accounts watched")

    def _tell(self, report: FileReport, *, dry_run: bool) -> None:
        verb = "would go in" if dry_run else "in"
        rows = "error" if report.error else f"{report.stored} {verb}, {report.rejected} rejected"
        self.stderr.write(f"{report.name}: {rows}")
        for line in (report.error, *report.warnings, *report.samples):
            if line:
                self.stderr.write(f"  {line}")
        if report.rejects:
            self.stderr.write(f"  see {report.rejects}")
