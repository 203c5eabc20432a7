"""Figures for Prometheus, read from the database when they are asked for.

They are the same on every machine and survive restarts; no process has to be scraped by itself. Each is a bounded
query.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Max
from django.utils import timezone
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.registry import Collector

from complaints.models import Case, Complaint, OutboxRow
from complaints.selectors.pipeline import stages

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from prometheus_client.metrics_core import Metric

# Time to case is told of the newest so many.
SAMPLE = 1000
MOST_CAUSES = 50
BUCKETS_SECONDS = (1, 5, 15, 60, 300, 900, 3600, 21_600, 86_400)


class Desk(Collector):
    """Collects the figures of the desk at one moment."""

    def collect(self) -> Iterator[Metric]:
        """Give them all."""
        now = timezone.now()
        yield from _numbers()
        yield from _stages(now)
        yield _time_to_case()
        yield _failures(now)


def exposition() -> bytes:
    """Give the figures in Prometheus' text format."""
    registry = CollectorRegistry()
    registry.register(Desk())
    return generate_latest(registry)


def _numbers() -> Iterator[Metric]:
    """Count what ever was: the highest number, which costs nothing however many there are; gaps count along."""
    for model, name, what in (
        (Complaint, "abusedesk_complaints_received", "Complaints received"),
        (Case, "abusedesk_cases_opened", "Cases opened"),
        (OutboxRow, "abusedesk_consequences_planned", "Consequences planned"),
    ):
        highest = model._default_manager.aggregate(highest=Max("pk"))["highest"]  # noqa: SLF001 - Django's
        yield CounterMetricFamily(name, f"{what}, by their highest number.", value=highest or 0)


def _stages(now: datetime) -> Iterator[Metric]:
    waiting = GaugeMetricFamily("abusedesk_waiting", "What waits at each stage.", labels=["stage"])
    age = GaugeMetricFamily("abusedesk_oldest_seconds", "Since when the oldest is due.", labels=["stage"])
    stuck = GaugeMetricFamily("abusedesk_stuck", "1 where somebody has to do something.", labels=["stage"])
    for stage in stages(now):
        waiting.add_metric([stage.name], stage.waiting)
        age.add_metric([stage.name], max(0.0, (now - stage.oldest_at).total_seconds()) if stage.oldest_at else 0.0)
        stuck.add_metric([stage.name], float(stage.stuck))
    yield from (waiting, age, stuck)


def _time_to_case() -> Metric:
    newest = Complaint.objects.filter(state=Complaint.State.PROCESSED).order_by("-pk")
    rows = newest.values_list("received_at", "processed_at")[:SAMPLE]
    seconds = sorted((done - came).total_seconds() for came, done in rows if done)
    buckets = [(str(float(bound)), float(sum(one <= bound for one in seconds))) for bound in BUCKETS_SECONDS]
    family = HistogramMetricFamily(
        "abusedesk_time_to_case_seconds", f"From receipt to the end of processing, of the newest {SAMPLE} complaints."
    )
    family.add_metric([], [*buckets, ("+Inf", float(len(seconds)))], sum_value=sum(seconds))
    return family


def _failures(now: datetime) -> Metric:
    """Count complaints that wait after a failure, by the first word of its cause."""
    family = GaugeMetricFamily("abusedesk_failures", "Complaints that wait after a failure.", labels=["cause"])
    rows = Complaint.objects.filter(state=Complaint.State.RECEIVED, not_before__gt=now).exclude(error="")
    causes: dict[str, int] = {}
    for error in rows.order_by("pk").values_list("error", flat=True)[:SAMPLE]:
        cause = error.partition(":")[0][:60] if ":" in error else "waiting"
        causes[cause] = causes.get(cause, 0) + 1
    for cause, count in sorted(causes.items())[:MOST_CAUSES]:
        family.add_metric([cause], count)
    return family
