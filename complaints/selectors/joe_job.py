"""The copies of a case, as a joe-job is looked for in them: bounded rows, and a few originals for their headers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core.files.storage import storages

from accounts.models import SentMessage
from complaints.domain.evidence.path import handover
from complaints.domain.facts import WARRANTS_WARNING, Hop, Origin
from complaints.domain.headers import read_headers
from complaints.domain.joe_job import OURS, STRANGER, UNKNOWN, Copy, JoeJob, joe_job
from complaints.models import Case
from complaints.models.complaint import raw_name
from complaints.selectors.likeness import likeness
from complaints.selectors.timeline import Timeline, timeline

if TYPE_CHECKING:
    from collections.abc import Iterable

    from complaints.selectors.case import CasePage

MAX_COPIES = 300
MAX_READ = 20
HEADER_BYTES = 64 * 1024
FEW = 3
DAYS_AROUND = timedelta(days=2)
_FIELDS = (
    "pk",
    "origin",
    "headers",
    "source_ip",
    "original_id",
    "forgotten_at",
    "complaint__reporter_address",
    "complaint__received_at",
)
_KEPT = ("hops", "signatures", "identifiers", "web_sites", "content", "log_complete")
_RESULT = re.compile(r"\b(spf|dmarc)\s{0,5}=\s{0,5}([a-z]{4,10})\b", re.IGNORECASE)
_FROM_US = frozenset({"source_address", "vetted_report"})
_VICTIMS = (Case.Kind.FRAMED, Case.Kind.SPAMVERTISED)

Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class JoeJobPage:
    """The panel: how many copies it looked at, of how many, what speaks for what, and when reports came in."""

    found: JoeJob
    line: Timeline
    looked_at: int
    total: int


def worth_looking(page: CasePage) -> bool:
    """Tell whether a case may be one of framing: by its kind, or because three copies are not shown to be ours."""
    if not page.incidents:
        return False
    not_shown = sum(row.origin not in WARRANTS_WARNING for row in page.incidents)
    claimed = page.case.kind == Case.Kind.UNATTRIBUTED and any(row.origin != Origin.FOREIGN for row in page.incidents)
    return page.case.kind in _VICTIMS or claimed or not_shown >= FEW


def joe_job_page(page: CasePage) -> JoeJobPage:
    """Read the newest 300 copies of a case and say what they show."""
    case = page.case
    kept = tuple(f"evidence__{name}" for name in _KEPT)
    rows = list(
        case.incidents.filter(duplicate_of=None).order_by("-pk").values(*_FIELDS, "reasons", *kept)[:MAX_COPIES]
    )
    alike = likeness(case.account_id, [row["pk"] for row in rows if not row["evidence__content"]])
    claims = {row["pk"]: _results(row["original_id"]) for row in rows[:MAX_READ] if _is_complete(row)}
    copies = [_copy(row, case.account_id, alike, claims) for row in rows]
    return JoeJobPage(
        found=joe_job(copies, sent_then=_sent_then(case, copies)),
        line=timeline(copies),
        looked_at=len(copies),
        total=page.incident_total,
    )


def _copy(
    row: Row, account_id: str | None, alike: dict[int, float], claims: dict[int, tuple[tuple[str, str], ...]]
) -> Copy:
    marks = row["evidence__identifiers"] or ()
    sites = row["evidence__web_sites"] or {}
    matches = [one.get("similarity") for one in row["evidence__content"] or ()]
    recorded = [value for value in matches if value is not None]
    return Copy(
        origin=Origin(row["origin"]),
        reporter=row["complaint__reporter_address"].lower(),
        received_at=row["complaint__received_at"],
        came_from=_came_from(row),
        complete=row["headers"] == "full",
        signed=_signed(row["evidence__signatures"] or ()),
        stamps=len(marks),
        verified=sum(bool(mark.get("verified")) for mark in marks),
        forged=sum(bool(mark.get("forged")) for mark in marks),
        own_sites=tuple(site for site, owner in sites.items() if account_id in (None, owner)),
        similarity=max(recorded) if recorded else alike.get(row["pk"]),
        results=claims.get(row["pk"], ()),
        log_complete=bool(row["evidence__log_complete"]),
    )


def _is_complete(row: Row) -> bool:
    return row["headers"] == "full" and row["forgotten_at"] is None


def _came_from(row: Row) -> str:
    """Say who handed it over: by the newest line from outside; without lines by the report's word."""
    hops = tuple(_hop(kept) for kept in row["evidence__hops"] or ())
    entry = handover(hops)
    if entry is not None:
        return OURS if hops[entry].ours else STRANGER
    if hops or not row["source_ip"]:
        return UNKNOWN
    named = any(reason.get("signal") in _FROM_US for reason in row["reasons"])
    return OURS if named else STRANGER


def _hop(kept: Row) -> Hop:
    known = ("from_ip", "from_host", "from_helo", "by_host", "trust", "ours")
    return Hop(raw="", **{name: kept[name] for name in known if name in kept})


def _signed(checks: Iterable[Row]) -> str:
    ours = [check for check in checks if check.get("known")]
    usable = any(check.get("headers_ok") and check.get("valid_then") and not check.get("exposed") for check in ours)
    return "verifies" if usable else "fails" if ours else ""


def _results(original_id: str) -> tuple[tuple[str, str], ...]:
    """Read what the newest Authentication-Results of an original say of SPF and DMARC; () where it cannot be read."""
    try:
        with storages["raw"].open(raw_name(original_id)) as file:
            content = bytes(file.read(HEADER_BYTES))
    except OSError:
        return ()
    for value in read_headers(content, 0, len(content)).headers.all("authentication-results")[:3]:
        found = tuple((method.lower(), result.lower()) for method, result in _RESULT.findall(value[:2000]))
        if found:
            return found
    return ()


def _sent_then(case: Case, copies: list[Copy]) -> int | None:
    """Tell whether the account sent anything in the days of the reports: 1 or 0.

    None without an account, and where the log lies elsewhere, which no page asks.
    """
    elsewhere = getattr(apps.get_app_config("accounts"), "send_log", None)
    if not case.account_id or not copies or elsewhere is not None:
        return None
    times = [copy.received_at for copy in copies]
    window = (min(times) - DAYS_AROUND, max(times))
    return int(SentMessage.objects.filter(account_id=case.account_id, sent_at__range=window).exists())
