"""Ask for a list's patterns; a worker measures them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.models import ListMeasurement

if TYPE_CHECKING:
    from datetime import datetime


def ask_for_patterns(list_id: str, now: datetime) -> None:
    """Put a list into the queue; one that waits or is being measured already stays where it is."""
    row, new = ListMeasurement.objects.get_or_create(mailing_list_id=list_id, defaults={"asked_at": now})
    if not new and row.error:
        ListMeasurement.objects.filter(pk=row.pk).exclude(error="").update(
            asked_at=now, attempts=0, error="", worker="", leased_until=None, doing="", done=0, total=0
        )
