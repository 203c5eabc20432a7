"""Who may use the HTTP interface, and what they asked for already."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from complaints.models.complaint import Complaint

LONGEST_NAME = 60


class ApiToken(models.Model):
    """A key to the HTTP interface. Its secret is shown once and never kept: only its hash is."""

    class Scope(models.TextChoices):
        """What a token allows."""

        WRITE = "complaints:write", "Bring complaints"
        READ = "complaints:read", "Read what became of them"

    name = models.CharField(
        max_length=LONGEST_NAME, unique=True, help_text="Who uses it; shown on the complaints that it brings."
    )
    prefix = models.CharField(max_length=12, help_text="The first characters of the secret, to recognise it by.")
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the secret.")
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="api_tokens"
    )
    expires_at = models.DateTimeField(null=True, blank=True, help_text="Empty: it does not expire.")
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True, help_text="To the minute.")

    class Meta:
        ordering = ("-created_at",)
        verbose_name = "API token"
        verbose_name_plural = "API tokens"

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"


class ApiRequest(models.Model):
    """A request that its sender gave a key, so that it can be sent again without doing anything twice."""

    token = models.ForeignKey(ApiToken, on_delete=models.PROTECT, related_name="requests")
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64, help_text="SHA-256 of what was asked; another one is refused.")
    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="api_requests")
    created_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("token", "key"), name="one_request_a_key"),)

    def __str__(self) -> str:
        return f"{self.key} of {self.token_id}"
