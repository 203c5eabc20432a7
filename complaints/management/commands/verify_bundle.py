"""Check an evidence bundle, without any database."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from django.core.management.base import BaseCommand, CommandError

from complaints.domain.bundle import verify

if TYPE_CHECKING:
    from argparse import ArgumentParser


MOST_TOLD = 50
_SAME = "It bears the fingerprint that was given. That its keys were those of the domains is the desk's word."
_ONLY_ITSELF = (
    "It agrees with itself, which one that somebody made up can do too: ask the desk for the fingerprint of the one "
    "that it handed out, and give it with --fingerprint. That its keys were those of the domains is the desk's word."
)


class Command(BaseCommand):
    """Say what of a bundle holds, and end with status 1 when anything does not."""

    help = "Check an evidence bundle: every file unchanged, none besides, and every DKIM signature verified again."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Describe the command line."""
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument(
            "--fingerprint", help="the one that the case's history gives; the bundle must bear it", default=""
        )

    def handle(self, *args: object, file: Path, fingerprint: str, **options: object) -> None:
        """Check and report."""
        try:
            with file.open("rb") as bundle:
                found = verify(bundle)
        except OSError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Fingerprint: {found.fingerprint or 'none'}")
        for sentence in found.confirmed[:MOST_TOLD]:
            self.stdout.write(f"  holds: {sentence}")
        if len(found.confirmed) > MOST_TOLD:
            self.stdout.write(f"  and {len(found.confirmed) - MOST_TOLD:,} more that hold.")
        problems = list(found.problems)
        if fingerprint and fingerprint.strip().lower() != found.fingerprint:
            problems.insert(0, f"The fingerprint is not {fingerprint}: it is another bundle, or was made up.")
        if problems:
            more = [f"and {len(problems) - MOST_TOLD:,} more."] if len(problems) > MOST_TOLD else []
            told = [*problems[:MOST_TOLD], *more]
            message = "The bundle does not hold:\n" + "\n".join(f"  {problem}" for problem in told)
            raise CommandError(message)
        self.stdout.write("The bundle is whole.")
        self.stdout.write(_SAME if fingerprint else _ONLY_ITSELF)
