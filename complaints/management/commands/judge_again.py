"""Gather the evidence on undecided complaints again, after keys or records were imported late."""

from __future__ import annotations

import sys
from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from complaints.domain.errors import DeskError, SendLogAwayError
from complaints.domain.facts import Origin
from complaints.models import Complaint, Incident
from complaints.services.judge_again import judge_again
from complaints.services.withdraw_reading import CORRECTABLE

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Iterator

    from django.db.models import QuerySet

BATCH = 100
MOST_REFUSALS_TOLD = 20


class Command(BaseCommand):
    """See `judge_again`."""

    help = "Gather the evidence on undecided complaints again with today's keys and records; old results are kept."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Describe the command line."""
        parser.add_argument("--since", metavar="ISO", help="only what was received since; a time with its offset")
        parser.add_argument("--origin", metavar="WORDS", help="only these origins, with commas: plausible,claimed")
        parser.add_argument("--account", metavar="ID", help="only incidents of this account")
        parser.add_argument("--note", default="", help="why, for the history")

    def handle(self, *args: object, note: str, **options: str | None) -> None:
        """Walk the complaints in batches and say what changed."""
        rows = _wanted(options["since"], options["origin"], options["account"])
        counts: Counter[str] = Counter()
        refused: list[str] = []
        waiting: Counter[str] = Counter()
        with tqdm(total=rows.count(), unit=" complaints", desc="Weighing", file=sys.stderr, delay=1) as bar:
            for complaint_id, version in _walk(rows):
                try:
                    done = judge_again(complaint_id, note, None, timezone.now(), version)
                    counts["changed" if done.changes else "unchanged"] += 1
                    counts.update(sentence for sentence in done.changes if sentence.startswith("The origin was"))
                except SendLogAwayError as error:
                    waiting[f"could not be weighed. {error}"] += 1
                except DeskError as error:
                    refused.append(str(error))
                except OSError as error:
                    waiting["could not be read from the raw store."] += 1
                    self.stderr.write(f"Complaint {complaint_id}: its raw message could not be read: {error}")
                bar.update()
        self._close(counts, refused, waiting)

    def _close(self, counts: Counter[str], refused: list[str], waiting: Counter[str]) -> None:
        self.stdout.write(f"{counts.pop('changed', 0)} changed, {counts.pop('unchanged', 0)} unchanged.")
        for sentence, count in counts.most_common():
            self.stdout.write(f"  {count} times: {sentence}")
        if refused:
            self.stdout.write(f"{len(refused)} left as they are:")
            for sentence in refused[:MOST_REFUSALS_TOLD]:
                self.stdout.write(f"  {sentence}")
        if waiting:
            # Not done is not unchanged: whoever runs this after an import has to know that it is to be run again.
            raise CommandError("\n".join(f"{count} {why}" for why, count in waiting.most_common()))


def _wanted(since: str | None, origins: str | None, account: str | None) -> QuerySet[Complaint]:
    """Give the complaints that may change: with an incident in a case that is not decided."""
    rows = Complaint.objects.filter(state=Complaint.State.PROCESSED, duplicate_of=None)
    incidents = Incident.objects.standing().filter(case__state__in=CORRECTABLE)
    if since:
        rows = rows.filter(received_at__gte=_moment(since))
    if origins:
        incidents = incidents.filter(origin__in=_origins(origins))
    if account:
        incidents = incidents.filter(account=account)
    return rows.filter(pk__in=incidents.values("complaint"))


def _walk(rows: QuerySet[Complaint]) -> Iterator[tuple[int, int]]:
    """Give number and version of each, a batch at a time, in the order of their numbers."""
    after = 0
    while batch := list(rows.filter(pk__gt=after).order_by("pk").values_list("pk", "version")[:BATCH]):
        yield from batch
        after = batch[-1][0]


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        message = f"--since is {text!r}; write a time such as 2026-11-01T00:00:00+00:00."
        raise CommandError(message) from error
    if moment.tzinfo is None:
        message = f"--since is {text!r}; write its offset too, such as 2026-11-01T00:00:00+00:00."
        raise CommandError(message)
    return moment


def _origins(text: str) -> list[str]:
    words = [word.strip() for word in text.split(",") if word.strip()]
    known = {origin.value for origin in Origin}
    unknown = [word for word in words if word not in known]
    if unknown:
        message = f"There is no origin {unknown[0]!r}; choose from {', '.join(sorted(known))}."
        raise CommandError(message)
    return words
