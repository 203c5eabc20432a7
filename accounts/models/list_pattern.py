"""What a list's records look like, computed beforehand so that no page has to."""

from __future__ import annotations

from django.db import models


class ListPattern(models.Model):
    """The patterns of one list at one time: how much it looks harvested, purchased or invented, and why.

    `signals` is a list of objects, strongest first: name, group, label, value, threshold, weight, strength, n, detail,
    formula, innocent (a list of sentences), baseline (null without comparable lists), decisive, series (a list of
    label and number).
    """

    class Grade(models.TextChoices):
        """How strongly the list resembles one without permission."""

        NONE = "none"
        WEAK = "weak"
        MODERATE = "moderate"
        STRONG = "strong"

    mailing_list = models.OneToOneField(
        "accounts.MailingList", on_delete=models.CASCADE, primary_key=True, related_name="pattern"
    )
    computed_at = models.DateTimeField()
    subscribers = models.PositiveBigIntegerField()
    score = models.FloatField(help_text="0 to 1.")
    grade = models.CharField(max_length=10, choices=Grade)
    signals = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.mailing_list_id}: {self.grade}"
