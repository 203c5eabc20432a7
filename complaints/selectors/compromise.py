"""What of a case looks like a break-in, with figures from our records; bounded samples."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from accounts.models import MailingList, SentMessage, Subscription
from complaints.domain.compromise import Compromise, Departure, Trace, compromise
from complaints.domain.facts import WARRANTS_WARNING, Origin
from complaints.selectors.likeness import likeness

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

MAX_LOOKED_UP = 50
MAX_SENT_BEFORE = 1_000
ENOUGH_SENT_BEFORE = 20

Row = dict[str, Any]


def compromise_of(account_id: str | None, rows: Sequence[Row]) -> Compromise:
    """Weigh the incidents of a case.

    Args:
        account_id: of the case; without one only headers are looked at.
        rows: values of incidents: pk, origin, recipient, source_ip, sent_at, evidence__signs and evidence__content.
    """
    shown = [row for row in rows if Origin(row["origin"]) in WARRANTS_WARNING][:MAX_LOOKED_UP]
    listed = on_lists(account_id, [row["recipient"] for row in shown])
    used = _addresses_before(account_id, [row["sent_at"] for row in shown if row["sent_at"]])
    suspicious = any(row["evidence__signs"] for row in rows) or _strangers(shown, listed)
    bare = [row["pk"] for row in shown if not row["evidence__content"]]
    alike = likeness(account_id, bare) if suspicious else {}
    looked_up = {row["pk"] for row in shown}
    return compromise(
        [
            Departure(
                shown=row["pk"] in looked_up,
                traces=tuple(_traces(row["evidence__signs"] or ())),
                on_a_list=None if listed is None or not row["recipient"] else row["recipient"].lower() in listed,
                similarity=_similarity(row, alike),
                new_source=None if used is None or not row["source_ip"] else row["source_ip"] not in used,
            )
            for row in rows
        ]
    )


def on_lists(account_id: str | None, recipients: Iterable[str]) -> frozenset[str] | None:
    """Give those of at most 50 recipients that stand on a list of the account; None when it has no list on record."""
    wanted = [address.lower() for address in recipients if address][:MAX_LOOKED_UP]
    if not account_id or not wanted or not MailingList.objects.filter(account_id=account_id).exists():
        return None
    found = Subscription.objects.filter(email__in=wanted, mailing_list__account_id=account_id)
    return frozenset(found.values_list("email", flat=True))


def _addresses_before(account_id: str | None, times: list[datetime]) -> frozenset[str] | None:
    """Give the addresses that the account's mail left from before; None where too little of that is recorded."""
    if not account_id or not times:
        return None
    earlier = SentMessage.objects.filter(account_id=account_id, sent_at__lt=min(times)).exclude(source_ip="")
    used = list(earlier.order_by("-sent_at").values_list("source_ip", flat=True)[:MAX_SENT_BEFORE])
    return frozenset(used) if len(used) >= ENOUGH_SENT_BEFORE else None


def _strangers(shown: list[Row], listed: frozenset[str] | None) -> bool:
    return listed is not None and any(row["recipient"] and row["recipient"].lower() not in listed for row in shown)


def _traces(signs: Iterable[Row]) -> Iterable[Trace]:
    for sign in signs:
        yield Trace(header=str(sign.get("header") or ""), detail=str(sign.get("detail") or ""))


def _similarity(row: Row, alike: dict[int, float]) -> float | None:
    recorded = [one.get("similarity") for one in row["evidence__content"] or ()]
    values = [value for value in recorded if value is not None]
    return max(values) if values else alike.get(row["pk"])
