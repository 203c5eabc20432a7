"""The platform itself."""

from __future__ import annotations

from django.db import models


class PlatformProfile(models.Model):
    """`platform.toml` as imported, so that every machine of the desk reads the same. There is one row, with key 1."""

    toml = models.TextField()
    imported_at = models.DateTimeField()
    log_copied_at = models.DateTimeField(
        null=True, blank=True, help_text="When messages were last imported: the copy of the send log ends there."
    )

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(pk=1), name="one_platform"),)

    def __str__(self) -> str:
        return f"platform.toml of {self.imported_at:%Y-%m-%d %H:%M}"
