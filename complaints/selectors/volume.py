"""Volume alerts as pages show them: their sentences, their hours as a chart, and the case that each is in."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from statistics import fmean
from typing import TYPE_CHECKING

from django.db.models import Max

from accounts.models import HourlyVolume, VolumeAlert
from accounts.selectors.volume_alert import alert_line
from complaints.domain.volume import sentence
from complaints.models import Case
from complaints.selectors.chart import Chart, Point, bar_chart

if TYPE_CHECKING:
    from datetime import date, datetime

    from accounts.domain.volume import AlertLine
    from complaints.selectors.case import CasePage

HOUR = timedelta(hours=1)
HOURS_BEFORE = timedelta(hours=48)
HOURS_AFTER = timedelta(hours=12)
MOST_HOURS = 120
FOUR_WEEKS = timedelta(days=28)
RECENT_DAYS = 42
LEAST_DAYS_BEFORE = 7
MOST_ALERTS = 20
MOST_PANELS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class FiledLine:
    """An alert with its plain sentence. case_id: None where it opened no case, being too old when it was found."""

    alert: AlertLine
    sentence: str
    case_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VolumePanel:
    """An alert of a case with the hours around it."""

    line: FiledLine
    chart: Chart
    chart_id: str


def alerts_of(account_id: str, *, days: int = RECENT_DAYS) -> tuple[FiledLine, ...]:
    """Give the alerts that hold of an account's newest days, newest first, at most 20."""
    newest = HourlyVolume.objects.filter(account_id=account_id).aggregate(newest=Max("hour"))["newest"]
    if newest is None:
        return ()
    rows = VolumeAlert.objects.filter(account_id=account_id, superseded_at=None, hour__gt=newest - timedelta(days=days))
    return tuple(_filed(row) for row in rows.select_related("filed").order_by("-hour")[:MOST_ALERTS])


def of_case(case: Case) -> tuple[FiledLine, ...]:
    """Give the alerts of a case about a surge, results that no longer hold last; of another case, its account's."""
    if case.kind != Case.Kind.VOLUME:
        return alerts_of(case.account_id) if case.account_id else ()
    rows = VolumeAlert.objects.filter(filed__case=case).select_related("filed").order_by("hour", "pk")[:MOST_ALERTS]
    return tuple(sorted(map(_filed, rows), key=lambda line: line.alert.superseded_at is not None))


def has_alerts(page: CasePage) -> bool:
    """Tell whether a case has anything to say about volumes."""
    case = page.case
    if case.kind == Case.Kind.VOLUME:
        return True
    return bool(case.account_id) and VolumeAlert.objects.filter(account=case.account_id, superseded_at=None).exists()


def holding_sentences(case: Case) -> tuple[str, ...]:
    """Give the sentences of a case's alerts that hold."""
    return tuple(line.sentence for line in of_case(case) if line.alert.superseded_at is None)


def volume_panels(case: Case) -> tuple[VolumePanel, ...]:
    """Give the alerts of a case with charts, at most five."""
    return tuple(
        VolumePanel(line=line, chart=hour_chart(line.alert), chart_id=f"surge-{line.alert.alert_id}")
        for line in of_case(case)[:MOST_PANELS]
    )


def hour_chart(alert: AlertLine) -> Chart:
    """Draw the hours of a surge, two days before it and half a day after; of a long one the last five days."""
    until = (alert.ended or alert.hour) + HOURS_AFTER
    since = max(alert.began - HOURS_BEFORE, until - HOUR * MOST_HOURS)
    counts = _counts(alert.account_id, alert.began - FOUR_WEEKS, until)
    usual = _usual(counts, alert.began)
    last = alert.ended or max(counts, default=alert.hour)
    hours = [since + HOUR * number for number in range((until - since) // HOUR + 1)]
    return bar_chart(
        f"Messages sent an hour, {since:%d %b %H:00} to {until:%d %b %H:00} UTC",
        [
            Point(
                label=f"{hour:%d %b %H:00}",
                value=counts.get(hour, 0),
                marked=alert.began <= hour <= last and counts.get(hour, 0) > 0,
                note="the alert" if hour == alert.hour else "",
                expected=usual.get(hour.hour),
            )
            for hour in hours
        ],
        unit="messages",
        expected="usual in that hour of the day",
    )


def day_chart(days: list[tuple[date, int]], alerts: tuple[FiledLine, ...]) -> Chart:
    """Draw an account's days, those of surges marked, with the median of the four weeks before as what is usual."""
    surges = [(line.alert.began.date(), (line.alert.ended or line.alert.hour).date(), line.alert) for line in alerts]
    points = []
    for number, (day, sent) in enumerate(days):
        of_day = [alert for first, last, alert in surges if first <= day <= last]
        before = sorted(amount for _, amount in days[max(0, number - FOUR_WEEKS.days) : number])
        points.append(
            Point(
                label=f"{day:%d %b}",
                value=sent,
                marked=bool(of_day),
                note=" ".join(of_day[0].sentences[:1]) if of_day else "",
                expected=float(before[-1 - len(before) // 10]) if len(before) >= LEAST_DAYS_BEFORE else None,
            )
        )
    return bar_chart(
        f"Messages sent a day, {len(days)} days",
        points,
        unit="messages",
        expected="what nine of ten days of the four weeks before stayed below",
    )


def _filed(row: VolumeAlert) -> FiledLine:
    line = alert_line(row)
    filed = getattr(row, "filed", None)
    return FiledLine(alert=line, sentence=sentence(line), case_id=filed.case_id if filed else None)


def _counts(account_id: str, since: datetime, until: datetime) -> dict[datetime, int]:
    rows = HourlyVolume.objects.filter(account_id=account_id, hour__gte=since, hour__lte=until)
    return dict(rows.order_by("hour").values_list("hour", "sent"))


def _usual(counts: dict[datetime, int], before: datetime) -> dict[int, float]:
    """Give the mean of each hour of the day over four weeks; hours without a row count 0."""
    by_hour: dict[int, list[int]] = defaultdict(list)
    for number in range(1, FOUR_WEEKS // HOUR + 1):
        hour = before - HOUR * number
        by_hour[hour.hour].append(counts.get(hour, 0))
    return {hour: round(fmean(amounts), 1) for hour, amounts in by_hour.items()}
