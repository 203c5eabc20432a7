"""Count the imported send log by day, list and mailbox provider."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Count, Value
from django.db.models.functions import StrIndex, Substr, TruncDate

from accounts.domain.mailbox_providers import provider_of
from accounts.models import Account, SentCount, SentMessage

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

STEP = timedelta(days=7)


def count_sent(account_id: str, first: date, last: date) -> None:
    """Count one account's messages of some days again, a week to a transaction, so that others may write between.

    Args:
        account_id: whose messages; the account exists.
        first: the first of the days, in UTC.
        last: the last of them, itself included.
    """
    for begin, end in _weeks(account_id, first, last):
        _count_week(account_id, begin, end)


def _weeks(account_id: str, first: date, last: date) -> Iterator[tuple[date, date]]:
    """Give stretches of at most a week in which anything was sent; a wrong year costs no walk through the ages."""
    sent = SentMessage.objects.filter(account_id=account_id, sent_at__lt=_midnight(last) + timedelta(days=1))
    begin = first
    while True:
        later = sent.filter(sent_at__gte=_midnight(begin)).order_by("sent_at").values_list("sent_at", flat=True).first()
        if later is None:
            return
        begin = later.astimezone(UTC).date()
        end = min(begin + STEP - timedelta(days=1), last)
        yield begin, end
        if end >= last:
            return
        begin = end + timedelta(days=1)


@transaction.atomic
def _count_week(account_id: str, begin: date, end: date) -> None:
    # Two imports at once count one after the other, so that the later count has the rows of both.
    Account.objects.select_for_update().get(pk=account_id)
    rows = SentMessage.objects.filter(
        account_id=account_id, sent_at__gte=_midnight(begin), sent_at__lt=_midnight(end) + timedelta(days=1)
    )
    # The database counts by domain, so that memory does not grow with what was sent.
    of_domain = Substr("recipient", StrIndex("recipient", Value("@")))
    groups = rows.annotate(day=TruncDate("sent_at", tzinfo=UTC), domain=of_domain).order_by()
    counted: Counter[tuple[date, str, str]] = Counter()
    for day, list_id, domain, sent in groups.values_list("day", "list_id", "domain").annotate(Count("pk")):
        counted[day, list_id, provider_of(domain)] += sent
    SentCount.objects.filter(account_id=account_id, day__range=(begin, end)).delete()
    SentCount.objects.bulk_create(
        (
            SentCount(account_id=account_id, day=day, list_id=list_id, provider=provider, sent=sent)
            for (day, list_id, provider), sent in sorted(counted.items())
        ),
        batch_size=500,
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
