"""What happened to a case, in order."""

from __future__ import annotations

from complaints.models import CaseEvent

MAX_EVENTS = 500


def history(case_id: int) -> tuple[CaseEvent, ...]:
    """Give the latest 500 events of a case, oldest first, each with who caused it."""
    latest = CaseEvent.objects.filter(case_id=case_id).select_related("by").order_by("-at", "-pk")[:MAX_EVENTS]
    return tuple(reversed(latest))
