"""A volume alert in the desk's words, and which case it belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaints.domain.grouping import digest

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.domain.volume import AlertLine


def surge_key(account_id: str, began: datetime) -> str:
    """Say which case a surge belongs to: one surge, one case."""
    return digest("volume", account_id, began.isoformat())


def title(alert: AlertLine) -> str:
    """Name a case after the surge that opened it."""
    return f"Sent {alert.day_sent:,} messages in a day, {alert.day_usual:,.0f} are usual"


def sentence(alert: AlertLine) -> str:
    """Say what happened, for the customer and for colleagues alike: when, how many, how many are usual, and why."""
    return (
        f"In the hour from {alert.hour:%Y-%m-%d %H:00} UTC the account sent {alert.sent:,} messages; about "
        f"{alert.expected:,.0f} are usual then. The increase began at {alert.began:%Y-%m-%d %H:00} UTC. "
        + " ".join(alert.sentences)
    )
