"""How much an account sent, hour by hour."""

from __future__ import annotations

from django.db import models


class HourlyVolume(models.Model):
    """Counts of one account in one hour that begins at `hour` (UTC)."""

    account = models.ForeignKey("accounts.Account", on_delete=models.PROTECT, related_name="volumes")
    hour = models.DateTimeField()
    sent = models.PositiveBigIntegerField(default=0)
    bounced = models.PositiveBigIntegerField(default=0)
    complained = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("account", "hour"), name="one_volume_per_hour"),)

    def __str__(self) -> str:
        return f"{self.account_id} at {self.hour:%Y-%m-%d %H:00}"
