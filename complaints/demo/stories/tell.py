"""How a story becomes a complaint with its truth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaints.demo.records import DemoComplaint

if TYPE_CHECKING:
    from datetime import datetime

    from complaints.demo.originals import Sent

PROVEN = ("proven",)
STRONG = ("strong",)
PROBABLE = ("probable",)
FRAMED = ("contradicted",)
CLAIMED = ("claimed", "contradicted")


def about(sent: Sent, raw: bytes, at: datetime, story: str, **more: object) -> DemoComplaint:
    """Tell of a complaint about one message; what is not named follows from the message and is proven."""
    truth: dict[str, object] = {
        "account": sent.account_id or None,
        "origins": PROVEN,
        "recipient": sent.recipient,
        "message_id": sent.message_id,
    }
    return DemoComplaint(story=story, raw=raw, arrived_at=at, **(truth | more))  # type: ignore[arg-type] # by name
