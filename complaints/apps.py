"""The application's registration."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.db.models.signals import post_migrate

if TYPE_CHECKING:
    from django.apps.registry import Apps


class ComplaintsConfig(AppConfig):
    """Complaints, incidents, cases, decisions and their consequences."""

    name = "complaints"
    verbose_name = "Complaints"

    def ready(self) -> None:
        """Fill in policies and roles whenever the tables were brought up to date."""
        post_migrate.connect(_after_migrate, sender=self, dispatch_uid="complaints.after_migrate")


def _after_migrate(*, apps: Apps | None = None, **_signal: object) -> None:
    """Bring in what the desk ships with, once the tables are there: not when migrating back to nothing.

    Emptying the database sends the same signal without saying which models there are: then all are.
    """
    from complaints.services.sync_policies import sync_policies  # noqa: PLC0415 - models load after the registry
    from complaints.services.sync_roles import sync_roles  # noqa: PLC0415 - models load after the registry

    if apps is not None and not (
        "policyrule" in apps.all_models["complaints"] and "staff" in apps.all_models["accounts"]
    ):
        return
    sync_policies()
    sync_roles()
