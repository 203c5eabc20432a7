"""How moments and lengths of time stand in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime, timedelta


def utc(moment: datetime) -> str:
    """Write a moment, aware and in UTC, to the second."""
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC"


def span(length: timedelta) -> str:
    """Say how long: in days, else hours, else minutes."""
    hours, seconds = divmod(length.seconds, 3600)
    number, unit = (length.days, "day") if length.days else (hours, "hour") if hours else (seconds // 60, "minute")
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"
