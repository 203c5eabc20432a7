"""What happened to a case, in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaints.models import CaseEvent

if TYPE_CHECKING:
    from complaints.models import Case

MAX_EVENTS = 500


def history(case_id: int) -> tuple[CaseEvent, ...]:
    """Give the latest 500 events of a case, oldest first, each with who caused it."""
    latest = CaseEvent.objects.filter(case_id=case_id).select_related("by").order_by("-at", "-pk")[:MAX_EVENTS]
    return tuple(reversed(latest))


def legal_hold_of(case: Case) -> CaseEvent | None:
    """Give the event that tells who placed the legal hold that a case is under, and why; None when it is under none."""
    if not case.legal_hold:
        return None
    placed = CaseEvent.objects.filter(case=case, kind="legal_hold_placed").select_related("by")
    return placed.order_by("-pk").first()
