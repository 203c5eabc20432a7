"""One original in one recipient's mailbox."""

from __future__ import annotations

from typing import Self

from django.db import models

from complaints.domain.errors import ForgottenError
from complaints.domain.facts import Completeness, Origin


class IncidentRows(models.QuerySet["Incident"]):
    """What is asked of incidents in many places."""

    def standing(self) -> Self:
        """Leave out those of a reading that a person corrected, or of evidence that was gathered again."""
        return self.filter(superseded_by=None)


class Incident(models.Model):
    """What a charge is for. A second report of the same is kept, with `duplicate_of` set, and counts once."""

    complaint = models.ForeignKey("complaints.Complaint", on_delete=models.PROTECT, related_name="incidents")
    position = models.PositiveSmallIntegerField(help_text="Of the original within the complaint.")
    fingerprint = models.CharField(max_length=64, help_text="Same original, same mailbox: same fingerprint.")
    duplicate_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="duplicates")
    original = models.ForeignKey("complaints.RawMessage", on_delete=models.PROTECT, related_name="incidents")
    case = models.ForeignKey(
        "complaints.Case", on_delete=models.PROTECT, null=True, blank=True, related_name="incidents"
    )

    message_id = models.CharField(max_length=998, blank=True)
    recipient = models.CharField(max_length=320, blank=True, help_text="Empty when redacted.")
    subject = models.TextField(blank=True)
    from_address = models.CharField(max_length=320, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    source_ip = models.CharField(max_length=64, blank=True)
    headers = models.CharField(max_length=10, choices=[(c.value, c.value) for c in Completeness])
    exact = models.BooleanField(default=False)
    cut_from = models.CharField(max_length=300, blank=True)

    account = models.ForeignKey(
        "accounts.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="incidents"
    )
    campaign_id = models.CharField(max_length=200, blank=True)
    list_id = models.CharField(max_length=200, blank=True)
    origin = models.CharField(max_length=20, choices=[(o.value, o.value) for o in Origin])
    confidence = models.FloatField(default=0)
    reasons = models.JSONField(default=list, help_text="As `facts.Reason`.")
    competing = models.JSONField(default=list, help_text="As `facts.Candidate`.")
    evidence = models.JSONField(default=dict, help_text="As `facts.Evidence`.")
    compromise_signs = models.BooleanField(default=False, help_text="A header speaks of an abused script or log-in.")
    recipient_matches = models.BooleanField(default=False, help_text="The send log has it for this recipient.")
    substantiated = models.BooleanField(null=True, blank=True, help_text="A person's judgement; empty until then.")
    superseded_by = models.ForeignKey(
        "complaints.ReadingCorrection",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="superseded",
        help_text="Read otherwise or judged again since: kept to be looked at, in no case and in no count.",
    )
    forgotten_at = models.DateTimeField(null=True, blank=True, help_text="With its complaint, which says why.")

    objects = IncidentRows.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("complaint", "position", "recipient"),
                name="one_incident_per_original",
                # Those that were forgotten have no recipient left to tell them apart.
                condition=models.Q(superseded_by__isnull=True, forgotten_at__isnull=True),
            ),
            models.UniqueConstraint(
                fields=("fingerprint",),
                name="one_incident_per_mailbox",
                condition=models.Q(duplicate_of__isnull=True, superseded_by__isnull=True),
            ),
        )
        indexes = (models.Index(fields=("case", "origin"), name="incidents_of_case"),)

    def __str__(self) -> str:
        return f"Incident {self.pk}: {self.subject[:60]}"

    @property
    def forgotten(self) -> str:
        """Say that it was forgotten, when and by which rule; "" while it is kept."""
        return self.complaint.forgotten if self.forgotten_at else ""

    def content(self) -> bytes:
        """Read the original.

        Raises:
            ForgottenError: it was forgotten.
            OSError: as `RawMessage.content`.
        """
        if self.forgotten_at is not None:
            raise ForgottenError(self.forgotten)
        return self.original.content()
