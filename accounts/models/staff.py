"""The people who may act."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models


class Staff(AbstractUser):
    """A member of the abuse staff. What they may do comes from Django's groups and permissions."""

    time_zone = models.CharField(max_length=64, default="UTC", help_text="For display; evidence also shows UTC.")

    class Meta(AbstractUser.Meta):
        verbose_name = "staff member"
        verbose_name_plural = "staff"
