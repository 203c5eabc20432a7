"""Which case a volume alert went into."""

from __future__ import annotations

from django.db import models


class FiledAlert(models.Model):
    """A volume alert in its case. Never changed: what becomes of the alert itself stands with the alert."""

    alert = models.OneToOneField("accounts.VolumeAlert", on_delete=models.PROTECT, related_name="filed")
    case = models.ForeignKey("complaints.Case", on_delete=models.PROTECT, related_name="filed_alerts")
    filed_at = models.DateTimeField()

    class Meta:
        ordering = ("alert__hour", "pk")

    def __str__(self) -> str:
        return f"alert {self.alert_id} in case {self.case_id}"
