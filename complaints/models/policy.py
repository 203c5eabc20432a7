"""The policies that decisions cite."""

from __future__ import annotations

from django.db import models


class Policy(models.Model):
    """A version of a policy. A decision cites the version in force when the mail was sent."""

    class Consent(models.TextChoices):
        """What it asks of subscription records, as `accounts.domain.consent`."""

        OPT_IN = "opt_in", "Opt-in by form, point of sale or sheet"
        CONFIRMED_OPT_IN = "confirmed_opt_in", "Confirmed opt-in"

    code = models.CharField(max_length=40)
    version = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    url = models.URLField(blank=True)
    in_force_from = models.DateField()
    consent = models.CharField(
        max_length=20, choices=Consent, default=Consent.OPT_IN, help_text="What subscription records are held against."
    )
    active = models.BooleanField(default=True, help_text="Offered to staff when they decide.")

    class Meta:
        verbose_name_plural = "policies"
        constraints = (models.UniqueConstraint(fields=("code", "version"), name="one_policy_version"),)

    def __str__(self) -> str:
        return f"{self.title}, version {self.version}"


class PolicyRule(models.Model):
    """One clause that can be cited."""

    policy = models.ForeignKey(Policy, on_delete=models.CASCADE, related_name="rules")
    clause = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    text = models.TextField()
    fits = models.JSONField(
        default=list, blank=True, help_text="Names of outcomes and findings that the clause is offered for first."
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("policy", "position")
        constraints = (models.UniqueConstraint(fields=("policy", "clause"), name="one_rule_per_clause"),)

    def __str__(self) -> str:
        return f"{self.clause} {self.title}"
