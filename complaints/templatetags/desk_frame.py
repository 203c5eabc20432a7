"""The bar over every page: where one can go, and how much waits there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import template
from django.urls import reverse

from complaints.selectors.counts import DeskCounts, desk_counts

if TYPE_CHECKING:
    from django.template.context import Context

register = template.Library()


@dataclass(frozen=True, slots=True, kw_only=True)
class BarLink:
    """A place of the desk. `count` None: nothing to count there. `keys`: as @github/hotkey writes them."""

    label: str
    url: str
    keys: str
    count: int | None = None
    urgent: bool = False
    here: bool = False


def bar_links(staff_id: int | None, path: str) -> tuple[BarLink, ...]:
    """Give the links of the bar with their counts, the one that `path` lies under marked as here."""
    counts = desk_counts(staff_id)
    return tuple(
        BarLink(label=label, url=url, keys=keys, count=count, urgent=urgent, here=path.startswith(url))
        for label, url, keys, count, urgent in _places(counts)
    )


def _places(counts: DeskCounts) -> tuple[tuple[str, str, str, int | None, bool], ...]:
    return (
        ("Queue", reverse("queue", args=("open",)), "g q", counts.open, False),
        ("Mine", reverse("queue", args=("mine",)), "g m", counts.mine, False),
        ("Unattributed", reverse("queue", args=("unattributed",)), "g u", counts.unattributed, False),
        ("Approvals", reverse("queue", args=("approvals",)), "g a", counts.approvals, counts.approvals > 0),
        ("Outbox", reverse("outbox"), "g o", counts.dead or counts.outbox, counts.dead > 0),
        ("Received", reverse("complaints"), "g c", None, False),
        ("Accounts", reverse("accounts"), "g s", None, False),
        ("Status", reverse("status"), "g h", None, False),
    )


@register.inclusion_tag("complaints/parts/bar.html", takes_context=True)
def desk_bar(context: Context) -> dict[str, Any]:
    """Draw the bar; for a person who is not logged in there is none to draw, which base templates take care of."""
    request = context["request"]
    path = request.path
    return {
        "user": request.user,
        "links": bar_links(request.user.pk, path),
        "here": path,
        "may_add": request.user.has_perm("complaints.decide_case"),
        "adding": path == reverse("upload"),
        "request": request,
        "csrf_token": context.get("csrf_token"),
    }
