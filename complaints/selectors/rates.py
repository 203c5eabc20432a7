"""Complaint, bounce and unsubscribe rates of an account and its lists, ready to be shown and cited."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Max, Sum
from django.db.models.functions import TruncDate

from accounts.domain import rates
from accounts.domain.mailbox_providers import LABELS
from accounts.domain.rates import Limit, Rate, limit_for
from accounts.models import HourlyVolume, MailingList, SentCount, Subscription
from complaints.selectors.chart import Chart, Point, bar_chart
from complaints.selectors.reports import NO_REPORTS, Reports, reports_of

if TYPE_CHECKING:
    from collections.abc import Iterable

DAYS = 28
MOST_LISTS = 20
LINES = (rates.WATCH * 100, rates.ENFORCE * 100)


@dataclass(frozen=True, slots=True, kw_only=True)
class RateLine:
    """One rate.

    Attributes:
        label: whose it is: a provider, a list, or who counted.
        sentence: all of it in words, as it is cited.
        tone: "bad" when surely over the limit, "watch" when over it as counted, "ok", "" where nothing can be said.
        reports: where the desk's own count comes from; empty where the platform counted.
    """

    label: str
    rate: Rate
    limit: Limit
    sentence: str
    tone: str
    reports: Reports = NO_REPORTS


@dataclass(frozen=True, slots=True, kw_only=True)
class RatesPage:
    """Rates of the 28 days up to the newest day of which anything is recorded.

    Attributes:
        whole: of all the mail. providers, lists: those with any mail or complaint, most mail first.
        chart: complaints a day in percent of what was sent that day.
    """

    since: date
    until: date
    whole: tuple[RateLine, ...]
    providers: tuple[RateLine, ...]
    lists: tuple[RateLine, ...]
    chart: Chart

    @property
    def sentences(self) -> tuple[str, ...]:
        """Give all that can be cited."""
        return tuple(line.sentence for line in (*self.whole, *self.providers, *self.lists))


def rates_page(account_id: str, list_id: str = "") -> RatesPage | None:
    """Give the rates of an account, or of one list of it; None where nothing that was sent is recorded.

    Args:
        account_id: who sends.
        list_id: one list; "" for all mail of the account.
    """
    until = _newest(account_id, list_id)
    if until is None:
        return None
    since = until - timedelta(days=DAYS - 1)
    sent = _Sent.read(account_id, list_id, since, until)
    reports = reports_of(account_id, since, until, list_id=list_id)
    volumes = {} if list_id else _volumes(account_id, since, until)
    return RatesPage(
        since=since,
        until=until,
        whole=(*_platform_lines(volumes), _desk_line(reports, sent, volumes), *_status_lines(list_id)),
        providers=tuple(_provider_lines(reports, sent)),
        lists=() if list_id else tuple(_list_lines(reports, sent)),
        chart=_chart(_days(since, until), volumes, sent, reports),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sent:
    """What the imported send log has of those days, counted three ways."""

    by_day: dict[date, int]
    by_provider: dict[str, int]
    by_list: dict[str, int]

    @classmethod
    def read(cls, account_id: str, list_id: str, since: date, until: date) -> _Sent:
        """Read the kept counts, a few hundred rows at most a list."""
        rows = SentCount.objects.filter(account_id=account_id, day__range=(since, until))
        rows = rows.filter(list_id=list_id) if list_id else rows
        return cls(
            by_day=dict(rows.values_list("day").annotate(Sum("sent"))),
            by_provider=dict(rows.values_list("provider").annotate(Sum("sent"))),
            by_list=dict(rows.values_list("list_id").annotate(all_sent=Sum("sent")).order_by("-all_sent")[:MOST_LISTS]),
        )

    @property
    def total(self) -> int:
        """Give all of it."""
        return sum(self.by_day.values())


def _newest(account_id: str, list_id: str) -> date | None:
    counts = SentCount.objects.filter(account_id=account_id)
    counts = counts.filter(list_id=list_id) if list_id else counts
    known = [counts.aggregate(newest=Max("day"))["newest"]]
    if not list_id:
        hour = HourlyVolume.objects.filter(account_id=account_id).aggregate(newest=Max("hour"))["newest"]
        known.append(hour.astimezone(UTC).date() if hour else None)
    return max((day for day in known if day is not None), default=None)


def _volumes(account_id: str, since: date, until: date) -> dict[date, tuple[int, int, int]]:
    """Give what the platform counted a day: sent, bounced, complained about."""
    rows = HourlyVolume.objects.filter(
        account_id=account_id, hour__gte=_midnight(since), hour__lt=_midnight(until) + timedelta(days=1)
    )
    sums = rows.annotate(day=TruncDate("hour")).values_list("day").order_by("day")
    found = sums.annotate(all_sent=Sum("sent"), all_bounced=Sum("bounced"), all_complained=Sum("complained"))
    return {day: (sent, bounced, complained) for day, sent, bounced, complained in found}


def _platform_lines(volumes: dict[date, tuple[int, int, int]]) -> Iterable[RateLine]:
    if not volumes:
        return
    sent, bounced, complained = (sum(numbers) for numbers in zip(*volumes.values(), strict=True))
    of = f"messages sent in {DAYS} days, as the platform counted"
    for events, number, what in (("complaints", complained, "complaint"), ("bounces", bounced, "bounce")):
        yield _line(f"{events.capitalize()}, counted by the platform", Rate(events=number, trials=sent), what, of)


def _desk_line(reports: Reports, sent: _Sent, volumes: dict[date, tuple[int, int, int]]) -> RateLine:
    total = sent.total or sum(numbers[0] for numbers in volumes.values())
    of = f"messages sent in {DAYS} days, by reports to this desk"
    return _line(
        "Complaints, by reports to this desk", Rate(events=reports.mailboxes, trials=total), "complaint", of, reports
    )


def _provider_lines(reports: Reports, sent: _Sent) -> Iterable[RateLine]:
    names = {*sent.by_provider, *reports.providers()} if sent.by_provider else set()
    for name in sorted(names, key=lambda name: (-sent.by_provider.get(name, 0), name)):
        own = reports.to_provider(name)
        rate = Rate(events=own.mailboxes, trials=sent.by_provider.get(name, 0))
        label = LABELS[name]
        of = f"messages sent to {label} in {DAYS} days"
        yield _line(label, rate, "complaint", of, own, provider=name)


def _list_lines(reports: Reports, sent: _Sent) -> Iterable[RateLine]:
    names = dict(MailingList.objects.filter(pk__in=sent.by_list).values_list("pk", "name"))
    for list_id, number in sent.by_list.items():
        own = reports.of_list(list_id)
        label = (names.get(list_id) or list_id) if list_id else "No list"
        of = f"messages sent to {f'the list “{label}”' if list_id else 'no list'} in {DAYS} days"
        yield _line(label, Rate(events=own.mailboxes, trials=number), "complaint", of, own)


def _status_lines(list_id: str) -> Iterable[RateLine]:
    """Tell what became of a list's addresses: the platform records that it happened, not when."""
    if not list_id:
        return
    rows = Subscription.objects.filter(mailing_list_id=list_id).order_by().values_list("status")
    counted = dict(rows.annotate(Count("pk")))
    for status, what in (("unsubscribed", "unsubscribe"), ("bounced", "bounce")):
        rate, limit = Rate(events=counted.get(status, 0), trials=sum(counted.values())), limit_for(what)
        sentence = rates.unjudged(rate, limit, events=status, of="addresses on the list")
        yield RateLine(label=status.capitalize(), rate=rate, limit=limit, sentence=sentence, tone="")


