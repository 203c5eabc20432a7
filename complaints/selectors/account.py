"""One account as the desk knows it: standing, cases, decisions, ledger, volume, lists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, Sum
from django.db.models.functions import TruncDate

from accounts.models import Account, HourlyVolume, Identity, MailingList
from accounts.selectors.holds import holds_in_force
from complaints.domain.lifecycle import CaseState, DecisionState
from complaints.models import Case, Charge, Decision
from complaints.selectors.case import DecisionRow, decision_row
from complaints.selectors.volume import FiledLine, alerts_of, day_chart

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import AccountHold
    from complaints.selectors.chart import Chart

VOLUME_DAYS = 42
MAX_ROWS = 100
PAGE_SIZE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerLine:
    """A charge, or a credit with a negative amount."""

    at: datetime
    case_id: int
    incident_id: int
    amount_cents: int
    currency: str
    credited: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountPage:
    """An account. Lists hold the newest 100; `total_cents` by currency counts the whole ledger.

    Attributes:
        volume: messages a day, those with an alert marked.
        holds: those that stop its mail now.
        alerts: large increases of those days, newest first, with the case that each is in.
        bounced, complained: shares of what was sent in those days; None when nothing was.
    """

    account: Account
    open_cases: tuple[Case, ...]
    decided_cases: tuple[Case, ...]
    decisions: tuple[DecisionRow, ...]
    ledger: tuple[LedgerLine, ...]
    totals: tuple[tuple[str, int], ...]
    identities: tuple[Identity, ...]
    lists: tuple[MailingList, ...]
    holds: tuple[AccountHold, ...]
    volume: Chart
    alerts: tuple[FiledLine, ...]
    sent: int
    bounced: float | None
    complained: float | None


def account_page(account_id: str, now: datetime) -> AccountPage | None:
    """Read an account as it stands at a moment; None when there is none of that id."""
    account = Account.objects.filter(pk=account_id).first()
    if account is None:
        return None
    cases = Case.objects.filter(account=account)
    decisions = Decision.objects.filter(case__account=account).select_related("proposed_by", "approved_by")
    alerts = alerts_of(account.pk, days=VOLUME_DAYS)
    volume, sent, bounced, complained = _volume(account, alerts)
    return AccountPage(
        account=account,
        open_cases=tuple(cases.exclude(state=CaseState.DECIDED.value).order_by("-priority", "pk")[:MAX_ROWS]),
        decided_cases=tuple(cases.filter(state=CaseState.DECIDED.value).order_by("-decided_at")[:MAX_ROWS]),
        decisions=tuple(decision_row(row) for row in decisions[:MAX_ROWS]),
        ledger=_ledger(account),
        totals=_totals(account),
        identities=tuple(account.identities.order_by("kind", "value")[:MAX_ROWS]),
        lists=tuple(account.lists.select_related("pattern").annotate(subscribers=Count("subscriptions"))[:MAX_ROWS]),
        holds=holds_in_force(account.pk, now),
        volume=volume,
        alerts=alerts,
        sent=sent,
        bounced=bounced,
        complained=complained,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountsPage:
    """Accounts by id. `after` continues the page, "" on the last one."""

    rows: tuple[Account, ...]
    after: str


def accounts_page(*, words: str = "", after: str = "") -> AccountsPage:
    """Find accounts by id, name or contact; those with most open cases are not first, as keys page better."""
    open_cases = Count("cases", filter=~Q(cases__state=CaseState.DECIDED.value), distinct=True)
    in_force = Count("cases__decisions", filter=Q(cases__decisions__state=DecisionState.IN_FORCE.value), distinct=True)
    rows = Account.objects.order_by("account_id")
    for word in words.split()[:5]:
        rows = rows.filter(
            Q(account_id__icontains=word)
            | Q(name__icontains=word)
            | Q(contact_email__icontains=word)
            | Q(pk__in=Identity.objects.filter(value__icontains=word, account__isnull=False).values("account"))
        )
    if after:
        rows = rows.filter(account_id__gt=after)
    page = tuple(rows.annotate(open_cases=open_cases, in_force=in_force)[: PAGE_SIZE + 1])
    return AccountsPage(rows=page[:PAGE_SIZE], after=page[PAGE_SIZE - 1].pk if len(page) > PAGE_SIZE else "")


def _ledger(account: Account) -> tuple[LedgerLine, ...]:
    rows = Charge.objects.filter(account=account).select_related("decision", "credited_by").order_by("-at", "-pk")
    return tuple(
        LedgerLine(
            at=row.at,
            case_id=row.decision.case_id,
            incident_id=row.incident_id,
            amount_cents=row.amount_cents,
            currency=row.currency,
            credited=hasattr(row, "credited_by"),
        )
        for row in rows[:MAX_ROWS]
    )


def _totals(account: Account) -> tuple[tuple[str, int], ...]:
    rows = Charge.objects.filter(account=account).order_by("currency").values("currency")
    return tuple((row["currency"], row["total"]) for row in rows.annotate(total=Sum("amount_cents")))


def _volume(account: Account, alerts: tuple[FiledLine, ...]) -> tuple[Chart, int, float | None, float | None]:
    newest = HourlyVolume.objects.filter(account=account).order_by("-hour").values_list("hour", flat=True).first()
    days: list[dict[str, Any]] = []
    if newest is not None:
        since = newest - timedelta(days=VOLUME_DAYS)
        rows = HourlyVolume.objects.filter(account=account, hour__gt=since).annotate(day=TruncDate("hour"))
        sums = rows.values("day").annotate(
            all_sent=Sum("sent"), all_bounced=Sum("bounced"), all_complained=Sum("complained")
        )
        days = [dict(row) for row in sums.order_by("day")]
    by_day = {day["day"]: day["all_sent"] for day in days}
    last = newest.date() if newest else None
    dates = [last - timedelta(days=back) for back in reversed(range(VOLUME_DAYS))] if last else []
    chart = day_chart([(day, by_day.get(day, 0)) for day in dates], alerts)
    sent = sum(by_day.values())
    shares = [sum(day[name] for day in days) / sent if sent else None for name in ("all_bounced", "all_complained")]
    return chart, sent, shares[0], shares[1]
