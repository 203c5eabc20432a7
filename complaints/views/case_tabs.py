"""What each evidence tab of the case workspace loads; nothing is read for a tab that is not shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from complaints.domain.prohibited import hints
from complaints.domain.rereading import NO_COMPLAINT
from complaints.selectors.completeness import grade_of
from complaints.selectors.evidence import evidence_page
from complaints.selectors.history import history
from complaints.selectors.joe_job import joe_job_page, worth_looking
from complaints.selectors.list_pattern import lists_of
from complaints.selectors.original import original_content
from complaints.selectors.rates import rates_page
from complaints.selectors.received import complaint_page, duplicates_of, taken_out_of
from complaints.selectors.subscription import subscription_of, suggested_finding
from complaints.selectors.volume import has_alerts, volume_panels

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from complaints.models import Incident
    from complaints.selectors.case import CasePage

    Loader = Callable[[HttpRequest, CasePage, Incident | None], dict[str, Any]]

MAX_TEXT_LINKS = 100


def _always(_page: CasePage) -> bool:
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """A tab: what it is called, which review is recorded on it ("" for none), what it reads, and for which cases."""

    label: str
    review: str
    load: Loader
    shown: Callable[[CasePage], bool] = _always


def _message(_request: HttpRequest, _page: CasePage, incident: Incident | None) -> dict[str, Any]:
    if incident is None:
        return {}
    kept = incident.evidence or {}
    facts = kept.get("facts") or {}
    return {
        "content": original_content(incident),
        "grade": grade_of(incident),
        "hints": hints(incident.subject, facts.get("text") or ""),
        "evidence": kept,
        "facts": facts,
        "evidence_links": (facts.get("links") or [])[:MAX_TEXT_LINKS],
    }


def _headers(_request: HttpRequest, _page: CasePage, incident: Incident | None) -> dict[str, Any]:
    return {"shown": evidence_page(incident)} if incident else {}


def _complaint(request: HttpRequest, page: CasePage, incident: Incident | None) -> dict[str, Any]:
    if incident is not None:
        return {
            "complaint": complaint_page(incident.complaint_id),
            "other_reports": duplicates_of(incident),
            "no_complaint": NO_COMPLAINT,
        }
    own = [row.complaint_id for row in page.complaints]
    wanted = request.GET.get("complaint", "")
    chosen = next((number for number in own if str(number) == wanted), own[0] if own else None)
    if chosen is None:
        return {"taken_out": taken_out_of(page.case.pk)}
    return {"complaint": complaint_page(chosen), "no_complaint": NO_COMPLAINT}


def _subscription(_request: HttpRequest, _page: CasePage, incident: Incident | None) -> dict[str, Any]:
    if incident is None or not incident.account_id or not incident.recipient:
        return {}
    review = subscription_of(incident)
    return {"subscription": review, "suggested": suggested_finding(review, incident.list_id)}


def _list(_request: HttpRequest, _page: CasePage, incident: Incident | None) -> dict[str, Any]:
    if incident is None or not incident.account_id:
        return {}
    rates = rates_page(incident.account_id, incident.list_id)
    return {"lists": lists_of(incident.account_id, incident.list_id), "rates": rates}


def _framed(_request: HttpRequest, page: CasePage, _incident: Incident | None) -> dict[str, Any]:
    return {"joe_job": joe_job_page(page)}


def _volume(_request: HttpRequest, page: CasePage, _incident: Incident | None) -> dict[str, Any]:
    return {"panels": volume_panels(page.case)}


def _history(_request: HttpRequest, page: CasePage, _incident: Incident | None) -> dict[str, Any]:
    return {"events": history(page.case.pk)}


TABS: dict[str, Tab] = {
    "message": Tab(label="Message", review="content", load=_message),
    "headers": Tab(label="Headers", review="", load=_headers),
    "complaint": Tab(label="Complaint", review="complaint", load=_complaint),
    "subscription": Tab(label="Subscription", review="subscription", load=_subscription),
    "list": Tab(label="List", review="list_pattern", load=_list),
    "volume": Tab(label="Volume", review="", load=_volume, shown=has_alerts),
    "history": Tab(label="History", review="", load=_history),
    "framed": Tab(label="Joe-job?", review="", load=_framed, shown=worth_looking),
}
