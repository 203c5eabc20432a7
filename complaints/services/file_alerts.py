"""Take volume alerts into cases: one surge one case; what a recount changed is told in the history."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Coalesce

from accounts.models import HourlyVolume, VolumeAlert
from accounts.selectors.volume_alert import alert_line
from complaints.domain.volume import sentence, surge_key, title
from complaints.models import Case, FiledAlert
from complaints.services.hold_account import EXPIRES, queue_hold
from complaints.services.open_case import CaseOpening, add_up_priority, find_or_open, refresh_priority

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.domain.volume import AlertLine

# A surge of months ago, found when records are first imported, is history: it is shown, and opens no case.
WORTH_A_CASE = timedelta(days=30)


def file_alerts(*, now: datetime, limit: int) -> int:
    """Take what the watch on volumes found since the last time.

    Args:
        now: aware UTC.
        limit: how many alerts at most.

    Returns:
        How many were taken.
    """
    waiting = list(VolumeAlert.objects.filter(handed_on_at=None).order_by("pk").values_list("pk", flat=True)[:limit])
    return sum(_file(alert_id, now) for alert_id in waiting)


@transaction.atomic
def _file(alert_id: int, now: datetime) -> bool:
    """Take one alert, unless another worker does."""
    rows = VolumeAlert.objects.select_for_update(skip_locked=True).filter(pk=alert_id, handed_on_at=None)
    row = rows.first()
    if row is None:
        return False
    VolumeAlert.objects.filter(pk=row.pk).update(handed_on_at=now)
    if row.superseded_at is not None:
        _tell_superseded(row, now)
    elif row.hour >= _newest_hour() - WORTH_A_CASE:
        _into_case(alert_line(row), now)
    return True


def _newest_hour() -> datetime:
    newest: datetime = HourlyVolume.objects.aggregate(newest=Max("hour"))["newest"]
    return newest


def _into_case(alert: AlertLine, now: datetime) -> None:
    before = _case_of_the_surge(alert)
    settled = before is not None and before.decided_at is not None and alert.hour <= before.decided_at
    grouping = before.grouping if before else surge_key(alert.account_id, alert.began)
    opening = CaseOpening(kind=Case.Kind.VOLUME, grouping=grouping, title=title(alert), account_id=alert.account_id)
    case = before if before and settled else find_or_open(opening, now=now)
    FiledAlert.objects.create(alert_id=alert.alert_id, case=case, filed_at=now)
    again = "Counted again" if settled else "The surge grew" if alert.larger else "Large increase"
    case.events.create(
        kind="volume_alert",
        sentence=f"{again}: {sentence(alert)}",
        at=now,
        facts={"alert": alert.alert_id, "score": alert.score},
    )
    if not settled:
        refresh_priority(case, now=now)
    # A surge that was found long after it ended needs no containment.
    if settings.VOLUME_HOLD and not settled and alert.hour >= now - EXPIRES:
        queue_hold(case, sentence(alert), now=now)


def _case_of_the_surge(alert: AlertLine) -> Case | None:
    """Give the case that an alert of the same surge is in, whatever a recount made of its first hour."""
    of_account = FiledAlert.objects.filter(alert__account=alert.account_id, alert__began__lte=alert.ended or alert.hour)
    overlapping = of_account.annotate(last=Coalesce("alert__ended", "alert__hour")).filter(last__gte=alert.began)
    filed = overlapping.select_related("case").order_by("-pk").first()
    return filed.case if filed else None


def _tell_superseded(row: VolumeAlert, now: datetime) -> None:
    filed = FiledAlert.objects.select_related("case").filter(alert=row).first()
    if filed is None:
        return
    filed.case.events.create(
        kind="volume_recount",
        sentence=f"The records changed: the alert of {row.hour:%Y-%m-%d %H:00} UTC no longer stands as it was.",
        at=now,
        facts={"alert": row.pk},
    )
    add_up_priority(filed.case)
