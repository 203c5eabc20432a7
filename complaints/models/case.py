"""What a person decides."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from complaints.domain import retention
from complaints.domain.lifecycle import CaseState


class Case(models.Model):
    """Incidents of one account and campaign, or a complaint that needs a person for another reason."""

    class Kind(models.TextChoices):
        """Why there is a case."""

        SPAM = "spam", "Complaint about mail"
        FRAMED = "framed", "Evidence speaks against the account having sent it"
        SPAMVERTISED = "spamvertised", "Advertises a site we host"
        UNATTRIBUTED = "unattributed", "Nobody of ours is shown to have sent it"
        NEEDS_ORIGINAL = "needs_original", "The original is missing"
        UNREADABLE = "unreadable", "Could not be read"
        LISTING = "listing", "A blocklist lists an address of ours"
        DIRECT = "direct", "Probably spam sent to the desk itself"
        VOLUME = "volume", "A large increase in sending"

    kind = models.CharField(max_length=20, choices=Kind)
    state = models.CharField(
        max_length=20, choices=[(s.value, s.value) for s in CaseState], default=CaseState.OPEN.value
    )
    account = models.ForeignKey(
        "accounts.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="cases"
    )
    campaign_id = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=300, blank=True)
    channel = models.CharField(max_length=20, blank=True)
    grouping = models.CharField(max_length=64, help_text="What belongs together has the same value.")
    open_key = models.CharField(
        max_length=64, null=True, blank=True, unique=True, help_text="`grouping` while the case takes new incidents."
    )
    priority = models.SmallIntegerField(default=0)
    priority_addends = models.JSONField(default=list, help_text="[{name, points, detail}], which add up to it.")
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="cases"
    )
    follows = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="followed_by")
    version = models.PositiveIntegerField(
        default=0, help_text="Raised by every change of state; compared when writing."
    )
    opened_at = models.DateTimeField()
    last_incident_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    legal_hold = models.BooleanField(
        default=False, help_text="Nothing of it is forgotten until a person releases it; the history says why."
    )
    forgotten_at = models.DateTimeField(
        null=True, blank=True, help_text="When the last of what it held was forgotten; empty again when more came in."
    )
    forgotten_rule = models.CharField(max_length=20, blank=True, choices=[(r.value, r.value) for r in retention.Rule])

    class Meta:
        permissions = (("hold_case", "Can place and release a legal hold on a case"),)
        indexes = (
            models.Index(fields=("state", "-priority", "id"), name="cases_by_priority"),
            models.Index(fields=("state", "kind", "-priority", "id"), name="cases_by_kind"),
            models.Index(fields=("account", "-opened_at"), name="cases_of_account"),
            models.Index(
                fields=("decided_at", "id"),
                name="cases_to_forget",
                condition=models.Q(state=CaseState.DECIDED.value, legal_hold=False, forgotten_at__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return f"Case {self.pk}"

    @property
    def forgotten(self) -> str:
        """Say that all it held was forgotten, when and by which rule; "" while anything is kept."""
        return retention.told(self.forgotten_at, self.forgotten_rule)


class CaseReview(models.Model):
    """One of the four reviews, as a person recorded it. The latest of each kind counts; none is edited."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="reviews")
    review = models.CharField(max_length=20)
    finding = models.CharField(max_length=40)
    note = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.review}: {self.finding}"


class CaseEvent(models.Model):
    """The history: only ever added to, in the transaction of what it tells."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=40)
    sentence = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    facts = models.JSONField(default=dict)

    class Meta:
        ordering = ("at", "pk")
        indexes = (models.Index(fields=("case", "at"), name="history_of_case"),)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.sentence}"
