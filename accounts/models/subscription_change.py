"""What a subscription record said before."""

from __future__ import annotations

from django.db import models


class SubscriptionChange(models.Model):
    """One import that changed what a record says of its consent; only ever added to.

    A change of status is none: people unsubscribe. `values` has, for each changed field of `Subscription`, its earlier
    and its later value as text, times in ISO 8601 and UTC, "" for none: {"ip": ["", "9.9.9.9"]}.
    """

    subscription = models.ForeignKey("accounts.Subscription", on_delete=models.PROTECT, related_name="changes")
    changed_at = models.DateTimeField(help_text="When the import that brought it ran.")
    values = models.JSONField(default=dict)

    class Meta:
        ordering = ("changed_at", "pk")

    def __str__(self) -> str:
        return f"{', '.join(self.values)} of {self.subscription_id} at {self.changed_at:%Y-%m-%d %H:%M}"
