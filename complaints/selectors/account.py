"""One account as the desk knows it: standing, cases, decisions, ledger, volume, lists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, Sum
from django.db.models.functions import TruncDate

from accounts.models import Account, HourlyVolume, Identity, MailingList
from complaints.domain.lifecycle import CaseState, DecisionState
from complaints.models import Case, Charge, Decision
from complaints.selectors.case import DecisionRow, decision_row
from complaints.selectors.chart import Chart, Point, bar_chart

if TYPE_CHECKING:
    from datetime import date, datetime

VOLUME_DAYS = 42
MAX_ROWS = 100
PAGE_SIZE = 50
_STANDS_OUT = 3
_WEEKS_BEFORE = 4
_LEAST_DAYS_BEFORE = 14


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
        volume: messages a day; days past three times the most of the four weeks before are marked.
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
    volume: Chart
    sent: int
    bounced: float | None
    complained: float | None


def account_page(account_id: str) -> AccountPage | None:
    """Read an account; None when there is none of that id."""
    account = Account.objects.filter(pk=account_id).first()
    if account is None:
        return None
    cases = Case.objects.filter(account=account)
    decisions = Decision.objects.filter(case__account=account).select_related("proposed_by", "approved_by")
    volume, sent, bounced, complained = _volume(account)
    return AccountPage(
        account=account,
        open_cases=tuple(cases.exclude(state=CaseState.DECIDED.value).order_by("-priority", "pk")[:MAX_ROWS]),
        decided_cases=tuple(cases.filter(state=CaseState.DECIDED.value).order_by("-decided_at")[:MAX_ROWS]),
        decisions=tuple(decision_row(row) for row in decisions[:MAX_ROWS]),
        ledger=_ledger(account),
        totals=_totals(account),
        identities=tuple(account.identities.order_by("kind", "value")[:MAX_ROWS]),
        lists=tuple(account.lists.select_related("pattern").annotate(subscribers=Count("subscriptions"))[:MAX_ROWS]),
        volume=volume,
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


def _volume(account: Account) -> tuple[Chart, int, float | None, float | None]:
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
    chart = bar_chart(
        f"Messages sent a day, {VOLUME_DAYS} days",
        _points([(day, by_day.get(day, 0)) for day in dates]),
        unit="messages",
    )
    sent = sum(by_day.values())
    shares = [sum(day[name] for day in days) / sent if sent else None for name in ("all_bounced", "all_complained")]
    return chart, sent, shares[0], shares[1]


def _points(days: list[tuple[date, int]]) -> list[Point]:
    """Mark the days on which more went out than three times the most of any day in the four weeks before.

    A weekly newsletter among quiet days is its own measure so. The first two weeks have too little before them.
    """
    points = []
    for index, (day, sent) in enumerate(days):
        before = [amount for _, amount in days[max(0, index - _WEEKS_BEFORE * 7) : index]]
        most = max(before, default=0)
        stands_out = len(before) >= _LEAST_DAYS_BEFORE and most > 0 and sent > _STANDS_OUT * most
        note = f"{sent / most:.1f} times the most of the four weeks before" if stands_out else ""
        points.append(Point(label=f"{day:%d %b}", value=sent, marked=stands_out, note=note))
    return points
