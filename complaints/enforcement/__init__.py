"""The doors out: one handler for every kind of action that the outbox delivers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaints.enforcement import mail, standing

if TYPE_CHECKING:
    from complaints.domain.delivery import Handler

HANDLERS: dict[str, Handler] = {
    "mail": mail.send,
    "hold": standing.hold,
    "suspend": standing.suspend,
    "terminate": standing.terminate,
    "reinstate": standing.reinstate,
}
