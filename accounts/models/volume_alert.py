"""Large increases in sending, computed beforehand so that no page has to, and how far the computing is."""

from __future__ import annotations

from django.db import models


class VolumeAlert(models.Model):
    """A surge of one account, or a clearly larger part of one. Another result supersedes it; only its end may follow.

    `remarks` is a list of objects, strongest first: rule, strength, sentence. Alerts of a surge have the same `began`.
    """

    account = models.ForeignKey("accounts.Account", on_delete=models.PROTECT, related_name="volume_alerts")
    hour = models.DateTimeField(help_text="The hour with which it became clear.")
    began = models.DateTimeField(help_text="First hour of the surge.")
    ended = models.DateTimeField(null=True, blank=True, help_text="Its last hour; empty while it goes on.")
    sent = models.PositiveBigIntegerField(help_text="In the hour.")
    expected = models.FloatField(help_text="Usual in such an hour.")
    day_sent = models.PositiveBigIntegerField(help_text="In the 24 hours that end with the hour.")
    day_usual = models.FloatField(help_text="Median of the days with mail.")
    day_most = models.PositiveBigIntegerField(help_text="Most in any 24 hours of the eight weeks before.")
    peak = models.PositiveBigIntegerField(help_text="Most in an hour of the surge.")
    score = models.FloatField(help_text="0 to 1.")
    remarks = models.JSONField(default=list)
    larger = models.BooleanField(default=False, help_text="Follows another alert of the same surge, which grew.")
    computed_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True, blank=True, help_text="When a recount gave another result.")
    handed_on_at = models.DateTimeField(null=True, blank=True, help_text="When the desk took notice of its state.")

    class Meta:
        ordering = ("account", "hour")
        constraints = (
            models.UniqueConstraint(
                fields=("account", "hour"), name="one_alert_per_hour", condition=models.Q(superseded_at__isnull=True)
            ),
        )
        indexes = (
            models.Index(fields=("id",), name="alerts_to_hand_on", condition=models.Q(handed_on_at__isnull=True)),
        )

    def __str__(self) -> str:
        return f"{self.account_id} at {self.hour:%Y-%m-%d %H:00}"


class VolumeWatch(models.Model):
    """What of an account's hours was watched: when the counts differ from these, they are watched anew."""

    account = models.OneToOneField(
        "accounts.Account", on_delete=models.CASCADE, primary_key=True, related_name="volume_watch"
    )
    known_from = models.DateTimeField(null=True, blank=True)
    newest_hour = models.DateTimeField(null=True, blank=True)
    hours = models.PositiveIntegerField(default=0)
    sent = models.PositiveBigIntegerField(default=0)
    computed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.account_id)


class VolumeRun(models.Model):
    """An hourly look at all accounts, worked off in steps by whoever holds the lease; a dead worker's is taken over."""

    hour = models.DateTimeField(unique=True)
    lease = models.CharField(max_length=40, blank=True)
    leased_until = models.DateTimeField()
    waiting = models.JSONField(null=True, blank=True, help_text="Accounts still to be watched; empty before it began.")
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-hour",)

    def __str__(self) -> str:
        return f"{self.hour:%Y-%m-%d %H:00}: {self.done} of {self.total}"
