"""How much went out a day, so that a rate needs no count of the whole send log."""

from __future__ import annotations

from django.db import models


class SentCount(models.Model):
    """Messages of the imported send log on one day (UTC), of one account and list, to one mailbox provider.

    Counted again for the days that an import of messages touched.
    """

    account = models.ForeignKey("accounts.Account", on_delete=models.CASCADE, related_name="sent_counts")
    day = models.DateField()
    list_id = models.CharField(max_length=200, blank=True)
    provider = models.CharField(max_length=20, help_text="A key of `mailbox_providers.LABELS`.")
    sent = models.PositiveBigIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("account", "day", "list_id", "provider"), name="one_sent_count_a_day"),
        )

    def __str__(self) -> str:
        return f"{self.sent} of {self.account_id} to {self.provider} on {self.day}"
