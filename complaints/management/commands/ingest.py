"""Take complaints from files, through the same pipeline as mail."""

from __future__ import annotations

import hashlib
import json
import sys
import time
from collections import Counter
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import Error
from django.utils import timezone
from tqdm import tqdm

from complaints.domain.facts import Channel, Received
from complaints.intake import archives
from complaints.jobs import drain_inbox
from complaints.models import Complaint
from complaints.selectors.answer import answer
from complaints.services.claim_complaints import waiting as postponed
from complaints.services.receive import receive

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Iterator

BATCH = 50
DOOR = "ingest"
WORKERS_MAY_TAKE_SECONDS = 10
LOOK_AGAIN_SECONDS = 0.1


class _Before:
    """What earlier runs stored, so that one that was interrupted goes on where it was.

    The rows themselves are asked, so that there is no moment at which a run can be killed and be remembered wrongly.
    """

    def __init__(self) -> None:
        self._used: Counter[str] = Counter()

    def take(self, raw: bytes) -> int | None:
        """Give the complaint of an earlier run for this message; for one that comes n times, the n-th."""
        sha256 = hashlib.sha256(raw).hexdigest()
        rows = Complaint.objects.filter(raw_id=sha256, door=DOOR).order_by("pk").values_list("pk", flat=True)
        found = rows[self._used[sha256] : self._used[sha256] + 1].first()
        self._used[sha256] += 1
        return found


class Command(BaseCommand):
    """Store every message, process it, and say what became of it."""

    help = "Take complaints from .eml files, mbox, Maildir or folders of these; - reads one from standard input."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Describe the command line."""
        parser.add_argument("paths", nargs="+", metavar="PATH")
        parser.add_argument("--channel", choices=[channel.value for channel in Channel])
        parser.add_argument(
            "--resume",
            action="store_true",
            help="go on with a run that was interrupted: what it stored is answered again and not stored once more",
        )
        parser.add_argument("--json", action="store_true", dest="as_json", help="one JSON object a complaint")

    def handle(self, *args: object, paths: list[str], as_json: bool, **options: object) -> None:
        """Work in batches, in the order of the input."""
        channel = Channel(str(options["channel"])) if options["channel"] else None
        counts: dict[str, int] = {}
        unstored: list[str] = []
        stored = self._stored(paths, channel, unstored, _Before() if options["resume"] else None)
        try:
            for said in self._answers(stored):
                counts[said["status"]] = counts.get(said["status"], 0) + 1
                if as_json:
                    self.stdout.write(json.dumps(said))
        except KeyboardInterrupt as error:
            message = "Interrupted. What was stored stays; run the same command with --resume to go on."
            raise CommandError(message, returncode=130) from error
        self._close(counts, unstored, as_json=as_json)

    def _answers(self, stored: Iterator[tuple[str, int, int]]) -> Iterator[dict[str, Any]]:
        patience_seconds = WORKERS_MAY_TAKE_SECONDS if settings.REDIS_URL else 0
        for batch in _batches(stored):
            if not finish([complaint for _, _, complaint in batch], patience_seconds=patience_seconds):
                patience_seconds = 0  # No worker is there; the next batches need not wait to find that out again.
            for file, index, complaint in batch:
                yield {"file": file, "index": index} | answer(_loaded(complaint))

    def _stored(
        self, paths: list[str], channel: Channel | None, unstored: list[str], before: _Before | None
    ) -> Iterator[tuple[str, int, int]]:
        for message in self._messages(paths, unstored):
            received = Received(raw=message.raw, received_at=timezone.now())
            try:
                complaint = (before and before.take(message.raw)) or receive(received, door=DOOR, channel=channel)
            except (OSError, Error) as error:
                unstored.append(f"{message.file}: {error}")
            else:
                yield message.file, message.index, complaint

    def _messages(self, paths: list[str], unstored: list[str]) -> Iterator[archives.Stored]:
        with tqdm(total=self._count(paths), unit=" files", desc="Taking in", file=sys.stderr, delay=1) as bar:
            for path in paths:
                try:
                    for message in archives.messages(path):
                        yield message
                        bar.update(message.index == 0)
                except OSError as error:
                    unstored.append(f"{path}: {error}")

    def _count(self, paths: list[str]) -> int | None:
        try:
            counts = [archives.count(path) for path in paths]
        except OSError:
            return None
        return None if None in counts else sum(count or 0 for count in counts)

    def _close(self, counts: dict[str, int], unstored: list[str], *, as_json: bool) -> None:
        report = ", ".join(f"{number} {word}" for word, number in sorted(counts.items())) or "nothing found"
        (self.stderr if as_json else self.stdout).write(f"Complaints: {report}.")
        if unstored:
            lines = "\n".join(unstored)
            message = f"{len(unstored)} could not be stored; mend the cause and run the command again:\n{lines}"
            raise CommandError(message)


def finish(complaints: list[int], *, patience_seconds: float) -> bool:
    """Wait until the complaints are worked off, and lend a hand where no worker does it.

    What waits for a send log that is away is left to the workers.

    Args:
        complaints: their ids.
        patience_seconds: how long to wait for workers that show no progress.

    Returns:
        True when no hand had to be lent: the workers do it.
    """
    helped = False
    waiting, since = len(complaints), time.monotonic()
    while left := _left(complaints):
        if len(left) < waiting:
            waiting, since = len(left), time.monotonic()
        if not helped and time.monotonic() < since + patience_seconds:
            time.sleep(LOOK_AGAIN_SECONDS)
        elif drain_inbox(only=left):
            helped = True
        else:
            time.sleep(LOOK_AGAIN_SECONDS)  # Another worker holds them.
    return not helped


def _left(complaints: list[int]) -> list[int]:
    left = Complaint.objects.filter(pk__in=complaints, state=Complaint.State.RECEIVED)
    return list(left.exclude(postponed(timezone.now())).values_list("pk", flat=True))


def _loaded(complaint_id: int) -> Complaint:
    return Complaint.objects.select_related("duplicate_of").get(pk=complaint_id)


def _batches(stored: Iterator[tuple[str, int, int]]) -> Iterator[list[tuple[str, int, int]]]:
    batch: list[tuple[str, int, int]] = []
    for row in stored:
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
