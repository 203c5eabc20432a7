"""Save a complaint as a redacted regression sample."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from complaints.domain.errors import DeskError
from complaints.models import Complaint
from complaints.selectors.sample import files_of, sample_of

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """Write NAME.eml and NAME.expected.json, redacted; the last correction of the reading is what is expected."""

    help = "Save a complaint, redacted, with its reading as a sample for the tests of recognisers."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Describe the command line."""
        parser.add_argument("complaint_id", type=int, metavar="COMPLAINT_ID")
        parser.add_argument("name", metavar="NAME", help="small letters, digits and underscores")
        parser.add_argument("--to", metavar="DIR", type=Path, help="instead of tests/samples/<recogniser>")
        parser.add_argument("--correct", metavar="JSON", default="{}", help='what is expected, {"status": "accepted"}')

    def handle(self, *args: object, complaint_id: int, name: str, to: Path | None, correct: str, **_: object) -> None:
        """Write both files, or say why not and write none."""
        try:
            found = sample_of(complaint_id, correct=_corrections(correct))
            files = files_of(found, name)
            folder = to or Path(settings.BASE_DIR) / "tests" / "samples" / found.folder
            folder.mkdir(parents=True, exist_ok=True)
            if taken := [file for file in files if (folder / file).exists()]:
                message = f"{folder / taken[0]} is there already. Choose another name."
                raise CommandError(message)
            for file, content in files.items():
                (folder / file).write_bytes(content)
                self.stdout.write(str(folder / file))
        except Complaint.DoesNotExist as error:
            message = f"There is no complaint {complaint_id}."
            raise CommandError(message) from error
        except (DeskError, OSError) as error:
            raise CommandError(str(error)) from error


def _corrections(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        message = "--correct takes a JSON object in the shape of an expectation."
        raise CommandError(message)
    return found
