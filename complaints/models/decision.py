"""Outcomes given once, and the ledger of charges."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from complaints.domain.lifecycle import DecisionState


class Decision(models.Model):
    """An outcome that was given. Never edited: a later one supersedes it."""

    case = models.ForeignKey("complaints.Case", on_delete=models.PROTECT, related_name="decisions")
    outcome = models.CharField(max_length=40)
    state = models.CharField(max_length=20, choices=[(s.value, s.value) for s in DecisionState])
    rule = models.CharField(max_length=100, help_text="policy/version/clause")
    public_reason = models.TextField(help_text="What the customer reads.")
    private_note = models.TextField(blank=True, help_text="What staff read; never leaves the house.")
    order = models.JSONField(default=dict, help_text="As `facts.Order`.")
    reviews = models.JSONField(default=list, help_text="The reviews that it rests on, as recorded then.")
    tell_reporters = models.BooleanField(default=False)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True, help_text="When it came into force or was sent back.")
    answer = models.TextField(blank=True, help_text="What the second person said.")
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )

    class Meta:
        ordering = ("-proposed_at", "-pk")
        permissions = (
            ("decide_case", "Can record reviews and decide cases"),
            ("approve_decision", "Can approve what a second person has to approve"),
            ("reverse_decision", "Can reverse a decision in force"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("case",),
                name="one_decision_at_a_time",
                condition=models.Q(state__in=(DecisionState.PROPOSED.value, DecisionState.IN_FORCE.value)),
            ),
        )

    def __str__(self) -> str:
        return f"{self.outcome} on case {self.case_id}"


class Charge(models.Model):
    """A line of the ledger. A credit is a line of its own with a negative amount, naming the charge it undoes."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="charges")
    incident = models.ForeignKey("complaints.Incident", on_delete=models.PROTECT, related_name="charges")
    account = models.ForeignKey("accounts.Account", on_delete=models.PROTECT, related_name="charges")
    amount_cents = models.IntegerField()
    currency = models.CharField(max_length=3)
    credits = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="credited_by")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("decision", "incident"),
                name="one_charge_per_incident",
                condition=models.Q(credits__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return f"{self.amount_cents / 100:.2f} {self.currency} for incident {self.incident_id}"
