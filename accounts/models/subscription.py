"""Who is on which list, since when, and what shows that they agreed."""

from __future__ import annotations

from django.db import models


class Subscription(models.Model):
    """One address on one list, with the record of its consent."""

    class Source(models.TextChoices):
        """Where the address came from."""

        WEB_FORM = "web_form"
        POINT_OF_SALE = "point_of_sale"
        PAPER = "paper"
        IMPORT = "import"
        API = "api", "API"

    class Status(models.TextChoices):
        """What became of the subscription."""

        SUBSCRIBED = "subscribed"
        UNSUBSCRIBED = "unsubscribed"
        BOUNCED = "bounced"
        COMPLAINED = "complained"

    mailing_list = models.ForeignKey("accounts.MailingList", on_delete=models.PROTECT, related_name="subscriptions")
    email = models.CharField(max_length=320, help_text="Lower case.")
    subscribed_at_recorded = models.CharField(
        max_length=64, blank=True, help_text="As the platform wrote it: a time without an offset is a finding."
    )
    subscribed_at = models.DateTimeField(null=True, blank=True, help_text="In UTC; empty without an offset.")
    ip = models.CharField(max_length=64, blank=True, help_text="As recorded, even where it is no address.")
    source = models.CharField(max_length=20, choices=Source, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_ip = models.CharField(max_length=64, blank=True)
    status = models.CharField(max_length=20, choices=Status, default=Status.SUBSCRIBED)
    evidence = models.TextField(blank=True)
    form_url = models.TextField(blank=True)
    sending_entity = models.CharField(max_length=300, blank=True)
    first_imported_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="When the desk first had the record; empty for those from before this was kept.",
    )

    class Meta:
        constraints = (models.UniqueConstraint(fields=("mailing_list", "email"), name="one_subscription_per_list"),)
        indexes = (
            models.Index(fields=("email",), name="subscription_by_email"),
            # The review counts who else claims the same address or the same moment, on lists of millions.
            models.Index(fields=("mailing_list", "ip"), name="subscription_by_ip"),
            models.Index(fields=("mailing_list", "subscribed_at_recorded"), name="subscription_by_time"),
            # Rates count how many of a list bounced, complained or left.
            models.Index(fields=("mailing_list", "status"), name="subscription_by_status"),
        )

    def __str__(self) -> str:
        return f"{self.email} on {self.mailing_list_id}"
