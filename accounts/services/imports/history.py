"""What subscription records said before an import changed them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.db import connection

from accounts.models import Subscription, SubscriptionChange

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from accounts.services.imports.table import Fields, Table

Stored = dict[tuple[Any, ...], tuple[int, tuple[Any, ...]]]


def keep_history(table: Table, rows: Sequence[Fields], fields: Sequence[str], now: datetime) -> list[Fields]:
    """Keep what the database says of rows that are about to change, in the caller's transaction.

    Args:
        table: whose rows they are; it names the attributes whose earlier values are kept.
        rows: values by model attribute, with distinct keys.
        fields: the attributes that the file has.
        now: aware UTC, the time of the import.

    Returns:
        The rows that are new or change in anything: to rewrite a million that do not would take most of an import.
    """
    stored = _stored(table, [tuple(row[name] for name in table.key) for row in rows], fields)
    fresh: list[Fields] = []
    told: dict[int, Fields] = {}
    for row in rows:
        known = stored.get(tuple(row[name] for name in table.key))
        if known is None:
            fresh.append(row)
            continue
        pk, values = known
        if values != tuple(row[name] for name in fields):
            told[pk] = row
    _keep(table, told, fields, now)
    return fresh + list(told.values())


def _stored(table: Table, keys: Sequence[tuple[Any, ...]], fields: Sequence[str]) -> Stored:
    """Read rows by their keys, without making objects of them, which would take longer than all else."""
    quote, meta = connection.ops.quote_name, table.rows.model._meta  # noqa: SLF001 - Django's documented API
    columns = {field.attname: quote(field.column) for field in meta.concrete_fields}
    joined = " AND ".join(f"stored.{columns[name]} = wanted.{columns[name]}" for name in table.key)
    shown = ", ".join(f"stored.{columns[name]}" for name in ("id", *table.key, *fields))
    names = ", ".join(columns[name] for name in table.key)
    places = ", ".join([f"({', '.join(['%s'] * len(table.key))})"] * len(keys))
    # Names come from our own models, never from a file.
    statement = (
        f"WITH wanted ({names}) AS (VALUES {places}) "  # noqa: S608
        f"SELECT {shown} FROM wanted JOIN {quote(meta.db_table)} AS stored ON {joined}"
    )
    width = len(table.key) + 1
    with connection.cursor() as cursor:
        cursor.execute(statement, [part for key in keys for part in key])
        return {tuple(row[1:width]): (row[0], tuple(map(_aware, row[width:]))) for row in cursor.fetchall()}


def _aware(value: object) -> object:
    """Give a time its zone back: SQLite keeps UTC without saying so."""
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) and value.tzinfo is None else value


def _keep(table: Table, told: dict[int, Fields], fields: Sequence[str], now: datetime) -> None:
    """Note the earlier values; the rows are locked, so that two imports at once tell of one change each."""
    watched = [name for name in table.history if name in fields]
    locked = Subscription.objects.select_for_update().filter(pk__in=told).order_by("pk")
    SubscriptionChange.objects.bulk_create(_changes(locked, told, watched, now), batch_size=500)


def _changes(
    locked: Iterable[Subscription], told: dict[int, Fields], watched: Sequence[str], now: datetime
) -> Iterator[SubscriptionChange]:
    for row in locked:
        pairs = {name: [_text(getattr(row, name)), _text(told[row.pk][name])] for name in watched}
        changed = {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
        if changed:
            yield SubscriptionChange(subscription=row, changed_at=now, values=changed)


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value or "")
