"""The customers, from accounts.toml, and what each of them holds over time."""

from __future__ import annotations

import tomllib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from complaints.demo.records import Account, MailingList

_HERE = Path(__file__).parent


class Identity(NamedTuple):
    """A row of identities.csv, in its order of columns; account_id "" is the whole platform."""

    account_id: str
    kind: str
    value: str
    valid_from: datetime | None
    valid_until: datetime | None


def _document() -> dict[str, Any]:
    return tomllib.loads((_HERE / "accounts.toml").read_text("utf-8"))


def _account(row: dict[str, Any]) -> Account:
    lists = tuple(MailingList(account_id=row["account_id"], **spec) for spec in row.pop("lists", ()))
    return Account(lists=lists, events=tuple(row.pop("events", ())), **row)


def load_accounts() -> dict[str, Account]:
    """Give the customers by account_id, in the order of the file."""
    accounts = [_account(row) for row in _document()["account"]]
    return {account.account_id: account for account in accounts}


def _ago(now: datetime, days: int | None) -> datetime | None:
    return None if days is None else now - timedelta(days=days)


def _own(account: Account, now: datetime) -> list[Identity]:
    """Give what follows from the account itself: its domain, and its site where that is hosted here."""
    since = _ago(now, account.created_days)
    kinds = ["from_domain", *(["web_site"] if account.plan == "hosting" else [])]
    return [Identity(account.account_id, kind, account.domain, since, None) for kind in kinds]


def identities(accounts: dict[str, Account], now: datetime) -> list[Identity]:
    """Give every identity row: each customer's own, and what the file lists as shared or passed on."""
    rows = [row for account in accounts.values() for row in _own(account, now)]
    for entry in _document()["identity"]:
        since, until = _ago(now, entry.get("from_days")), _ago(now, entry.get("until_days"))
        rows.append(Identity(entry.get("account_id", ""), entry["kind"], entry["value"], since, until))
    return rows
