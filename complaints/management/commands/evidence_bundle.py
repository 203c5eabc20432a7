"""Write the evidence bundle of a case to a file."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from complaints.models import Case
from complaints.services.make_bundle import make_bundle

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
        """Write the file and say its name."""
        path = to or Path(f"case-{case}.zip")
        try:
            with make_bundle(case, by=None, now=timezone.now()) as bundle, path.open("xb") as file:
                shutil.copyfileobj(bundle, file)
        except Case.DoesNotExist as error:
            message = f"There is no case {case}."
            raise CommandError(message) from error
        except OSError as error:
            message = f"The bundle could not be written: {error}"
            raise CommandError(message) from error
        self.stdout.write(f"{path}: check it with manage.py verify_bundle.")
