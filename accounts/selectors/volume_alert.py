"""The stored volume alerts: read, never computed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.domain.volume import AlertLine, Remark
from accounts.models import VolumeAlert

if TYPE_CHECKING:
    from collections.abc import Iterator


def all_volume_alerts() -> Iterator[AlertLine]:
    """Read every alert that holds, by account and hour, one at a time."""
    rows = VolumeAlert.objects.filter(superseded_at=None).order_by("account_id", "hour")
    return (alert_line(row) for row in rows.iterator(chunk_size=500))


def alert_line(row: VolumeAlert) -> AlertLine:
    """Give a stored alert as pages show it."""
    return AlertLine(
        alert_id=row.pk,
        account_id=row.account_id,
        hour=row.hour,
        began=row.began,
        ended=row.ended,
        sent=row.sent,
        expected=row.expected,
        day_sent=row.day_sent,
        day_usual=row.day_usual,
        day_most=row.day_most,
        peak=row.peak,
        score=row.score,
        remarks=tuple(Remark(**remark) for remark in row.remarks),
        larger=row.larger,
        superseded_at=row.superseded_at,
    )
