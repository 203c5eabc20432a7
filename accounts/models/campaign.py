"""Campaigns as composed."""

from __future__ import annotations

from django.db import models


class Campaign(models.Model):
    """What a customer wrote, merge fields as ``{{…}}``; compared with what a complaint shows."""

    campaign_id = models.CharField(max_length=200, primary_key=True)
    account = models.ForeignKey("accounts.Account", on_delete=models.PROTECT, related_name="campaigns")
    subject = models.TextField(blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.campaign_id
