"""The application's registration."""

from __future__ import annotations

from django.apps import AppConfig


class ComplaintsConfig(AppConfig):
    """Complaints, incidents, cases, decisions and their consequences."""

    name = "complaints"
    verbose_name = "Complaints"
