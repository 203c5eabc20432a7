"""How far the desk is with forgetting what it need not keep."""

from __future__ import annotations

from django.db import models


class RetentionRun(models.Model):
    """A look through all that may be due, worked off in steps by whoever holds the lease.

    A dead worker's is taken over: a step that is done twice changes nothing.
    """

    class Stage(models.TextChoices):
        """What is looked through; in this order."""

        CASES = "cases", "What decided cases hold"
        HISTORY = "history", "What the history of these cases says"
        NO_CASE = "no_case", "Mail that is no complaint"
        BYTES = "bytes", "Raw messages that nothing refers to"

    hour = models.DateTimeField(unique=True)
    lease = models.CharField(max_length=40, blank=True)
    leased_until = models.DateTimeField()
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.CASES)
    after_at = models.DateTimeField(null=True, blank=True, help_text="What lies up to here is done in this stage.")
    after_id = models.BigIntegerField(default=0, help_text="Likewise, of rows of that moment.")
    within = models.BigIntegerField(default=0, help_text="How far it is with the cases at hand.")
    complaints = models.PositiveIntegerField(default=0, help_text="Forgotten so far.")
    raw_messages = models.PositiveIntegerField(default=0, help_text="Erased so far.")
    raw_bytes = models.PositiveBigIntegerField(default=0)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-hour",)

    def __str__(self) -> str:
        return f"{self.hour:%Y-%m-%d %H:00}: {self.complaints} complaints, {self.raw_messages} raw messages"

    @property
    def raw_megabytes(self) -> int:
        """Give what was erased, in whole megabytes."""
        return self.raw_bytes // (1024 * 1024)
