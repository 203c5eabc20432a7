"""The application's registration."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from accounts.domain.ports import IpFacts, SendLog


class AccountsConfig(AppConfig):
    """Accounts, identities, lists, send log and staff. See `Connected`."""

    name = "accounts"
    verbose_name = "Accounts"
    send_log: SendLog | None = None
    ip_facts: IpFacts | None = None

    def ready(self) -> None:
        """Connect the send log, so that a setting that cannot be used stops the start."""
        from accounts.services.send_log import connected  # noqa: PLC0415 - models exist from here on

        self.send_log = connected()
