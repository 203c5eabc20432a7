"""Load the demo: an invented platform, imported like a real one, and complaints that come in like real mail."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from complaints.demo.build import build_platform
from complaints.demo.stories import build_complaints
from complaints.models import Complaint

if TYPE_CHECKING:
    from argparse import ArgumentParser

SEED = 2026
_STAMP = "demo.json"


class Command(BaseCommand):
    """Write, import, ingest; what an earlier run did is not done again."""

    help = "Load the demo platform and the complaints about it; running it again adds nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Describe the command line."""
        parser.add_argument("--seed", type=int, default=SEED, help="equal seeds tell equal stories")
        parser.add_argument("--directory", type=Path, help="where to write; by default demo/ in DESK_DATA_DIR")
        parser.add_argument(
            "--scale", type=float, default=1.0, help="size of lists and send log; 1 is about 85,000 rows"
        )
        parser.add_argument("--only-write", action="store_true", help="write the files, import nothing")

    def handle(self, *args: object, **options: object) -> None:
        """Work step by step and say each."""
        directory, seed, scale = options["directory"], options["seed"], options["scale"]
        folder = directory if isinstance(directory, Path) else settings.DATA_DIR / "demo"
        self._write(folder, int(str(seed)), float(str(scale)))
        if options["only_write"]:
            return
        self._say("Importing the platform's records ...")
        call_command("import_platform", str(folder / "platform"), stdout=self.stdout, stderr=self.stderr)
        self._ingest(folder / "complaints")

    def _say(self, sentence: str) -> None:
        self.stdout.write(sentence)
        self.stdout.flush()

    def _write(self, folder: Path, seed: int, scale: float) -> None:
        """Write the files where they do not stand complete; the stamp comes last."""
        asked = {"seed": seed, "scale": scale}
        if (folder / _STAMP).exists():
            self._check_stamp(folder, asked)
            return
        self._say("Making up a platform ...")
        for part in ("platform", "complaints"):
            shutil.rmtree(folder / part, ignore_errors=True)
        platform = build_platform(folder / "platform", seed=seed, now=timezone.now(), scale=scale)
        complaints = build_complaints(folder / "complaints", platform)
        (folder / _STAMP).write_text(json.dumps(asked | {"now": platform.now.isoformat()}), "utf-8")
        rows = sum(len(rows) for rows in platform.subscribers.values())
        self._say(
            f"Wrote {len(platform.accounts)} accounts, {rows} subscriptions, {len(platform.log)} sent messages "
            f"and {len(complaints)} complaints to {folder}."
        )

    def _check_stamp(self, folder: Path, asked: dict[str, float]) -> None:
        """Refuse to mix two demos.

        Raises:
            CommandError: when the folder holds a demo of another seed or scale.
        """
        stamp = json.loads((folder / _STAMP).read_text("utf-8"))
        if any(stamp.get(name) != value for name, value in asked.items()):
            held = f"seed {stamp.get('seed')}, scale {stamp.get('scale')}"
            message = f"{folder} holds the demo of {held}. Name another --directory."
            raise CommandError(message)
        self._say(f"The demo in {folder} of {stamp['now']} stands already.")

    def _ingest(self, folder: Path) -> None:
        """Take in what did not come in yet, by content: a run that was interrupted goes on where it stopped."""
        files = sorted(folder.glob("*.eml"))
        known = set(Complaint.objects.values_list("raw_id", flat=True))
        missing = [file for file in files if hashlib.sha256(file.read_bytes()).hexdigest() not in known]
        if not missing:
            self._say(f"All {len(files)} complaints came in already.")
            return
        self._say(f"Taking in {len(missing)} complaints ...")
        call_command("ingest", *map(str, missing), stdout=self.stdout, stderr=self.stderr)
