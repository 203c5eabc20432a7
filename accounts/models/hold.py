"""A hold on an account's sending for a time: not a standing, and no judgement."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class AccountHold(models.Model):
    """Mail of the account waits. A hold ends by itself unless a person confirms it, and when a person releases it."""

    account = models.ForeignKey("accounts.Account", on_delete=models.PROTECT, related_name="holds")
    key = models.CharField(max_length=200, unique=True, help_text="Placing a hold twice under one key places one.")
    reason = models.TextField()
    placed_at = models.DateTimeField()
    expires_at = models.DateTimeField(help_text="When it ends unless it is confirmed.")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ("-placed_at", "-pk")

    def __str__(self) -> str:
        return f"hold {self.pk} of {self.account_id}"
