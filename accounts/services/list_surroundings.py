"""What lists are compared with: the platform's other lists, its mails, domains, networks, names and canaries."""

from __future__ import annotations

import re
from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, Any, cast

import pyarrow as pa
from django.apps import apps
from django.conf import settings
from django.db.models import Count, F, Max

from accounts.domain.hosting import is_hosting
from accounts.domain.mail_domains import PROVIDERS, judge_domain, surroundings
from accounts.domain.ports import Book
from accounts.domain.pseudonyms import Pseudonyms, comparison_key
from accounts.models import Account, Identity, MailingList, SentMessage, Subscription
from accounts.services.list_owners import owners
from accounts.services.list_portions import by_key, moment, repeated
from accounts.services.list_records import Epoch, persons_of
from accounts.services.list_references import canaries, disposable_domains

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    from accounts.domain.ports import Connected, IpFacts, ListTables, Portions
    from accounts.services.list_records import StoredRecords

PORTION_ROWS = 50_000
SAMPLE_ROWS = 100_000
# What makes a domain one of the platform's leading ones: so much of the sample, with so many customers.
LEADING = 20
LEADING_SHARE = 0.002
CUSTOMERS = 3
# One sign-up each by a shared network is chance; several at each of several customers is the same hand.
RECORDS_OF_A_SHARED_IP = 3
SHORTEST_NAME = 4
# Words that people tag their address with, whoever they give it to.
_WORDS = """
abuse account admin club contact email group hello home info info2 inbox junk list lists mail mailing market
    marketing media news newsletter newsletters online personal private promo service shop shopping signup sales
    spam store subscribe subscriptions support team test tests travel work
"""
_COMMON_WORDS = frozenset(_WORDS.split())
_DOMAIN_KINDS = (Identity.Kind.FROM_DOMAIN, Identity.Kind.WEB_SITE)

_LISTS = pa.schema(
    [("list_id", pa.string()), ("consent", pa.string()), ("subscribers", pa.int64()), ("created_seconds", pa.int64())]
)
_SENT = pa.schema([("list_id", pa.string()), ("person", pa.int64()), ("sent", pa.int64())])
_SENT_READ = pa.schema(
    [pa.field("position", pa.int64()), repeated("list_id", pa.string()), ("recipient", pa.string()), moment("sent")]
)
_SAMPLE = pa.schema([(name, pa.string()) for name in ("list_id", "account_id", "consent", "local", "domain")])
_SHARED = pa.schema([("ip", pa.string()), ("account_id", pa.string())])
_NAMES = pa.schema([("account_id", pa.string()), ("word", pa.string())])
_CANARIES = pa.schema([("person", pa.int64()), ("kind", pa.string())])
_REVIEW = pa.schema([("now_seconds", pa.int64()), ("networks_as_of", pa.string())])
_BOMBED = pa.schema([("list_id", pa.string()), ("hits", pa.int64())])
_IPS = pa.schema([("ip", pa.string())])
_DOMAINS = pa.schema(
    [("domain", pa.string()), ("known", pa.bool_())]
    + [(name, pa.string()) for name in ("kind", "label", "country", "typo_of")]
    + [("disposable", pa.bool_())]
)


def load_surroundings(tables: ListTables, rows: Any, elsewhere: Any, records: StoredRecords, now: datetime) -> Book:
    """Load all that surrounds the rows into their engine; see `Book`."""
    list_ids = records.list_ids
    pseudonyms = Pseudonyms(comparison_key(settings.SECRET_KEY))
    listed = _lists(tables, records.sizes)
    sample = _sample(tables) if list_ids is not None else tables.keep("sample", _drawn(rows, listed))
    facts = cast("Connected", apps.get_app_config("accounts")).ip_facts
    return Book(
        rows=rows,
        bombed=_table(tables, "unbombed", _BOMBED, []),
        elsewhere=elsewhere,
        lists=listed,
        mails=_mails(tables, records, pseudonyms),
        domains=_domains(tables, rows, sample),
        sample=sample,
        shared_ips=_shared_ips(tables, rows, list_ids),
        hosting_ips=_hosting_ips(tables, rows, facts),
        names=_table(tables, "names", _NAMES, _names()),
        canaries=_table(tables, "canaries", _CANARIES, [(pseudonyms.of(who), kind) for who, kind in canaries()]),
        review=_table(tables, "review", _REVIEW, [(int(now.timestamp()), _dated(facts))]),
    )


