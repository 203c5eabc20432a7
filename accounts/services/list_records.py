"""Subscription records on their way into an engine: Arrow tables of bounded size, no row objects.

They are read by key in portions, each read to its end: memory does not grow with a list, on a pooled PostgreSQL as on
SQLite, and between two portions the connection is free, to say how far the work is.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pyarrow as pa
import pyarrow.compute
from django.conf import settings
from django.db.models import BigIntegerField, BooleanField, Case, Count, F, Func, Q, Value, When
from django.db.models.functions import Substr

from accounts.domain.pseudonyms import PLAIN, Pseudonyms, comparison_key, normalised
from accounts.models import MailingList, Subscription
from accounts.services.list_owners import owners
from accounts.services.list_portions import by_key, moment, repeated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.db.models import QuerySet

    from accounts.domain.ports import Portions

LONGEST_HOST = 253
# The host of a form's address stands well before that.
LONGEST_ADDRESS = 1000
SUPPRESSED = (Subscription.Status.BOUNCED, Subscription.Status.COMPLAINED)

_READ = pa.schema(
    [
        pa.field("position", pa.int64()),
        repeated("list_id", pa.string()),
        pa.field("email", pa.string()),
        pa.field("ip", pa.string()),
        pa.field("recorded", pa.string()),
        moment("utc_seconds"),
        repeated("source", pa.string()),
        repeated("form_address", pa.string()),
        repeated("status", pa.string()),
        repeated("has_evidence", pa.bool_()),
        repeated("confirmed", pa.bool_()),
        repeated("moved", pa.bool_()),
    ]
)
_PLACES_READ = pa.schema(
    [_READ.field(name) for name in ("position", "list_id", "email", "ip", "utc_seconds")]
    + [repeated("suppressed", pa.bool_())]
)
_ADDED = {"account_id": pa.string(), "person": pa.int64(), "form": pa.string()}
# What `list_records.rows_of` takes.
RECORDS = pa.schema([field.remove_metadata() for field in _READ if field.name != "form_address"] + list(_ADDED.items()))
PLACES = pa.schema(
    [("person", pa.int64()), ("list_id", pa.string()), ("account_id", pa.string())]
    + [_PLACES_READ.field(name).remove_metadata() for name in ("suppressed", "ip", "utc_seconds")]
)


# What evidence says of a record that another system kept before: its times may be older than the list here.
_MOVED_WORDS = ("export", "former", "migrat", "moved", "previous", "transfer")


class Epoch(Func):
    """A time in whole seconds since 1970, cut off."""

    output_field = BigIntegerField()
    template = "CAST(FLOOR(EXTRACT(EPOCH FROM %(expressions)s)) AS bigint)"

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Leave the text, which is read faster elsewhere: see `moment`."""
        return self.as_sql(compiler, connection, template="%(expressions)s", **context)


class StoredRecords:
    """The records of the lists under review, None for all, in the desk's own database.

    Attributes:
        list_ids, progress: as given.
        sizes: how many records each list of the platform has.
    """

    def __init__(self, list_ids: frozenset[str] | None, progress: Callable[[str, int, int], None]) -> None:
        self.sizes = _sizes()
        self.list_ids = list_ids
        self.progress = progress
        self._pseudonyms = Pseudonyms(comparison_key(settings.SECRET_KEY))
        self._owners = _owners_of_lists()
        self._mine = Subscription.objects.all()
        if list_ids is not None:
            self._mine = self._mine.filter(mailing_list_id__in=list_ids)

    def portions(self) -> Portions:
        """Read the records: tables of `RECORDS`, some of their texts in dictionaries."""
        total = sum(self.sizes.get(pk, 0) for pk in (self.sizes if self.list_ids is None else self.list_ids))
        done = 0
        for portion in _portions(self._mine, _READ):
            yield partial(self._laid_out, portion)
            done += portion.num_rows
            self.progress("loading lists", done, total)

    def elsewhere(self) -> Portions:
        """Read where else the people of these lists stand: tables of `PLACES`, some of their texts in dictionaries."""
        others = Subscription.objects.filter(email__in=self._mine.values("email"))
        for portion in _portions(others.exclude(mailing_list_id__in=self.list_ids or ()), _PLACES_READ):
            yield partial(self._laid_out, portion)

    def _laid_out(self, portion: pa.Table) -> pa.Table:
        """Add what the desk's database does not have by itself, and leave out what only led there."""
        added = {
            "account_id": looked_up(portion["list_id"], lambda pk: self._owners.get(pk, "")),
            "person": persons_of(portion["email"], self._pseudonyms),
        }
        if "form_address" not in portion.column_names:
            return _with(portion, added).select(PLACES.names)
        return _with(portion, added | {"form": looked_up(portion["form_address"], _host)}).select(RECORDS.names)


def _with(table: pa.Table, columns: dict[str, pa.Array]) -> pa.Table:
    plain = table.replace_schema_metadata(None)
    for name, column in columns.items():
        plain = plain.append_column(name, column)
    return plain


def looked_up(texts: pa.ChunkedArray, look: Callable[[str], str]) -> pa.Array:
    """Look up each different text once."""
    coded = texts.combine_chunks()
    if not pa.types.is_dictionary(coded.type):
        coded = coded.dictionary_encode()
    found = pa.array([look(text) for text in coded.dictionary.to_pylist()], pa.string())
    return pa.DictionaryArray.from_arrays(coded.indices, found)


def persons_of(emails: pa.ChunkedArray, pseudonyms: Pseudonyms) -> pa.Array:
    """Give the number of the person behind each address; most addresses need no more than lower case for that."""
    lower = pyarrow.compute.ascii_lower(emails.combine_chunks())
    plain = pyarrow.compute.match_substring_regex(lower, PLAIN)
    if not pyarrow.compute.all(plain).as_py():
        odd = pyarrow.compute.invert(plain)
        spelled = [normalised(email) for email in emails.filter(odd).to_pylist()]
        lower = pyarrow.compute.replace_with_mask(lower, odd, pa.array(spelled, pa.string()))
    numbers = pseudonyms.of_all(lower.cast(pa.binary()).to_pylist())
    return pa.Array.from_buffers(pa.int64(), len(lower), [None, pa.py_buffer(numbers)])


def _owners_of_lists() -> dict[str, str]:
    """Give each list's customer; customers of one sender are in the place of one: see `list_owners`."""
    together = owners()
    lists = MailingList.objects.values_list("pk", "account_id")
    return {pk: together.get(account_id, account_id) for pk, account_id in lists}


def _host(form_url: str) -> str:
    """Give the host of a form's address; "" where it has none."""
    try:
        return (urlsplit(form_url).hostname or "")[:LONGEST_HOST]
    except ValueError:
        return ""


def _portions(rows: QuerySet[Subscription], schema: pa.Schema) -> Iterator[pa.Table]:
    named = rows.values(
        position=F("pk"),
        list_id=F("mailing_list_id"),
        recorded=F("subscribed_at_recorded"),
        utc_seconds=Epoch("subscribed_at"),
        form_address=Substr("form_url", 1, LONGEST_ADDRESS),
        has_evidence=_flag(~Q(evidence="") | ~Q(form_url="")),
        confirmed=_flag(Q(confirmed_at__isnull=False)),
        moved=_flag(_says_any(_MOVED_WORDS)),
        suppressed=_flag(Q(status__in=SUPPRESSED)),
    )
    return by_key(named, schema)


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
