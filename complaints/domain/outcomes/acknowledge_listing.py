"""A blocklist's listing was looked into.

Source: requirements R11 (the mailbox for blocklist administrators).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaints.domain import gates
from complaints.domain.facts import Gate

if TYPE_CHECKING:
    from complaints.domain.facts import Dossier, Order, PlannedAction


class AcknowledgeListing:
    """See `Outcome`."""

    name = "acknowledge_listing"
    label = "Listing dealt with"
    explanation = "The cause of the listing was found and dealt with; say how in the private note."
    adverse = False
    needs_second_person = False
    can_pause = False

    def gates(self, dossier: Dossier, order: Order | None) -> tuple[Gate, ...]:
        """See `Outcome.gates`."""
        needs = (
            Gate(name="listing", met=dossier.kind == "listing", detail="The case is about a blocklist's listing."),
        )
        if order is None:
            return needs
        told = bool(order.private_note.strip())
        note = Gate(name="private_note", met=told, detail="The private note says what was done about the listing.")
        return (*needs, note, gates.rule_cited(dossier, order))

    def plan(self, dossier: Dossier, order: Order) -> tuple[PlannedAction, ...]:
        """See `Outcome.plan`: the blocklist is answered by hand, in its own forms."""
        return ()

    def reverse(self, dossier: Dossier, order: Order) -> tuple[PlannedAction, ...]:
        """See `Outcome.reverse`: nothing was done to anybody."""
        return ()
