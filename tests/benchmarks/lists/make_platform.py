"""Make a platform of many lists of many customers by a seed, and store it where the desk has it: in its database."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from itertools import cycle
from random import Random
from typing import TYPE_CHECKING, Any

from django.core.management import call_command
from django.db import connection, transaction

from accounts.domain.list_patterns._first_names import FIRST_NAMES
from accounts.domain.list_patterns._networks import SPECIAL
from accounts.domain.list_patterns.role_addresses import ROLES
from accounts.domain.list_patterns.site_contacts import CONTACTS
from accounts.models import Account
from accounts.services import list_surroundings
from accounts.services.list_references import disposable_domains
from tests.lists.dishonest import DISHONEST
from tests.lists.growing import NOW, Row, Soil
from tests.lists.honest import HONEST
from tests.lists.population import Population

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SEED = 1
# A tenth of all records is one list's, and four have a fiftieth each; the others are as small as most lists are.
SIZES = (250, 500, 1000, 1800, 3500, 7000, 12_000, 20_000)
LARGE = ("form", "bought_spread", "till", "business")
# Every so-manieth list has its mails in the send log.
MAILED = 4
LISTS_OF_A_CUSTOMER = 3
CONSENTS = {"paper": "paper", "migrated": "imported", "bought": "imported", "bought_bare": "imported"}
_KINDS = HONEST | DISHONEST
_SUBSCRIBED = (
    *("mailing_list_id", "email", "subscribed_at_recorded", "subscribed_at", "ip", "source", "status", "evidence"),
    *("form_url", "confirmed_ip", "sending_entity"),
)
_SENT = (
    *("message_id", "recipient", "account_id", "list_id", "sent_at"),
    *("campaign_id", "source_ip", "subject", "kind", "trigger"),
)


def make_platform(subscriptions: int) -> tuple[int, int]:
    """Store about as many subscriptions in an empty database; gives the numbers of lists and of subscriptions."""
    call_command("migrate", verbosity=0)
    _hurry()
    chance = Random(f"bench:{SEED}")
    crowd = Population(chance)
    number = made = 0
    for kind, size in _wanted(subscriptions):
        soil = Soil(chance, crowd, size, f"shop{number}", chance.choice((-5, 0, 1, 2, 8)), chance.randrange(150, 900))
        made += _store(number, kind, soil)
        number += 1
        if made >= subscriptions:
            break
    connection.cursor().execute("ANALYZE")
    return number, made


def describe() -> str:
    """Say in JSON what both sides are told: the moment of the review, and the words that the signals know."""
    told = {
        "now": NOW.isoformat(),
        "names": list_surroundings._names(),
        "customers": Account.objects.count(),
        "disposable": sorted(disposable_domains()),
        "first_names": sorted(FIRST_NAMES),
        "roles": ROLES,
        "contacts": CONTACTS,
        "special_ips": SPECIAL,
    }
    return json.dumps(told)


def _hurry() -> None:
    """Store without care for a power failure: the database is thrown away."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=OFF")
            cursor.execute("PRAGMA cache_size=-1000000")


def _wanted(subscriptions: int) -> Iterator[tuple[str, int]]:
    """Give kinds and sizes, without an end."""
    yield "form", subscriptions // 10
    yield from ((kind, subscriptions // 50) for kind in LARGE)
    sizes = cycle(SIZES)
    for turn, kind in enumerate(cycle(_KINDS)):
        yield kind, next(sizes)
        if turn % len(SIZES) == 0:
            # Otherwise kinds and sizes would go round in step.
            next(sizes)


@transaction.atomic
def _store(number: int, kind: str, soil: Soil) -> int:
    account, list_id = f"account{number // LISTS_OF_A_CUSTOMER}", f"list{number}"
    created = NOW - timedelta(days=soil.days + 3)
    if number % LISTS_OF_A_CUSTOMER == 0:
        owner = ("account_id", "name", "contact_email", "status", "plan", "created_at")
        _insert("accounts_account", owner, [(account, soil.name.title(), "", "active", "", created)])
    columns = ("list_id", "account_id", "name", "consent", "created_at", "sending_entity", "topic")
    consent = CONSENTS.get(kind, "single_opt_in")
    _insert("accounts_mailinglist", columns, [(list_id, account, soil.name, consent, created, "", "")])
    rows = list({row.email: row for row in _KINDS[kind](soil)}.values())
    _insert("accounts_subscription", _SUBSCRIBED, (_subscribed(list_id, row) for row in rows))
    if number % MAILED == 0:
        _insert("accounts_sentmessage", _SENT, _sent(account, list_id, rows))
    return len(rows)


def _subscribed(list_id: str, row: Row) -> tuple[Any, ...]:
    moment = datetime.fromisoformat(row.subscribed_at) if row.subscribed_at else None
    aware = moment if moment is not None and moment.tzinfo else None
    came = (row.email, row.subscribed_at, aware, row.ip, row.source, row.status, row.evidence, row.form_url)
    return (list_id, *came, "", "")


def _sent(account: str, list_id: str, rows: list[Row]) -> Iterator[tuple[Any, ...]]:
    """Mail everybody in the last two months, bounced people once and the others twice."""
    for number, row in enumerate(rows):
        for days_ago in (45, 15)[: 1 if row.status == "bounced" else 2]:
            moment = NOW - timedelta(days=days_ago)
            name = f"<{days_ago}.{number}.{list_id}@bench.example>"
            yield name, row.email, account, list_id, moment, "", "", "", "campaign", ""


def _insert(table: str, columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> None:
    """Insert without the models: what takes long here is no part of what is measured."""
    adapted = [tuple(_adapted(value) for value in row) for row in rows]
    sql = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join(['%s'] * len(columns))})"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.executemany(sql, adapted)


def _adapted(value: Any) -> Any:
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value
