"""The figures of the signals as an analyst would compute them with pandas: the baseline that the desk is held against.

Vectorised throughout, read in chunks so that a chunk's objects are gone before the next one comes, repeated texts as
categories, people as numbers. Left out are the signals without figures on a desk that has no files of networks and no
canaries: hosting_ips, trap_hits, canary_addresses.
"""

from __future__ import annotations

import json
import sqlite3
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import psycopg

from accounts.domain.mail_domains import judge_domain, surroundings
from tests.benchmarks.lists import pandas_addresses, pandas_others, pandas_records
from tests.benchmarks.lists.pandas_frames import Frames

if TYPE_CHECKING:
    from collections.abc import Iterator

CHUNK_ROWS = 250_000
SAMPLE_ROWS = 100_000
_RECORDS = """
SELECT s.id, s.mailing_list_id AS list_id, l.account_id, l.consent, s.email, s.ip, s.subscribed_at_recorded AS recorded,
    s.subscribed_at AS utc, s.source, s.status, (s.evidence <> '' OR s.form_url <> '') AS has_evidence
FROM accounts_subscription s JOIN accounts_mailinglist l ON l.list_id = s.mailing_list_id ORDER BY s.id
"""
_MAILS = "SELECT list_id, recipient AS email, sent_at FROM accounts_sentmessage WHERE list_id <> ''"
_LISTS = "SELECT list_id, consent, created_at FROM accounts_mailinglist"
_CATEGORIES = ("list_id", "account_id", "consent", "source", "status")


def main(database: str, given: Path, found: Path) -> None:
    """Read, compute, and write what was found: signal, list, n and value."""
    outside = json.loads(given.read_text(encoding="utf-8"))
    with _connected(database) as connection:
        frames = _frames(connection, outside)
    figures: dict[str, dict[str, list[float]]] = {}
    for signals in (pandas_addresses.SIGNALS, pandas_records.SIGNALS, pandas_others.SIGNALS):
        for name, signal in signals.items():
            table = signal(frames)
            rows = zip(table.index, table["n"], table["value"], strict=True)
            figures[name] = {str(list_id): [float(n), float(value)] for list_id, n, value in rows}
    found.write_text(json.dumps(figures), encoding="utf-8")


def _connected(database: str) -> Any:
    return psycopg.connect(database) if database.startswith("postgres") else sqlite3.connect(database)


def _frames(connection: Any, outside: dict[str, Any]) -> Frames:
    rows = pd.concat(_chunks(connection), ignore_index=True)
    for name in _CATEGORIES:
        rows[name] = rows[name].astype("category")
    sides = rows["email"].str.rsplit("@", n=1, expand=True)
    rows["local"], rows["domain"] = sides[0], sides[1].astype("category")
    rows["person"] = pd.factorize(rows["email"].str.lower())[0]
    mails = pd.read_sql_query(_MAILS, connection)
    mails["sent"] = _seconds(mails["sent_at"])
    lists = pd.read_sql_query(_LISTS, connection).set_index("list_id")
    lists["created"] = _seconds(lists["created_at"])
    lists["subscribers"] = rows.groupby("list_id", observed=True).size()
    step = -(-int(rows["id"].max()) // SAMPLE_ROWS)
    sample = rows.loc[rows["id"] % step == 0, ["list_id", "account_id", "consent", "local", "domain"]]
    mailed = mails.groupby(["list_id", "email"])["sent"].agg(first="min", last="max", number="size").reset_index()
    columns = ["list_id", "email", "wall", "utc", "status"]
    mailed = rows[columns].astype({"list_id": str}).merge(mailed, how="left", on=["list_id", "email"])
    return Frames(
        rows=rows,
        lists=lists,
        mailed=mailed,
        sample=sample,
        domains=_domains(rows, sample, outside),
        names=pd.DataFrame(outside["names"], columns=["account_id", "word"]),
        told=outside,
        now=int(datetime.fromisoformat(outside["now"]).timestamp()),
    )


def _chunks(connection: Any) -> Iterator[pd.DataFrame]:
    for chunk in pd.read_sql_query(_RECORDS, connection, chunksize=CHUNK_ROWS):
        chunk["wall"] = _seconds(chunk["recorded"].str.slice(0, 19))
        chunk["utc"] = _seconds(chunk["utc"])
        chunk["has_evidence"] = chunk["has_evidence"].astype(bool)
        yield chunk


def _seconds(times: pd.Series) -> pd.Series:
    """Turn times into whole seconds since 1970; NaN for none."""
    read = pd.to_datetime(times, format="ISO8601", errors="coerce", utc=True).dt.as_unit("s")
    return read.astype("int64").astype("float64").where(read.notna())


def _domains(rows: pd.DataFrame, sample: pd.DataFrame, outside: dict[str, Any]) -> pd.DataFrame:
    """Judge each domain by the rules that the desk has for one."""
    grouped = sample.groupby("domain", observed=True)
    places = grouped.agg(addresses=("local", "size"), customers=("account_id", "nunique"))
    fit = places[(places["addresses"] >= 0.002 * len(sample)) & (places["customers"] >= min(3, outside["customers"]))]
    first = fit.reset_index().sort_values(["addresses", "domain"], ascending=[False, True]).head(20)
    leading = {str(domain): int(number) for domain, number in zip(first["domain"], first["addresses"], strict=True)}
    around = surroundings(leading, frozenset(outside["disposable"]))
    judged = [judge_domain(domain, around) for domain in rows["domain"].cat.categories]
    names = ("domain", "known", "kind", "label", "country", "typo_of", "disposable")
    return pd.DataFrame([[getattr(one, name) for name in names] for one in judged], columns=names).set_index("domain")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
