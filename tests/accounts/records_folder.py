"""A small set of platform records in every file format, for the import's tests."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from pyarrow import parquet

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

Rows = list[dict[str, Any]]

RECORDS: dict[str, Rows] = {
    "accounts": [
        {
            "account_id": "cu1",
            "name": "Café Example",
            "contact_email": "Owner@Cafe.Example",
            "status": "active",
            "plan": "pro",
            "created_at": "2025-01-02T03:04:05+02:00",
        },
        {
            "account_id": "cu2",
            "name": "Second, Inc.",
            "contact_email": "second@example.net",
            "status": "suspended",
            "plan": "",
            "created_at": "",
        },
    ],
    "identities": [
        {"account_id": "cu1", "kind": "from_domain", "value": "Cafe.Example", "valid_from": "", "valid_until": ""},
        {
            "account_id": "",
            "kind": "ip",
            "value": "198.51.100.0/24",
            "valid_from": "2025-01-01T00:00:00Z",
            "valid_until": "",
        },
        {"account_id": "cu2", "kind": "ip", "value": "2001:db8::/48", "valid_from": "", "valid_until": ""},
    ],
    "dkim_keys": [
        {
            "domain": "cafe.example",
            "selector": "s1",
            "record": "v=DKIM1; p=AAAA",
            "valid_from": "",
            "valid_until": "",
            "exposed_at": "",
        },
        {
            "domain": "cafe.example",
            "selector": "s1",
            "record": "v=DKIM1; p=BBBB",
            "valid_from": "2026-02-01T00:00:00+00:00",
            "valid_until": "",
            "exposed_at": "2026-03-01T00:00:00+00:00",
        },
    ],
    "lists": [
        {
            "list_id": "l1",
            "account_id": "cu1",
            "name": "News",
            "consent": "single_opt_in",
            "created_at": "2025-02-01T00:00:00Z",
            "sending_entity": "Café Example",
            "topic": "menus",
        },
    ],
    "subscriptions": [
        {
            "list_id": "l1",
            "email": "Ann@ISP.example",
            "subscribed_at": "2025-06-01T10:00:00+02:00",
            "ip": "9.9.9.9",
            "source": "web_form",
            "confirmed_at": "2025-06-01T10:05:00+02:00",
            "confirmed_ip": "9.9.9.9",
            "status": "subscribed",
            "evidence": "",
            "form_url": "https://cafe.example/news",
            "sending_entity": "",
        },
        {
            "list_id": "l1",
            "email": "bob@isp.example",
            "subscribed_at": "2025-06-01 10:00:00",
            "ip": "unknown",
            "source": "paper",
            "confirmed_at": "",
            "confirmed_ip": "",
            "status": "",
            "evidence": "sheet 3, line 4",
            "form_url": "",
            "sending_entity": "",
        },
    ],
    "campaigns": [
        {
            "campaign_id": "c1",
            "account_id": "cu1",
            "subject": "Menu for {{name}}",
            "text": 'soup,\n"fish"\n',
            "html": "<p>soup</p>",
        },
    ],
    "messages": [
        {
            "message_id": "m1@mail.example.com",
            "account_id": "cu1",
            "list_id": "l1",
            "campaign_id": "c1",
            "recipient": "ANN@isp.example",
            "sent_at": "2026-01-05T08:00:00+01:00",
            "source_ip": "::ffff:198.51.100.7",
            "subject": "Menu for Ann",
            "kind": "",
            "trigger": "",
        },
        {
            "message_id": "<m2@mail.example.com>",
            "account_id": "cu2",
            "list_id": "",
            "campaign_id": "",
            "recipient": "bob@isp.example",
            "sent_at": "2026-01-05T08:00:00Z",
            "source_ip": "",
            "subject": "Your order",
            "kind": "triggered",
            "trigger": "order 5",
        },
    ],
    "volumes": [
        {"account_id": "cu1", "hour": "2026-01-05T08:00:00Z", "sent": 120, "bounced": 3, "complained": 1},
    ],
}


def write_csv(path: Path, rows: Rows) -> None:
    with path.with_suffix(".csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def write_ndjson(path: Path, rows: Rows) -> None:
    lines = [json.dumps({name: value for name, value in row.items() if value != ""}) for row in rows]
    path.with_suffix(".ndjson").write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_parquet(path: Path, rows: Rows) -> None:
    parquet.write_table(pa.Table.from_pylist(rows), path.with_suffix(".parquet"))


WRITERS: dict[str, Callable[[Path, Rows], None]] = {"csv": write_csv, "ndjson": write_ndjson, "parquet": write_parquet}


def write_records(folder: Path, ending: str = "csv", only: Sequence[str] = ()) -> Path:
    """Write the records in one format; `only` names the tables, none means all."""
    for name in only or RECORDS:
        WRITERS[ending](folder / name, RECORDS[name])
    return folder
