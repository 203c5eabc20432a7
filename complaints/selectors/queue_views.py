"""The saved ways to look at the cases, in the order in which they are offered."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from complaints.selectors.counts import BLOCKLISTS, DIRECT, NOT_DECIDED, OPEN, PROPOSED, UNATTRIBUTED, WAITING


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueView:
    """One saved way to look at the cases.

    Attributes:
        condition: None where it depends on who looks.
        next_step: what to do when it is empty.
        bulk: its cases may be ticked and closed together.
    """

    name: str
    label: str
    next_step: str
    condition: Q | None = None
    newest_first: bool = False
    bulk: bool = False


VIEWS = (
    QueueView(
        name="open", label="Open", condition=OPEN, next_step="Nobody waits for a decision. New complaints appear here."
    ),
    QueueView(name="mine", label="Mine", next_step="You have claimed nothing. Open a case and claim it."),
    QueueView(
        name="unattributed", label="Unattributed", condition=UNATTRIBUTED, next_step="All mail is read and attributed."
    ),
    QueueView(
        name="direct",
        label="Direct spam",
        condition=DIRECT,
        bulk=True,
        next_step="Nothing looks like spam sent to the desk itself.",
    ),
    QueueView(
        name="blocklists", label="Blocklists", condition=BLOCKLISTS, next_step="No blocklist says that we are listed."
    ),
    QueueView(
        name="approvals", label="Approvals", condition=PROPOSED, next_step="No decision waits for a second person."
    ),
    QueueView(name="waiting", label="Waiting", condition=WAITING, next_step="No case waits for an answer."),
    QueueView(
        name="decided",
        label="Decided",
        condition=~NOT_DECIDED,
        newest_first=True,
        next_step="Nothing has been decided yet.",
    ),
    QueueView(name="all", label="All", condition=Q(), newest_first=True, next_step="No complaint became a case yet."),
)
VIEW_BY_NAME = {view.name: view for view in VIEWS}
