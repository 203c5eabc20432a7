"""What leaves the house: what waits, what left, what is stuck."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from complaints.domain.lifecycle import OutboxState
from complaints.models import OutboxRow

PAGE_SIZE = 50
_MAX_DIGITS = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxView:
    """One way to look at the outbox."""

    name: str
    label: str
    condition: Q
    next_step: str


OUTBOX_VIEWS = (
    OutboxView(
        name="waiting",
        label="Waiting",
        condition=Q(state__in=(OutboxState.PENDING.value, OutboxState.CLAIMED.value)),
        next_step="Nothing is on its way out.",
    ),
    OutboxView(
        name="dead",
        label="Stuck",
        condition=Q(state=OutboxState.DEAD.value),
        next_step="Everything could be delivered.",
    ),
    OutboxView(
        name="delivered",
        label="Delivered",
        condition=Q(state=OutboxState.DELIVERED.value),
        next_step="Nothing has left the house yet.",
    ),
    OutboxView(
        name="cancelled",
        label="Cancelled",
        condition=Q(state=OutboxState.CANCELLED.value),
        next_step="Nothing was taken back.",
    ),
)
OUTBOX_VIEW_BY_NAME = {view.name: view for view in OUTBOX_VIEWS}


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxPage:
    """A page of the outbox, newest first. `after` continues it, "" on the last page."""

    view: OutboxView
    rows: tuple[OutboxRow, ...]
    after: str


def outbox_page(view: OutboxView, *, after: str = "") -> OutboxPage:
    """Give a page of consequences; `after` is the number of the last row of the page before."""
    rows = OutboxRow.objects.filter(view.condition).select_related("case").defer("payload").order_by("-pk")
    if after.isascii() and after.isdigit() and len(after) <= _MAX_DIGITS:
        rows = rows.filter(pk__lt=int(after))
    page = tuple(rows[: PAGE_SIZE + 1])
    more = len(page) > PAGE_SIZE
    return OutboxPage(view=view, rows=page[:PAGE_SIZE], after=str(page[PAGE_SIZE - 1].pk) if more else "")


def outbox_row(row_id: int) -> OutboxRow | None:
    """Give one consequence with its case and decision; None when there is none of that number."""
    return OutboxRow.objects.select_related("case", "decision", "complaint").filter(pk=row_id).first()
