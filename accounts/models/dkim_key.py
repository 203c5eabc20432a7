"""The archive of DKIM public keys."""

from __future__ import annotations

from django.db import models


class DkimKey(models.Model):
    """A public key as it stood in DNS, kept so that a message verifies after the key was rotated out."""

    domain = models.CharField(max_length=255)
    selector = models.CharField(max_length=255)
    record = models.TextField(help_text="The DNS TXT value.")
    valid_from = models.DateTimeField(null=True, blank=True)
    valid_until = models.DateTimeField(null=True, blank=True)
    exposed_at = models.DateTimeField(
        null=True, blank=True, help_text="From here on a signature by this key proves nothing."
    )

    class Meta:
        verbose_name = "DKIM key"
        constraints = (models.UniqueConstraint(fields=("domain", "selector", "valid_from"), name="dkim_key_in_time"),)

    def __str__(self) -> str:
        return f"{self.selector}._domainkey.{self.domain}"
