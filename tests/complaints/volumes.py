"""Accounts whose hourly counts hold a surge, for tests of what becomes of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from accounts.models import HourlyVolume, VolumeAlert
from accounts.services.volume_alerts import watch_all
from complaints.services.file_alerts import file_alerts
from tests.complaints import rows

if TYPE_CHECKING:
    from accounts.models import Account

START = datetime(2026, 9, 1, tzinfo=UTC)
SURGE = START + timedelta(days=60, hours=3)
NOW = START + timedelta(days=63)


def sender(account_id: str = "acme", *, days: int = 62) -> Account:
    """Make an account that sends 100 messages at 10 in the morning, each day."""
    row = rows.account(account_id, created_at=START - timedelta(days=500))
    HourlyVolume.objects.bulk_create(
        HourlyVolume(account=row, hour=START + timedelta(days=day, hours=10), sent=100) for day in range(days)
    )
    return row


def send(account: Account, sent: int, hour: datetime = SURGE) -> None:
    """Set the count of an hour."""
    HourlyVolume.objects.update_or_create(account=account, hour=hour, defaults={"sent": sent})


def look(now: datetime = NOW) -> list[VolumeAlert]:
    """Watch all accounts, hand over what is found, and give the alerts that hold."""
    watch_all(now=now)
    file_alerts(now=now, limit=100)
    return list(VolumeAlert.objects.filter(superseded_at=None))
