"""Take the addresses out of what a case keeps for ever, once all that it held was forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from complaints.domain.lifecycle import OutboxState
from complaints.domain.retention import WORDS, cleared, without_addresses
from complaints.models import Case, CaseEvent, OutboxRow
from complaints.selectors.retention import emptied
from complaints.services.forget_complaints import MOST_AT_ONCE, forgotten_payload
from complaints.services.queue_actions import TO_REPORTERS

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from complaints.domain.retention import Rule

# Events whose facts repeat what was planned, addresses included.
_WITH_SUMMARIES = ("decided", "reversed")
STAYS = "What was decided, charges and hashes stay."
_SETTLED = (OutboxState.DELIVERED.value, OutboxState.CANCELLED.value)


@transaction.atomic
def forget_history(cases: Collection[int], *, after: int, now: datetime) -> int | None:
    """Go a step on with those of these cases that hold nothing any more that is kept.

    What was decided, and why, stays word for word; so does the address of the customer.

    Args:
        cases: numbers of decided cases.
        after: the last event that was gone through, 0 at first.
        now: aware UTC.

    Returns:
        The last event that was gone through; None when these cases are done, and say that they were forgotten.
    """
    list(Case.objects.filter(pk__in=cases).order_by("pk").select_for_update().values_list("pk", flat=True))
    rules = emptied(cases, now)
    if not rules:
        return None
    if _empty_letters(rules, now):
        return after
    events = _events(rules, after)
    if events:
        return _clear(events)
    _close(rules, now)
    return None


def _empty_letters(cases: Collection[int], now: datetime) -> int:
    """Empty some of the mails to reporters that tell of the outcome."""
    told = OutboxRow.objects.filter(
        case__in=cases, kind="mail", payload__template=TO_REPORTERS, state__in=_SETTLED
    ).order_by("pk")
    numbers = list(told.values_list("pk", flat=True)[:MOST_AT_ONCE])
    return OutboxRow.objects.filter(pk__in=numbers).update(
        payload=forgotten_payload(now), summary="Tell a reporter what came of the complaint.", error=""
    )


def _events(cases: Collection[int], after: int) -> list[CaseEvent]:
    named = Q(sentence__contains="@") | Q(kind__in=_WITH_SUMMARIES)
    rows = CaseEvent.objects.filter(named, case__in=cases, pk__gt=after).order_by("pk")
    return list(rows.select_related("case__account")[:MOST_AT_ONCE])


def _clear(events: list[CaseEvent]) -> int:
    for event in events:
        account = event.case.account
        spared = {account.contact_email} if account else set()
        event.sentence = without_addresses(event.sentence, spared)
        event.facts = cleared(event.facts, spared)
    CaseEvent.objects.bulk_update(events, ["sentence", "facts"])
    return events[-1].pk


def _close(rules: dict[int, Rule], now: datetime) -> None:
    for rule in sorted(set(rules.values())):
        own = Case.objects.filter(pk__in=[number for number, its_rule in rules.items() if its_rule is rule])
        # A listing is called after our own addresses; all others after the subject of a mail.
        own.exclude(kind=Case.Kind.LISTING).update(title="")
        own.update(forgotten_at=now, forgotten_rule=rule.value)
    CaseEvent.objects.bulk_create(
        CaseEvent(
            case_id=number,
            kind="forgotten",
            at=now,
            sentence=f"Forgotten under the retention rule {WORDS[rule]}: the mail, and whom it names. {STAYS}",
            facts={"rule": rule.value},
        )
        for number, rule in rules.items()
    )
