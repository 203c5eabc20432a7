"""Who complained about an account's mail of some days: what a complaint rate counts."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db.models.functions import Coalesce

from accounts.domain.mailbox_providers import provider_of
from complaints.domain.facts import WARRANTS_WARNING, ReporterKind
from complaints.models import Incident

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_READ = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One incident. `mailbox` stands for whom the mail went to; a redacted one is a mailbox of its own."""

    mailbox: str
    provider: str
    list_id: str
    day: date
    by_feedback_loop: bool


@dataclass(frozen=True, slots=True)
class Reports:
    """Reports, of which each mailbox counts once: who complains about five mails is one complainant."""

    rows: tuple[Report, ...] = ()

    @property
    def mailboxes(self) -> int:
        """Count the mailboxes."""
        return len({row.mailbox for row in self.rows})

    @property
    def feedback_loop(self) -> int:
        """Count the mailboxes that a feedback loop told of."""
        return len({row.mailbox for row in self.rows if row.by_feedback_loop})

    @property
    def direct(self) -> int:
        """Count the mailboxes that were only complained about directly: by their people or a network."""
        return self.mailboxes - self.feedback_loop

    def to_provider(self, provider: str) -> Reports:
        """Give those about mail to one provider's mailboxes."""
        return Reports(tuple(row for row in self.rows if row.provider == provider))

    def of_list(self, list_id: str) -> Reports:
        """Give those about mail to one list."""
        return Reports(tuple(row for row in self.rows if row.list_id == list_id))

    def providers(self) -> frozenset[str]:
        """Give the providers whose mailboxes are among them."""
        return frozenset(row.provider for row in self.rows)

    def by_day(self) -> Counter[date]:
        """Count the mailboxes of each day on which the mail was sent."""
        told: dict[date, set[str]] = defaultdict(set)
        for row in self.rows:
            told[row.day].add(row.mailbox)
        return Counter({day: len(mailboxes) for day, mailboxes in told.items()})


NO_REPORTS = Reports()


def reports_of(account_id: str, since: date, until: date, *, list_id: str = "") -> Reports:
    """Read what was complained about, shown at probable or better, by the day on which the mail was sent.

    Args:
        account_id: whose mail; what only names the account is not counted.
        since: first day in UTC.
        until: last day, itself included.
        list_id: only mail to that list; "" for all.

    Returns:
        At most 20,000 reports, the newest.
    """
    return Reports(tuple(_read(account_id, since, until, list_id)))


def _read(account_id: str, since: date, until: date, list_id: str) -> Iterator[Report]:
    begin = datetime.combine(since, time(), UTC)
    rows = Incident.objects.standing().filter(
        account_id=account_id, duplicate_of=None, origin__in=[origin.value for origin in WARRANTS_WARNING]
    )
    rows = rows.filter(list_id=list_id) if list_id else rows
    shown = (
        rows.annotate(at=Coalesce("sent_at", "complaint__received_at"))
        .filter(at__gte=begin, at__lt=datetime.combine(until, time(), UTC) + timedelta(days=1))
        .values_list("pk", "recipient", "list_id", "at", "complaint__reporter_kind")
        .order_by("-pk")
    )
    for pk, recipient, of_list, at, kind in shown[:MOST_READ]:
        yield Report(
            mailbox=recipient or f"#{pk}",
            provider=provider_of(recipient),
            list_id=of_list,
            day=at.astimezone(UTC).date(),
            by_feedback_loop=kind == ReporterKind.FEEDBACK_LOOP.value,
        )
