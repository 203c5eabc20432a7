"""Lists laid out as the signals see them, without a database."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from typing import TYPE_CHECKING, Any

import ibis

from accounts.domain.list_patterns import SIGNALS
from accounts.domain.list_patterns._bombing import bombed
from accounts.domain.list_score import find
from accounts.domain.mail_domains import judge_domain, surroundings
from accounts.domain.ports import Book

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.accounts.list_kinds import Row

NOW = datetime(2026, 1, 10, tzinfo=UTC)
BY_NAME = {signal.name: signal for signal in SIGNALS}
DISPOSABLE = frozenset({"thrown-away.example"})


def book_of(**lists: list[Row]) -> Book:
    """Lay lists out, each of an account of its own: list "one" belongs to "account of one"."""
    every = rows_of_lists(lists)
    suppressed = every.status.isin(("bounced", "complained"))
    sample = every.select("list_id", "account_id", "local", "domain", consent=ibis.literal("single_opt_in"))
    elsewhere = every.select("person", "list_id", "account_id", "ip", "utc_seconds", suppressed=suppressed)
    attacked = bombed(every, elsewhere)
    return Book(
        rows=every.anti_join(attacked, "position"),
        bombed=attacked.group_by("list_id").agg(hits=attacked.count()),
        elsewhere=elsewhere,
        lists=table("lists", [(name, "single_opt_in", len(found), None) for name, found in lists.items()]),
        mails=table("mails", []),
        domains=domains_of(row.email.rpartition("@")[2] for rows in lists.values() for row in rows),
        sample=sample,
        shared_ips=table("shared_ips", []),
        hosting_ips=table("hosting_ips", []),
        names=table("names", []),
        canaries=table("canaries", []),
        review=table("review", [(int(NOW.timestamp()), "")]),
    )


def rows_of_lists(lists: dict[str, list[Row]]) -> Any:
    """Lay records out, whoever made them."""
    places = count()
    values = [row_values(next(places), name, f"account of {name}", row) for name, rows in lists.items() for row in rows]
    return ibis.memtable(values, schema=ROWS)


def with_tables(book: Book, **tables: list[tuple[Any, ...]]) -> Book:
    """Put rows into some of the tables that surround the records."""
    return replace(book, **{name: table(name, rows) for name, rows in tables.items()})


def measured(name: str, book: Book) -> dict[str, dict[str, Any]]:
    """Measure one signal on all lists of a book."""
    return {row["list_id"]: row for row in BY_NAME[name].measure(book).to_pyarrow().to_pylist()}


def strength(name: str, book: Book, list_id: str = "mine") -> float:
    """Tell how loudly a signal speaks of a list that is compared with no other."""
    row = measured(name, book).get(list_id)
    return 0.0 if row is None else find(BY_NAME[name], row, ()).strength


def row_values(position: int, list_id: str, account: str, row: Row) -> dict[str, Any]:
    local, _, domain = row.email.rpartition("@")
    moment = datetime.fromisoformat(row.recorded) if row.recorded else None
    aware = moment is not None and moment.tzinfo is not None
    return {
        "position": position,
        "list_id": list_id,
        "of_list": list_id,
        "account_id": account,
        "person": row.email,
        "email": row.email,
        "local": local,
        "domain": domain,
        "ip": row.ip,
        "recorded": row.recorded,
        "wall_seconds": None if moment is None else int(moment.replace(tzinfo=UTC).timestamp()),
        "utc_seconds": int(moment.timestamp()) if moment is not None and aware else None,
        "naive": moment is not None and not aware,
        "source": row.source,
        "form": row.form,
        "status": row.status,
        "has_evidence": bool(row.evidence),
        "confirmed": row.confirmed,
        "moved": "former" in row.evidence,
    }


def domains_of(found: Iterable[str]) -> Any:
    counted = Counter(found)
    leading = {domain: number for domain, number in counted.most_common(5) if number >= 50}
    around = surroundings(leading, DISPOSABLE)
    judged = [judge_domain(domain, around) for domain in counted]
    return table("domains", [tuple(getattr(one, name) for name in SCHEMAS["domains"]) for one in judged])


def table(name: str, rows: list[tuple[Any, ...]]) -> Any:
    schema = SCHEMAS[name]
    return ibis.memtable([dict(zip(schema, row, strict=True)) for row in rows], schema=ibis.schema(schema))


_WORDS = (
    *("list_id", "of_list", "account_id", "person", "email", "local", "domain", "ip", "recorded", "source", "form"),
    "status",
)
ROWS = ibis.schema(
    dict.fromkeys(_WORDS, "string")
    | dict.fromkeys(("position", "wall_seconds", "utc_seconds"), "int64")
    | dict.fromkeys(("naive", "has_evidence", "confirmed", "moved"), "boolean")
)
SCHEMAS: dict[str, dict[str, str]] = {
    "lists": {"list_id": "string", "consent": "string", "subscribers": "int64", "created_seconds": "int64"},
    "mails": {
        "list_id": "string", "person": "string", "first_seconds": "int64", "last_seconds": "int64", "number": "int64",
    },
    "domains": {
        "domain": "string", "known": "boolean", "kind": "string", "label": "string", "country": "string",
        "typo_of": "string", "disposable": "boolean",
    },
    "shared_ips": {"ip": "string", "customers": "int64"},
    "review": {"now_seconds": "int64", "networks_as_of": "string"},
    "hosting_ips": {"ip": "string"},
    "names": {"account_id": "string", "word": "string"},
    "canaries": {"person": "string", "kind": "string"},
}  # fmt: skip
