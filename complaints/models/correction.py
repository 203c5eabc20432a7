"""What was corrected in how a complaint was read, and when its evidence was gathered again."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class ReadingCorrection(models.Model):
    """One correction. Only ever added: a later one says something else, and this one stays."""

    class Kind(models.TextChoices):
        """What was corrected."""

        COMPLAINT = "complaint", "Taken as a complaint"
        ORIGINAL = "original", "Original marked by hand"
        NOT_A_COMPLAINT = "not_a_complaint", "Taken as no complaint"
        EVIDENCE = "evidence", "Evidence gathered again"

    complaint = models.ForeignKey("complaints.Complaint", on_delete=models.PROTECT, related_name="corrections")
    case = models.ForeignKey(
        "complaints.Case",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="corrections",
        help_text="The case that the complaint was taken out of.",
    )
    kind = models.CharField(max_length=20, choices=Kind)
    chosen = models.JSONField(default=dict, help_text="As `rereading.Correction`, or the kind of what is no complaint.")
    before = models.JSONField(default=dict, help_text="How it was read before, and the incidents that were superseded.")
    note = models.TextField(blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Empty where the desk itself gathered the evidence again.",
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: complaint {self.complaint_id}"
