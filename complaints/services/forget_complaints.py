"""Forget complaints: whom they name and what they say. Hashes, times, results and everything decided stay.

Locks are taken in one order here as everywhere: raw messages, cases, complaints.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F, Sum

from complaints.domain.retention import cleared, without_addresses
from complaints.models import Case, Complaint, Incident, OutboxRow, RawMessage, ReadingCorrection
from complaints.selectors.retention import cases_beside, forgettable, unreferenced
from complaints.services.keep_raw import erase_bytes

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from complaints.domain.retention import Rule

# So many complaints are forgotten in one transaction at most, and as many repetitions of them.
MOST_AT_ONCE = 200
_EMPTY: dict[str, Any] = {
    "mail_from": "",
    "rcpt_to": [],
    "peer": "",
    "error": "",
    "reporter_address": "",
    "subject": "",
    "message_id": "",
    "comment": "",
    "listing": None,
    "trace": [],
}
_EMPTY_INCIDENT: dict[str, Any] = {
    "message_id": "",
    "recipient": "",
    "subject": "",
    "from_address": "",
    "source_ip": "",
    "cut_from": "",
    "evidence": {},
}
# Of how it was read before a correction, that much names nobody.
_KEPT_BEFORE = ("status", "format", "recogniser", "kind", "needs", "case_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """What was done; `more` tells that the same complaints have to be gone through again."""

    complaints: int
    more: bool = False


@transaction.atomic
def forget_complaints(numbers: Collection[int], *, now: datetime) -> Forgotten:
    """Forget those of these complaints that may be, with the receipts that repeat them, in a bounded number of queries.

    Whether they may be is asked again under the locks: a case that is opened again or held in the same moment is left.
    A complaint is forgotten with the last of its repetitions.

    Args:
        numbers: at most 200.
        now: aware UTC.
    """
    keys = _lock(numbers)
    rules = forgettable(numbers, now)
    repeats = _repeats(rules)
    if len(repeats) > MOST_AT_ONCE:
        chosen = {number: rules[first] for number, first in repeats[:MOST_AT_ONCE]}
    else:
        chosen = rules | {number: rules[first] for number, first in repeats}
    if chosen:
        _empty(chosen, now)
        unreferenced(keys).update(forgotten_at=now, erasing=True)
    return Forgotten(complaints=len(chosen), more=len(repeats) > MOST_AT_ONCE)


def _lock(numbers: Collection[int]) -> set[str]:
    """Lock all that decides whether they may be forgotten; gives the keys of their raw messages."""
    keys = set(Complaint.objects.filter(pk__in=numbers).values_list("raw_id", flat=True))
    keys |= set(Incident.objects.filter(complaint__in=numbers).values_list("original_id", flat=True))
    for rows in (
        RawMessage.objects.filter(pk__in=keys),
        Case.objects.filter(pk__in=cases_beside(numbers)),
        Complaint.objects.filter(pk__in=numbers),
    ):
        list(rows.order_by("pk").select_for_update().values_list("pk", flat=True))
    return keys


def _repeats(firsts: Collection[int]) -> list[tuple[int, int]]:
    rows = Complaint.objects.filter(duplicate_of__in=firsts, forgotten_at=None).order_by("pk")
    pairs = rows.values_list("pk", "duplicate_of_id")[: MOST_AT_ONCE + 1]
    return [(number, first) for number, first in pairs if first is not None]


def _empty(chosen: dict[int, Rule], now: datetime) -> None:
    for rule in sorted(set(chosen.values())):
        own = [number for number, its_rule in chosen.items() if its_rule is rule]
        Complaint.objects.filter(pk__in=own).update(
            **_EMPTY, forgotten_at=now, forgotten_rule=rule.value, version=F("version") + 1
        )
    _empty_incidents(chosen, now)
    _empty_corrections(chosen)
    asked = OutboxRow.objects.filter(complaint__in=chosen)
    asked.update(payload=forgotten_payload(now), error="")


def forgotten_payload(now: datetime) -> dict[str, str]:
    """Give what takes the place of a mail to a reporter."""
    return {"forgotten_at": now.isoformat()}


def _empty_incidents(chosen: Collection[int], now: datetime) -> None:
    rows = list(Incident.objects.filter(complaint__in=chosen).only("pk", "reasons", "competing"))
    for row in rows:
        row.reasons, row.competing = cleared(row.reasons), cleared(row.competing)
    Incident.objects.bulk_update(rows, ["reasons", "competing"])
    Incident.objects.filter(complaint__in=chosen).update(**_EMPTY_INCIDENT, forgotten_at=now)


def _empty_corrections(chosen: Collection[int]) -> None:
    rows = list(ReadingCorrection.objects.filter(complaint__in=chosen))
    for row in rows:
        row.before = {name: row.before[name] for name in _KEPT_BEFORE if name in row.before}
        row.note = without_addresses(row.note)
    ReadingCorrection.objects.bulk_update(rows, ["before", "note"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """How many raw messages were erased, and their bytes."""

    raw_messages: int
    raw_bytes: int


@transaction.atomic
def erase_raw(*, limit: int) -> Erased:
    """Erase bytes of raw messages that were forgotten; those that came again meanwhile are marked no more, and stay.

    Bytes go under the lock of their row. Whoever brings the same ones waits for it, and then stores them anew.

    Raises:
        OSError: the store cannot be reached; what was erased is erased again later.
    """
    rows = RawMessage.objects.filter(erasing=True).order_by("pk").select_for_update(skip_locked=True)
    keys = list(rows.values_list("pk", flat=True)[:limit])
    for key in keys:
        erase_bytes(key)
    done = RawMessage.objects.filter(pk__in=keys)
    size = done.aggregate(bytes=Sum("size_bytes"))["bytes"] or 0
    done.update(erasing=False)
    return Erased(raw_messages=len(keys), raw_bytes=size)
