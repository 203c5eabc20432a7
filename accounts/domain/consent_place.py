"""What the files about addresses say of the address of a record. Weak: it never changes a record's grade.

Source: domain notes 3b, C4: bots sign up out of rented servers, and so do people behind a VPN or a relay.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from accounts.domain.consent import ONLINE_SOURCES
from accounts.domain.hosting import is_hosting

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.domain.ports import IpFact, IpFacts
    from accounts.domain.records import SubscriptionRecord

# None of 30 others: then at most a tenth of the list is there, with 95 % certainty (rule of three).
LEAST_OTHERS = 30
_MOST = 0.9
NOT_CONNECTED = "Country and network are not connected: no file with them was supplied."


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an address is, in words, and what is odd about it."""

    sentence: str
    remarks: tuple[str, ...] = ()


def place_of(record: SubscriptionRecord, facts: IpFacts | None, others: Iterable[str]) -> Place:
    """Say where the address of a record is.

    Args:
        record: one without an address gives an empty sentence.
        facts: None when no file is connected, which is said.
        others: addresses of other records of the same list, some of them.
    """
    if not record.ip:
        return Place(sentence="")
    if facts is None:
        return Place(sentence=NOT_CONNECTED)
    dated = f"by the file of {facts.built_on:%Y-%m-%d}" if facts.built_on else "by a file without a date"
    fact = facts.of(record.ip)
    if fact is None:
        return Place(sentence=f"Not known {dated}.")
    remarks = (*_hosting(record, fact), *_far(fact, facts, others))
    return Place(sentence=f"{_where(fact)}, {dated}.", remarks=remarks)


def _where(fact: IpFact) -> str:
    network = " ".join(part for part in (f"AS{fact.asn}" if fact.asn else "", fact.organisation) if part)
    return ", ".join(part for part in (fact.country, network) if part) or "Neither country nor network is known"


def _hosting(record: SubscriptionRecord, fact: IpFact) -> tuple[str, ...]:
    if record.source not in ONLINE_SOURCES or not is_hosting(fact):
        return ()
    name = fact.organisation or f"AS{fact.asn}"
    return (
        (
            f"The IP address {record.ip} belongs to {name}, where servers stand: programs sign up from there, and "
            "so do people behind a VPN."
        ),
    )


def _far(fact: IpFact, facts: IpFacts, others: Iterable[str]) -> tuple[str, ...]:
    found = (facts.of(ip) for ip in others)
    countries = Counter(other.country for other in found if other and other.country)
    number = countries.total()
    if not fact.country or number < LEAST_OTHERS or countries[fact.country]:
        return ()
    most, times = countries.most_common(1)[0]
    if times < _MOST * number:
        return ()
    return (f"The IP address is in {fact.country}; of {number} others on this list {times} are in {most}, none there.",)
