"""The records as CSV files, as the platform records contract wants them."""

from __future__ import annotations

import csv
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from complaints.demo.accounts import identities
from complaints.demo.records import Account, DemoPlatform, Sending, Subscriber
from complaints.demo.volumes import Volume, count_volumes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

_ACCOUNTS = ("account_id", "name", "contact_email", "status", "plan", "created_at")
_IDENTITIES = ("account_id", "kind", "value", "valid_from", "valid_until")
_KEYS = ("domain", "selector", "record", "valid_from", "valid_until", "exposed_at")
_LISTS = ("list_id", "account_id", "name", "consent", "created_at", "sending_entity", "topic")
_CAMPAIGNS = ("campaign_id", "account_id", "subject", "text", "html")


def _cell(value: object) -> object:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, datetime) else value


def _write(path: Path, columns: Sequence[str], rows: Iterable[Iterable[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows([_cell(value) for value in row] for row in rows)


def _list_rows(accounts: Iterable[Account], now: datetime) -> Iterable[tuple[object, ...]]:
    for account in accounts:
        for spec in account.lists:
            created = now - timedelta(days=spec.created_days)
            entity = spec.sending_entity or account.name
            yield spec.list_id, account.account_id, spec.name, spec.consent, created, entity, spec.topic


def write_tables(platform: DemoPlatform) -> None:
    """Write every CSV file of the platform into its directory."""
    folder, now, accounts = platform.directory, platform.now, platform.accounts.values()
    _write(
        folder / "accounts.csv",
        _ACCOUNTS,
        (
            (a.account_id, a.name, a.contact_email, a.status, a.plan, now - timedelta(days=a.created_days))
            for a in accounts
        ),
    )
    _write(folder / "identities.csv", _IDENTITIES, identities(platform.accounts, now))
    keys = platform.keyring.keys
    _write(
        folder / "dkim_keys.csv",
        _KEYS,
        ((k.domain, k.selector, k.record, k.valid_from, k.valid_until, k.exposed_at) for k in keys),
    )
    _write(folder / "lists.csv", _LISTS, _list_rows(accounts, now))
    everybody = (row for rows in platform.subscribers.values() for row in rows)
    _write(folder / "subscriptions.csv", Subscriber._fields, everybody)
    _write(folder / "messages.csv", Sending._fields, platform.log)
    composed = platform.campaigns.values()
    _write(
        folder / "campaigns.csv",
        _CAMPAIGNS,
        ((c.campaign_id, c.account_id, c.subject, c.text, c.html) for c in composed),
    )
    _write(folder / "volumes.csv", Volume._fields, count_volumes(platform.log, platform.subscribers))
