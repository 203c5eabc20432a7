"""Compare what was received with what became of it, and name every message unaccounted for."""

from __future__ import annotations

import hashlib
import itertools
import sys
from collections import Counter
from typing import TYPE_CHECKING

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Count
from django.utils import timezone
from tqdm import tqdm

from complaints.models import Complaint, RawMessage
from complaints.selectors.pipeline import stages
from complaints.selectors.unaccounted import unaccounted_bytes, unaccounted_complaints, unaccounted_consequences

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Iterator

    from complaints.selectors.unaccounted import Unaccounted

MOST_TOLD = 1000


class Command(BaseCommand):
    """See `complaints.selectors.unaccounted`. Ends with status 1 when anything is unaccounted for."""

    help = "Compare what was received with what became of it; names every message unaccounted for."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Describe the command line."""
        parser.add_argument(
            "--bytes", action="store_true", help="read every raw message and compare its hash, which takes its time"
        )

    def handle(self, *args: object, bytes: bool, **options: object) -> None:  # noqa: A002 - the option's name
        """Look at everything and sum up."""
        now = timezone.now()
        self._say_where_all_is()
        for stage in stages(now):
            self.stdout.write(f"{'STUCK' if stage.stuck else 'ok':6}{stage.label}: {stage.sentence} {stage.next_step}")
        found: Counter[str] = Counter()
        for one in itertools.chain(unaccounted_complaints(now), unaccounted_consequences(now), _bytes(read=bytes)):
            found[one.why] += 1
            if found.total() <= MOST_TOLD:
                self.stdout.write(f"{one.what} {one.why}.")
        if found:
            message = f"{found.total()} unaccounted for. " + "; ".join(f"{n} {why}" for why, n in found.most_common())
            raise CommandError(message)
        self.stdout.write("Nothing is unaccounted for.")

    def _say_where_all_is(self) -> None:
        rows = Complaint.objects.order_by().values_list("state", "status").annotate(count=Count("pk"))
        counts = sorted(rows, key=lambda row: -row[2])
        self.stdout.write(f"{sum(count for _, _, count in counts):,} messages were received:")
        for state, status, count in counts:
            self.stdout.write(f"{count:>10,}  {state} {status}".rstrip())
        gone = Complaint.objects.filter(forgotten_at__isnull=False).count()
        if gone:
            self.stdout.write(f"{gone:>10,}  of them forgotten since, under the retention rules")


def _bytes(*, read: bool) -> Iterator[Unaccounted]:
    with tqdm(
        total=RawMessage.objects.filter(forgotten_at=None).count(),
        unit=" messages",
        desc="Raw store",
        file=sys.stderr,
        delay=1,
        disable=None,
    ) as bar:
        yield from unaccounted_bytes(_is_whole if read else None, bar.update)


def _is_whole(key: str, content: bytes) -> bool:
    return hashlib.sha256(content).hexdigest() == key
