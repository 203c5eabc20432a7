"""Consequences on their way out of the house."""

from __future__ import annotations

from django.db import models

from complaints.domain.lifecycle import OutboxState


class OutboxRow(models.Model):
    """One planned action. Written in the decision's transaction, delivered by a worker, kept for ever."""

    idempotency_key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=20, help_text="Which handler delivers it: mail, suspend, invoice …")
    case = models.ForeignKey("complaints.Case", on_delete=models.PROTECT, null=True, blank=True, related_name="outbox")
    decision = models.ForeignKey(
        "complaints.Decision", on_delete=models.PROTECT, null=True, blank=True, related_name="outbox"
    )
    complaint = models.ForeignKey(
        "complaints.Complaint", on_delete=models.PROTECT, null=True, blank=True, related_name="outbox"
    )
    summary = models.TextField()
    payload = models.JSONField(default=dict)
    state = models.CharField(
        max_length=20, choices=[(s.value, s.value) for s in OutboxState], default=OutboxState.PENDING.value
    )
    not_before = models.DateTimeField()
    lease = models.CharField(max_length=40, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at", "-pk")
        indexes = (
            models.Index(
                fields=("not_before", "id"),
                name="outbox_to_drain",
                condition=models.Q(state__in=(OutboxState.PENDING.value, OutboxState.CLAIMED.value)),
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind}: {self.summary}"