def _table(tables: ListTables, name: str, schema: pa.Schema, rows: list[tuple[Any, ...]]) -> Any:
    columns = [list(column) for column in zip(*rows, strict=True)] if rows else [[] for _ in schema]
    return tables.fill(name, schema, [partial(pa.table, columns, schema=schema)])


def _lists(tables: ListTables, sizes: dict[str, int]) -> Any:
    rows = MailingList.objects.values_list("pk", "consent", "created_at")
    filled = [(pk, consent, sizes.get(pk, 0), at and int(at.timestamp())) for pk, consent, at in rows]
    return _table(tables, "lists", _LISTS, filled)


def _step() -> int:
    """Draw every so-manieth record of the platform, the same ones whichever lists are under review."""
    greatest = Subscription.objects.aggregate(greatest=Max("pk"))["greatest"] or 0
    return -(-greatest // SAMPLE_ROWS) or 1


def _drawn(rows: Any, lists: Any) -> Any:
    drawn = rows.filter(rows.position % _step() == 0).inner_join(lists, "list_id")
    return drawn.select(*_SAMPLE.names)


def _sample(tables: ListTables) -> Any:
    drawn = Subscription.objects.annotate(turn=F("pk") % _step()).filter(turn=0)
    found = drawn.order_by("pk").values_list(
        "mailing_list_id", "mailing_list__account_id", "mailing_list__consent", "email"
    )
    owner = owners()
    rows = [
        (pk, owner.get(account, account), consent, *_sides(email))
        for pk, account, consent, email in found[:SAMPLE_ROWS]
    ]
    return _table(tables, "sample", _SAMPLE, rows)


def _sides(email: str) -> tuple[str, str]:
    local, _, domain = email.rpartition("@")
    return local, domain


def _mails(tables: ListTables, records: StoredRecords, pseudonyms: Pseudonyms) -> Any:
    """Load the send log by key in portions, and sum it up in the engine."""

    def laid_out(portion: pa.Table) -> pa.Table:
        persons = persons_of(portion["recipient"], pseudonyms)
        return pa.table([portion["list_id"], persons, portion["sent"]], names=_SENT.names)

    sent = tables.fill("sent", _SENT, (partial(laid_out, portion) for portion in _sendings(records)))
    summed = sent.group_by(["list_id", "person"]).agg(
        first_seconds=sent.sent.min(), last_seconds=sent.sent.max(), number=sent.count()
    )
    mails = tables.keep("mails", summed)
    tables.drop("sent")
    return mails


def _sendings(records: StoredRecords) -> Iterator[pa.Table]:
    rows, list_ids, done = SentMessage.objects.exclude(list_id=""), records.list_ids, 0
    if list_ids is not None:
        accounts = list(MailingList.objects.filter(pk__in=list_ids).values_list("account_id", flat=True).distinct())
        rows = rows.filter(account_id__in=accounts, list_id__in=list_ids)
    total = rows.count()
    for portion in by_key(rows.values(position=F("pk"), sent=Epoch("sent_at")), _SENT_READ):
        yield portion
        done += portion.num_rows
        records.progress("loading mails", done, total)


def _domains(tables: ListTables, rows: Any, sample: Any) -> Any:
    """Judge every domain once, in bounded portions: there are far fewer of them than addresses."""
    around = surroundings(_leading(sample), disposable_domains())
    every = rows.select("domain").union(sample.select("domain"), distinct=True).to_pyarrow()

    def judged(portion: pa.RecordBatch) -> pa.Table:
        found = [judge_domain(domain, around) for domain in portion.column("domain").to_pylist()]
        return pa.table([[getattr(one, name) for one in found] for name in _DOMAINS.names], schema=_DOMAINS)

    return tables.fill("domains", _DOMAINS, _each(judged, every))


def _each(laid_out: Callable[[pa.RecordBatch], pa.Table], every: pa.Table) -> Portions:
    return (partial(laid_out, portion) for portion in every.to_batches(PORTION_ROWS))


def _leading(sample: Any) -> dict[str, int]:
    """Find the domains that lead the platform's sample: largest first."""
    places = sample.group_by(["domain", "account_id"]).agg(addresses=sample.count())
    counted = places.group_by("domain").agg(addresses=places.addresses.sum(), customers=places.count())
    everybody = Account.objects.count()
    least = LEADING_SHARE * sample.count().to_pyarrow().as_py()
    fit = counted.filter((counted.addresses >= least) & (counted.customers >= min(CUSTOMERS, everybody)))
    first = fit.order_by([fit.addresses.desc(), fit.domain]).limit(LEADING)
    return {row["domain"]: row["addresses"] for row in first.to_pyarrow().to_pylist()}


def _shared_ips(tables: ListTables, rows: Any, list_ids: frozenset[str] | None) -> Any:
    """Find the addresses that signed several people up at each of several customers."""
    if list_ids is None:
        online = rows.filter(rows.ip != "")
        counted = online.group_by(["ip", "account_id"]).agg(records=online.count())
        places = counted.filter(counted.records >= RECORDS_OF_A_SHARED_IP)
    else:
        mine = Subscription.objects.filter(mailing_list_id__in=list_ids).exclude(ip="").values("ip")
        found = Subscription.objects.filter(ip__in=mine).order_by().values_list("ip", "mailing_list__account_id")
        counted = found.annotate(records=Count("pk"))
        places = _table(tables, "ip_places", _SHARED, _signed_up_often(counted))
    customers = places.group_by("ip").agg(customers=places.count())
    return tables.keep("shared_ips", customers.filter(customers.customers >= CUSTOMERS))


def _signed_up_often(counted: Iterable[tuple[str, str, int]]) -> list[tuple[str, str]]:
    """Keep the addresses with several records at a sender: ip and account."""
    owner, records = owners(), Counter[tuple[str, str]]()
    for ip, account, number in counted:
        records[ip, owner.get(account, account)] += number
    return [place for place, number in records.items() if number >= RECORDS_OF_A_SHARED_IP]


def _dated(facts: IpFacts | None) -> str:
    """Give the date of the file of networks; "" when none is connected."""
    if facts is None:
        return ""
    return facts.built_on.isoformat() if facts.built_on else "an unknown date"


def _hosting_ips(tables: ListTables, rows: Any, facts: IpFacts | None) -> Any:
    """Look every address up once where a file of networks is connected."""
    if facts is None:
        return _table(tables, "hosting_ips", _IPS, [])

    def hosting(portion: pa.RecordBatch) -> pa.Table:
        known = ((ip, facts.of(ip)) for ip in portion.column("ip").to_pylist())
        return pa.table([[ip for ip, fact in known if fact is not None and is_hosting(fact)]], schema=_IPS)

    every = rows.filter(rows.ip != "").select("ip").distinct().to_pyarrow()
    return tables.fill("hosting_ips", _IPS, _each(hosting, every))


def _names() -> list[tuple[str, str]]:
    """Give what customers are called by: the names of their domains and their own; words of two customers name none."""
    one_sender = owners()
    called: dict[str, set[str]] = {}
    domains = Identity.objects.filter(kind__in=_DOMAIN_KINDS, account__isnull=False)
    for account, domain in domains.values_list("account_id", "value"):
        if domain not in PROVIDERS:
            called.setdefault(domain.partition(".")[0].replace("-", ""), set()).add(one_sender.get(account, account))
    for account, name in Account.objects.values_list("pk", "name"):
        called.setdefault(re.sub(r"[^a-z0-9]", "", name.lower()), set()).add(one_sender.get(account, account))
    return [
        (next(iter(found)), word)
        for word, found in called.items()
        if len(found) == 1 and len(word) >= SHORTEST_NAME and word not in _COMMON_WORDS
    ]