def _line(label: str, rate: Rate, what: str, of: str, reports: Reports = NO_REPORTS, *, provider: str = "") -> RateLine:
    limit = limit_for(what, provider)
    sentence = rates.sentence(rate, limit, events=f"{what}s", of=of)
    return RateLine(
        label=label, rate=rate, limit=limit, sentence=sentence, tone=rates.tone(rate, limit), reports=reports
    )


def _chart(days: list[date], volumes: dict[date, tuple[int, int, int]], sent: _Sent, reports: Reports) -> Chart:
    if volumes:
        daily = {day: Rate(events=complained, trials=sent_then) for day, (sent_then, _, complained) in volumes.items()}
    else:
        told = reports.by_day()
        daily = {day: Rate(events=told[day], trials=number) for day, number in sent.by_day.items()}
    points = [_point(day, daily.get(day, Rate(events=0, trials=0))) for day in days]
    who = "as the platform counted" if volumes else "by reports to this desk"
    return bar_chart(f"Complaints a day, percent of what was sent, {who}", points, unit="%", limits=LINES)


def _point(day: date, rate: Rate) -> Point:
    surely = rate.trials > 0 and rate.surely >= rates.WATCH
    note = f"{rate.events} of {rate.trials:,}" if rate.trials else "nothing was sent"
    value = min(100.0, (rate.share or 0.0) * 100)
    return Point(
        label=f"{day:%d %b}", value=value, marked=surely, note=f"{note}, surely over 0.1 %" if surely else note
    )


def _days(since: date, until: date) -> list[date]:
    return [since + timedelta(days=number) for number in range((until - since).days + 1)]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
