"""What arrived: the raw message and its way through the desk."""

from __future__ import annotations

from django.core.files.storage import storages
from django.db import models

from complaints.domain import retention
from complaints.domain.errors import ForgottenError
from complaints.domain.facts import Channel, Format, ReporterKind, Status


def raw_name(sha256: str) -> str:
    """Give the name under which the raw store keeps those bytes."""
    return f"{sha256[:2]}/{sha256}"


class RawMessage(models.Model):
    """The bytes of a mail, or of an original cut out of one, by their hash. Never changed, and one day forgotten.

    The row stays, for its hash. It is marked as forgotten before its bytes are erased, under its lock, and whoever
    brings the same bytes again looks at the mark under that lock and stores them anew.
    """

    sha256 = models.CharField(max_length=64, primary_key=True)
    size_bytes = models.PositiveBigIntegerField()
    stored_at = models.DateTimeField()
    forgotten_at = models.DateTimeField(null=True, blank=True, help_text="No row that is kept refers to it.")
    erasing = models.BooleanField(default=False, help_text="Forgotten, and its bytes are still to be erased.")

    class Meta:
        ordering = ("-stored_at",)
        indexes = (models.Index(fields=("sha256",), name="raw_to_erase", condition=models.Q(erasing=True)),)

    def __str__(self) -> str:
        return self.sha256

    def content(self) -> bytes:
        """Read the bytes back from the raw store.

        Raises:
            OSError: when the store does not have them or cannot be reached.
        """
        with storages["raw"].open(raw_name(self.sha256)) as file:
            return bytes(file.read())


class Complaint(models.Model):
    """One receipt of a mail: its envelope, its place in the queue of record, and how it was read."""

    class State(models.TextChoices):
        """Place in the queue of record."""

        RECEIVED = "received"
        PROCESSED = "processed"
        SET_ASIDE = "set_aside", "Set aside for a person"

    raw = models.ForeignKey(RawMessage, on_delete=models.PROTECT, related_name="receipts")
    received_at = models.DateTimeField()
    mail_from = models.CharField(max_length=998, blank=True)
    rcpt_to = models.JSONField(default=list)
    peer = models.CharField(max_length=64, blank=True)
    door = models.CharField(max_length=20, help_text="Where it came in: lmtp, smtp, ingest, upload …")
    channel = models.CharField(
        max_length=20,
        blank=True,
        choices=[(c.value, c.value) for c in Channel],
        help_text="Empty until it was read, where the envelope does not say.",
    )

    state = models.CharField(max_length=20, choices=State, default=State.RECEIVED)
    leased_until = models.DateTimeField(null=True, blank=True)
    lease = models.CharField(max_length=40, blank=True, help_text="Who works on it; compared when writing.")
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(null=True, blank=True)
    processed_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)

    status = models.CharField(max_length=20, blank=True, choices=[(s.value, s.value) for s in Status])
    duplicate_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="duplicates")
    format = models.CharField(max_length=20, blank=True, choices=[(f.value, f.value) for f in Format])
    recogniser = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=40, blank=True, help_text="Of what is no complaint: bounce, auto_reply …")
    feedback_type = models.CharField(max_length=40, blank=True)
    reporter_address = models.CharField(max_length=320, blank=True)
    reporter_kind = models.CharField(max_length=20, blank=True, choices=[(k.value, k.value) for k in ReporterKind])
    reporter_authenticated = models.BooleanField(default=False)
    subject = models.TextField(blank=True)
    message_id = models.CharField(max_length=998, blank=True)
    comment = models.TextField(blank=True, help_text="The reporter's own words.")
    needs = models.JSONField(default=list)
    listing = models.JSONField(null=True, blank=True)
    trace = models.JSONField(default=list, help_text="How it was read, sentence by sentence.")
    case = models.ForeignKey(
        "complaints.Case",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="complaints",
        help_text="Of a complaint without an incident.",
    )
    version = models.PositiveIntegerField(
        default=0, help_text="Raised whenever a person corrects the reading; compared when writing."
    )
    forgotten_at = models.DateTimeField(
        null=True, blank=True, help_text="Since then only what names nobody is kept: hash, times and results."
    )
    forgotten_rule = models.CharField(max_length=20, blank=True, choices=[(r.value, r.value) for r in retention.Rule])

    class Meta:
        ordering = ("-received_at", "-pk")
        indexes = (
            models.Index(fields=("not_before", "id"), name="complaints_to_drain", condition=models.Q(state="received")),
            models.Index(fields=("raw", "id"), name="receipts_of_raw"),
            models.Index(fields=("status", "-received_at"), name="complaints_by_status"),
            models.Index(
                fields=("processed_at", "id"),
                name="no_complaints_to_forget",
                condition=models.Q(status="not_a_complaint", forgotten_at__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return f"Complaint {self.pk} of {self.received_at:%Y-%m-%d %H:%M}"

    @property
    def forgotten(self) -> str:
        """Say that it was forgotten, when and by which rule; "" while it is kept."""
        return retention.told(self.forgotten_at, self.forgotten_rule)

    def content(self) -> bytes:
        """Read the mail as it was received.

        Raises:
            ForgottenError: it was forgotten.
            OSError: as `RawMessage.content`.
        """
        if self.forgotten_at is not None:
            raise ForgottenError(self.forgotten)
        return self.raw.content()
