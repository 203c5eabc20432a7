"""A customer of the platform."""

from __future__ import annotations

from django.db import models


class Account(models.Model):
    """One customer. The platform's own id is the key, so that imported rows refer to it without a look-up."""

    class Status(models.TextChoices):
        """Standing with the platform."""

        ACTIVE = "active"
        SUSPENDED = "suspended"
        TERMINATED = "terminated"

    account_id = models.CharField(max_length=200, primary_key=True)
    name = models.CharField(max_length=300, blank=True)
    contact_email = models.EmailField(max_length=320, blank=True)
    status = models.CharField(max_length=20, choices=Status, default=Status.ACTIVE)
    plan = models.CharField(max_length=100, blank=True)
    created_at = models.DateTimeField(null=True, blank=True, help_text="When the platform opened the account.")

    class Meta:
        ordering = ("account_id",)

    def __str__(self) -> str:
        return f"{self.name} ({self.account_id})" if self.name else self.account_id
