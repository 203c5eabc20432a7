"""Subscription records on their way into an engine: Arrow tables of bounded size, no row objects.

They are read by key in portions, each read to its end: memory does not grow with a list, on a pooled PostgreSQL as on
SQLite, and between two portions the connection is free, to say how far the work is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pyarrow as pa
import pyarrow.compute
from django.conf import settings
from django.db.models import BigIntegerField, BooleanField, Case, Count, F, Func, Q, Value, When

from accounts.domain.pseudonyms import comparison_key, normalised, pseudonym
from accounts.models import Subscription
from accounts.services.list_owners import owners
from accounts.services.list_portions import PORTION_ROWS, read_arrow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.db.models import QuerySet

LONGEST_HOST = 253
SUPPRESSED = (Subscription.Status.BOUNCED, Subscription.Status.COMPLAINED)

_READ = pa.schema(
    [
        ("position", pa.int64()),
        ("list_id", pa.string()),
        ("account_id", pa.string()),
        ("email", pa.string()),
        ("ip", pa.string()),
        ("recorded", pa.string()),
        ("utc_seconds", pa.int64()),
        ("source", pa.string()),
        ("form_address", pa.string()),
        ("status", pa.string()),
        ("has_evidence", pa.bool_()),
        ("confirmed", pa.bool_()),
        ("moved", pa.bool_()),
    ]
)
_PLACES_READ = pa.schema(
    [_READ.field(name) for name in ("position", "list_id", "account_id", "email", "ip", "utc_seconds")]
    + [("suppressed", pa.bool_())]
)
# What `list_records.rows_of` takes.
RECORDS = pa.schema(
    [field for field in _READ if field.name != "form_address"] + [("form", pa.string()), ("person", pa.string())]
)
PLACES = pa.schema(
    [("person", pa.string())]
    + [_PLACES_READ.field(name) for name in ("list_id", "account_id", "suppressed", "ip", "utc_seconds")]
)


# What evidence says of a record that another system kept before: its times may be older than the list here.
_MOVED_WORDS = ("export", "former", "migrat", "moved", "previous", "transfer")


class _Epoch(Func):
    """A time in whole seconds since 1970, cut off."""

    output_field = BigIntegerField()
    template = "CAST(FLOOR(EXTRACT(EPOCH FROM %(expressions)s)) AS bigint)"

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Cut the text, as SQLite would round."""
        return self.as_sql(
            compiler,
            connection,
            template="CAST(strftime('%%%%s', substr(%(expressions)s, 1, 19)) AS integer)",
            **context,
        )


class StoredRecords:
    """The records of the lists under review, None for all, in the desk's own database.

    Attributes:
        sizes: how many records each list of the platform has.
    """

    def __init__(self, list_ids: frozenset[str] | None, progress: Callable[[str, int, int], None]) -> None:
        self.sizes = _sizes()
        self._list_ids = list_ids
        self._progress = progress
        self._key = comparison_key(settings.SECRET_KEY)
        self._owners = owners()
        self._mine = Subscription.objects.all()
        if list_ids is not None:
            self._mine = self._mine.filter(mailing_list_id__in=list_ids)

    def portions(self) -> Iterator[pa.Table]:
        """Read the records: tables of `RECORDS`."""
        total = sum(self.sizes.get(pk, 0) for pk in (self.sizes if self._list_ids is None else self._list_ids))
        done = 0
        for portion in _portions(self._mine, _READ):
            yield self._with_persons(_with_hosts(self._owned(portion))).select(RECORDS.names)
            done += portion.num_rows
            self._progress("loading lists", done, total)

    def elsewhere(self) -> Iterator[pa.Table]:
        """Read where else the people of these lists stand: tables of `PLACES`."""
        others = Subscription.objects.filter(email__in=self._mine.values("email"))
        for portion in _portions(others.exclude(mailing_list_id__in=self._list_ids or ()), _PLACES_READ):
            yield self._with_persons(self._owned(portion)).select(PLACES.names)

    def _owned(self, portion: pa.Table) -> pa.Table:
        """Put customers of one sender in the place of one: see `list_owners`."""
        if not self._owners:
            return portion
        coded = portion["account_id"].combine_chunks().dictionary_encode()
        known = [self._owners.get(account, account) for account in coded.dictionary.to_pylist()]
        place = portion.schema.get_field_index("account_id")
        return portion.set_column(place, "account_id", pa.array(known, pa.string()).take(coded.indices))

    def _with_persons(self, portion: pa.Table) -> pa.Table:
        """Add the keyed hash of each address: no engine has it."""
        persons = [pseudonym(normalised(email), self._key) for email in portion["email"].to_pylist()]
        return portion.append_column("person", pa.array(persons, pa.string()))


def _with_hosts(portion: pa.Table) -> pa.Table:
    """Add the host of each form's address; there are far fewer addresses of forms than records."""
    coded = portion["form_address"].combine_chunks().dictionary_encode()
    hosts = pa.array([_host(address) for address in coded.dictionary.to_pylist()], pa.string())
    return portion.append_column("form", hosts.take(coded.indices))


def _host(form_url: str) -> str:
    """Give the host of a form's address; "" where it has none."""
    try:
        return (urlsplit(form_url).hostname or "")[:LONGEST_HOST]
    except ValueError:
        return ""


def _portions(rows: QuerySet[Subscription], schema: pa.Schema) -> Iterator[pa.Table]:
    """Read by key in tables of `PORTION_ROWS`; the last one may be smaller."""
    named = rows.order_by("pk").values(
        position=F("pk"),
        list_id=F("mailing_list_id"),
        account_id=F("mailing_list__account_id"),
        recorded=F("subscribed_at_recorded"),
        utc_seconds=_Epoch("subscribed_at"),
        form_address=F("form_url"),
        has_evidence=_flag(~Q(evidence="") | ~Q(form_url="")),
        confirmed=_flag(Q(confirmed_at__isnull=False)),
        moved=_flag(_says_any(_MOVED_WORDS)),
        suppressed=_flag(Q(status__in=SUPPRESSED)),
    )
    last = 0
    while True:
        select = named.filter(pk__gt=last).values_list(*schema.names)[:PORTION_ROWS].query.sql_with_params()
        portion = read_arrow(select, schema)
        if portion.num_rows:
            yield portion
            last = pyarrow.compute.max(portion["position"]).as_py()
        if portion.num_rows < PORTION_ROWS:
            return


def _says_any(words: tuple[str, ...]) -> Q:
    found = Q()
    for word in words:
        found |= Q(evidence__icontains=word)
    return found


def _flag(condition: Q) -> Case:
    return Case(When(condition, then=Value(value=True)), default=Value(value=False), output_field=BooleanField())


def _sizes() -> dict[str, int]:
    counted = Subscription.objects.order_by("mailing_list_id").values_list("mailing_list_id")
    return dict(counted.annotate(Count("pk")))
