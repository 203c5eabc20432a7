"""Mailing lists."""

from __future__ import annotations

from django.db import models


class MailingList(models.Model):
    """A list of one account, and how its subscribers are said to have agreed."""

    class Consent(models.TextChoices):
        """How addresses come onto the list."""

        CONFIRMED_OPT_IN = "confirmed_opt_in"
        SINGLE_OPT_IN = "single_opt_in"
        PAPER = "paper"
        IMPORTED = "imported"
        OPT_OUT = "opt_out"
        UNKNOWN = "unknown"

    list_id = models.CharField(max_length=200, primary_key=True)
    account = models.ForeignKey("accounts.Account", on_delete=models.PROTECT, related_name="lists")
    name = models.CharField(max_length=300, blank=True)
    consent = models.CharField(max_length=20, choices=Consent, default=Consent.UNKNOWN)
    created_at = models.DateTimeField(null=True, blank=True)
    sending_entity = models.CharField(max_length=300, blank=True, help_text="Consent is given to one sender …")
    topic = models.CharField(max_length=300, blank=True, help_text="… for one topic.")

    class Meta:
        ordering = ("list_id",)

    def __str__(self) -> str:
        return self.name or self.list_id
