"""Domains, addresses and sites that belong to an account for a time."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Identity(models.Model):
    """That something belonged to an account, or to the whole platform, from one moment until another."""

    class Kind(models.TextChoices):
        """What is owned."""

        FROM_DOMAIN = "from_domain"
        DKIM_DOMAIN = "dkim_domain"
        BOUNCE_DOMAIN = "bounce_domain"
        TRACKING_DOMAIN = "tracking_domain"
        WEB_SITE = "web_site"
        IP = "ip", "IP"

    account = models.ForeignKey(
        "accounts.Account",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="identities",
        help_text="Empty: shared by the whole platform.",
    )
    kind = models.CharField(max_length=20, choices=Kind)
    value = models.CharField(max_length=255, help_text="A lower-case domain, or an address or network.")
    first_address = models.CharField(max_length=32, blank=True, editable=False)
    last_address = models.CharField(max_length=32, blank=True, editable=False)
    valid_from = models.DateTimeField(null=True, blank=True)
    valid_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "identities"
        constraints = (
            models.UniqueConstraint(
                fields=("account", "kind", "value"), name="identity_of_account", condition=Q(account__isnull=False)
            ),
            models.UniqueConstraint(
                fields=("kind", "value"), name="identity_of_platform", condition=Q(account__isnull=True)
            ),
        )
        indexes = (
            models.Index(fields=("kind", "value"), name="identity_by_value"),
            # 32 hexadecimal digits each (IPv4 as ::ffff:0:0/96), so that text order is address order in every database.
            models.Index(fields=("kind", "first_address", "last_address"), name="identity_by_address"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.value} of {self.account_id or 'the platform'}"
