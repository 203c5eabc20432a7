"""Lists whose patterns somebody asked for: the queue of record, and how far the worker is."""

from __future__ import annotations

from django.db import models


class ListMeasurement(models.Model):
    """One list that is to be measured again. The row goes when the result is stored.

    A worker takes it by setting `worker` and `leased_until`; when it dies, the lease ends and another takes it.
    """

    mailing_list = models.OneToOneField(
        "accounts.MailingList", on_delete=models.CASCADE, primary_key=True, related_name="measurement"
    )
    asked_at = models.DateTimeField()
    worker = models.CharField(max_length=32, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    doing = models.CharField(max_length=40, blank=True, help_text="loading lists, measuring lists, …")
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(default=0)
    error = models.CharField(max_length=500, blank=True, help_text="Why it was given up.")

    class Meta:
        indexes = (models.Index(fields=("asked_at",), name="measurement_by_age"),)

    def __str__(self) -> str:
        return f"{self.mailing_list_id}: {self.doing or 'waiting'}"
