"""Write the evidence bundle of a case to a file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from complaints.models import Case
from complaints.services.make_bundle import write_bundle

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """See `make_bundle`."""

    help = "Write the evidence bundle of a case: the mail, what was read off it, the keys, the history."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Describe the command line."""
        parser.add_argument("case", type=int)
        parser.add_argument("--to", type=Path, help="default: case-<number>.zip here")

    def handle(self, *args: object, case: int, to: Path | None, **options: object) -> None:
        """Write the file, and say its name and fingerprint."""
        path = to or Path(f"case-{case}.zip")
        try:
            fingerprint = _written(case, path)
        except Case.DoesNotExist as error:
            message = f"There is no case {case}."
            raise CommandError(message) from error
        except OSError as error:
            message = f"The bundle could not be written: {error}"
            raise CommandError(message) from error
        self.stdout.write(f"{path}: check it with")
        self.stdout.write(f"  manage.py verify_bundle {path} --fingerprint {fingerprint}")


def _written(case: int, path: Path) -> str:
    """Write the bundle, and leave nothing behind that is none."""
    with path.open("xb") as file, tqdm(unit=" files", desc="Packing", file=sys.stderr, delay=1) as bar:
        try:
            return write_bundle(case, file, by=None, now=timezone.now(), watch=bar.update)
        except BaseException:
            path.unlink()
            raise
