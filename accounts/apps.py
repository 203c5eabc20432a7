"""The application's registration."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Accounts, identities, lists, send log and staff."""

    name = "accounts"
    verbose_name = "Accounts"
