"""Stopping an account's mail and letting it go on: the actions that change a standing.

Source: requirements, section 2.1: suspension contains at once and can be taken back; termination is a determination.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaints.domain.facts import PlannedAction

if TYPE_CHECKING:
    from complaints.domain.facts import Dossier, Order


def pause(dossier: Dossier, order: Order) -> tuple[PlannedAction, ...]:
    """Plan the suspension that an order asks for; nothing when the account sends nothing anyway."""
    if not order.pause_sending or dossier.account_status != "active":
        return ()
    return (
        PlannedAction(
            kind="suspend",
            summary=f"Pause all sending of {dossier.account_name} at once. This can be taken back.",
            payload={"account_id": dossier.account_id},
            at_once=True,
        ),
    )


def restore(dossier: Dossier, undoes: str) -> tuple[PlannedAction, ...]:
    """Plan the standing that an account falls back to when a suspension or termination is undone."""
    return (
        PlannedAction(
            kind="reinstate",
            summary=f"Set {dossier.account_name} back to {dossier.restores_to}.",
            payload={"account_id": dossier.account_id, "status": dossier.restores_to},
            at_once=True,
            undoes=undoes,
        ),
    )
