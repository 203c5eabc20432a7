"""Forget what the retention rules let go, or count it."""

from __future__ import annotations

import sys
from collections import Counter
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from complaints.domain.retention import WORDS, Rule
from complaints.selectors.retention import periods
from complaints.selectors.retention_due import due, to_look_at
from complaints.services.retention_run import forget_all

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from datetime import datetime

    from complaints.models import RetentionRun


class Command(BaseCommand):
    """See `complaints.services.retention_run`; workers do the same every hour."""

    help = "Forget what the retention rules let go; workers do it every hour."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Describe the command line."""
        parser.add_argument("--dry-run", action="store_true", help="only count what would be forgotten")

    def handle(self, *args: object, dry_run: bool, **options: object) -> None:
        """Say by which rules, look through everything with progress, and sum up."""
        now = timezone.now()
        for rule in Rule:
            days = getattr(settings, f"RETENTION_{rule.name}_DAYS")
            kept = f"{days:,} days" if days else "for ever"
            self.stdout.write(f"Kept {kept} {WORDS[rule]} (RETENTION_{rule.name}_DAYS).")
        if periods().latest(now) is None:
            return
        if dry_run:
            self._count(now)
        else:
            self._forget(now)

    def _count(self, now: datetime) -> None:
        counts: Counter[Rule] = Counter()
        for found in tqdm(due(now), unit=" pages", file=sys.stderr, delay=1, disable=None):
            counts.update(found)
        self.stdout.write(f"{counts.total():,} complaints would be forgotten.")
        for rule, count in counts.items():
            self.stdout.write(f"{count:>10,}  {WORDS[rule]}")

    def _forget(self, now: datetime) -> None:
        bar = tqdm(total=to_look_at(now), unit=" rows", desc="Forgetting", file=sys.stderr, delay=1, disable=None)

        def watch(_run: RetentionRun, looked_at: int) -> None:
            bar.update(looked_at)

        with bar:
            try:
                done = forget_all(now=now, watch=watch)
            except OSError as error:
                message = f"The raw store cannot be reached: {error}. Run it again when it can be; nothing is lost."
                raise CommandError(message) from error
        self.stdout.write(f"{done.complaints:,} complaints were forgotten.")
        self.stdout.write(f"{done.raw_messages:,} raw messages were erased, {done.raw_bytes:,} bytes.")
