"""What a list's records look like, computed beforehand so that no page has to."""

from __future__ import annotations

from django.db import models


class ListPattern(models.Model):
    """The patterns of one list at one time: how much it looks harvested, purchased or invented, and why.

    `signals` is a list of objects, strongest first: name, group, label, value, threshold, weight, strength, n, detail,
    formula, innocent (a list of sentences), baseline (null without comparable lists), decisive, series (a list of
    label, number and perhaps the usual number), batch ("" for the whole list, else which part of it).
    `batch` is the part that looks worse than the whole, and so makes the score: told, size, first, last, score, grade;
    empty where no part does.
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
    batch = models.JSONField(default=dict, blank=True)

    def __str__(self) -> str:
        return f"{self.mailing_list_id}: {self.grade}"


class EarlierListPattern(models.Model):
    """What a list looked like before a computation that changed the result. Never edited.

    `telling` is a list of objects of the signals that spoke: name, label, value, detail.
    """

    mailing_list = models.ForeignKey(
        "accounts.MailingList", on_delete=models.CASCADE, related_name="earlier_patterns", db_index=False
    )
    computed_at = models.DateTimeField()
    replaced_at = models.DateTimeField()
    subscribers = models.PositiveBigIntegerField()
    score = models.FloatField()
    grade = models.CharField(max_length=10, choices=ListPattern.Grade)
    telling = models.JSONField(default=list)

    class Meta:
        ordering = ("-replaced_at", "-pk")
        indexes = (models.Index(fields=("mailing_list", "replaced_at"), name="earlier_pattern_by_list"),)

    def __str__(self) -> str:
        return f"{self.mailing_list_id}: {self.grade} until {self.replaced_at:%Y-%m-%d}"
