"""The send log."""

from __future__ import annotations

from django.db import models


class SentMessage(models.Model):
    """One message to one recipient. Ids are kept as text: the log may hold campaigns that were never imported."""

    class Kind(models.TextChoices):
        """Why it was sent."""

        CAMPAIGN = "campaign"
        TRIGGERED = "triggered"

    message_id = models.CharField(max_length=500, help_text="With angle brackets.")
    recipient = models.CharField(max_length=320, help_text="Lower case.")
    account = models.ForeignKey("accounts.Account", on_delete=models.PROTECT, related_name="sent_messages")
    list_id = models.CharField(max_length=200, blank=True)
    campaign_id = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField()
    source_ip = models.CharField(max_length=64, blank=True)
    subject = models.TextField(blank=True)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.CAMPAIGN)
    trigger = models.TextField(blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("message_id", "recipient"), name="one_sending_per_recipient"),)
        indexes = (
            models.Index(fields=("recipient", "sent_at"), name="sent_by_recipient"),
            models.Index(fields=("account", "sent_at"), name="sent_by_account"),
            models.Index(fields=("source_ip", "sent_at"), name="sent_by_address"),
            models.Index(fields=("campaign_id",), name="sent_by_campaign"),
        )

    def __str__(self) -> str:
        return f"{self.message_id} to {self.recipient}"
