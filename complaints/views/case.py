"""The case workspace: facts, one evidence tab at a time, and the decision panel."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from accounts.selectors.holds import holds_in_force
from complaints.domain import outcomes, reviews
from complaints.forms.decision import DecisionForm
from complaints.selectors.case import CasePage, case_page
from complaints.selectors.citations import cited_in
from complaints.selectors.decision_panel import decision_panel
from complaints.selectors.dossier import dossier
from complaints.selectors.evidence import find_incident
from complaints.selectors.history import legal_hold_of
from complaints.selectors.volume import holding_sentences
from complaints.services.decide import order_of
from complaints.services.preview import preview
from complaints.services.record_review import REVIEWABLE
from complaints.views.access import APPROVE, DECIDE, HOLD, REVERSE, changes, reads, staff_of
from complaints.views.case_tabs import TABS

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, QueryDict

    from complaints.models import Incident

_MAX_DIGITS = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class TabLink:
    """A tab over the evidence."""

    name: str
    label: str
    url: str
    review: str
    recorded: bool


@reads
def case(request: HttpRequest, case_id: int) -> HttpResponse:
    """Show a case."""
    return render_case(request, case_id)


@changes()
def edit_decision(request: HttpRequest, case_id: int) -> HttpResponse:
    """Show a case with a decision form that was filled before: back from the preview, or from a conflict."""
    return render_case(request, case_id, draft=request.POST)


@reads
def incident(request: HttpRequest, incident_id: int) -> HttpResponse:
    """Lead to an incident in its case, or to its complaint when it is in none."""
    found = find_incident(incident_id)
    if found is None:
        message = f"There is no incident {incident_id}."
        raise Http404(message)
    if found.case_id is None:
        return redirect("complaint", found.complaint_id)
    return redirect(f"{reverse('case', args=(found.case_id,))}?incident={found.pk}")


def render_case(
    request: HttpRequest,
    case_id: int,
    *,
    draft: QueryDict | None = None,
    errors: tuple[str, ...] = (),
    status: int = 200,
) -> HttpResponse:
    """Draw the workspace.

    Args:
        request: `tab`, `incident` and `complaint` of its address choose what is shown.
        case_id: number of the case.
        draft: fields of the decision panel as a person filled them, to be shown again.
        errors: why the draft may not be decided.
        status: of the response.
    """
    page = case_page(case_id)
    if page is None:
        message = f"There is no case {case_id}."
        raise Http404(message)
    chosen = _chosen_incident(request, page)
    tab = _chosen_tab(request, page)
    context: dict[str, Any] = {
        "page": page,
        "incident": chosen,
        "tab": tab,
        "tab_template": f"complaints/parts/tab_{tab}.html",
        "tabs": _tab_links(page, chosen, tab),
        "errors": errors,
        "citing": page.case.state in REVIEWABLE and request.user.has_perm(DECIDE),
        "cited": cited_in(page.case.pk),
        "may_be_framed": TABS["framed"].shown(page),
        "may_decide": request.user.has_perm(DECIDE),
        "holds": holds_in_force(page.account.pk, timezone.now()) if page.account else (),
        "may_approve": request.user.has_perm(APPROVE),
        "may_hold": request.user.has_perm(HOLD),
        "legal_hold": legal_hold_of(page.case),
    }
    context |= TABS[tab].load(request, page, chosen)
    context |= _review_context(tab, page)
    context |= _decision_context(request, page, draft)
    context["public_reason"] = _public_reason(page, draft)
    return render(request, "complaints/case.html", context, status=status)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= _MAX_DIGITS else None


def _chosen_incident(request: HttpRequest, page: CasePage) -> Incident | None:
    if request.GET.get("complaint"):
        return None
    wanted = _number(request.GET.get("incident"))
    if wanted is not None:
        found = find_incident(wanted, case_id=page.case.pk)
        if found is not None:
            return found
    return find_incident(page.incidents[0].incident_id) if page.incidents else None


def _chosen_tab(request: HttpRequest, page: CasePage) -> str:
    wanted = request.GET.get("tab", "")
    if wanted in TABS and TABS[wanted].shown(page):
        return wanted
    if page.case.kind == page.case.Kind.VOLUME:
        return "volume"
    return "message" if page.incidents else "complaint"


def _tab_links(page: CasePage, chosen: Incident | None, tab: str) -> list[TabLink]:
    base = reverse("case", args=(page.case.pk,))
    about = {"incident": chosen.pk} if chosen else {}
    return [
        TabLink(
            name=name,
            label=each.label,
            url=f"{base}?{urlencode({'tab': name, **about})}",
            review=each.review,
            recorded=each.review in page.reviews,
        )
        for name, each in TABS.items()
        if each.shown(page)
    ]


def _review_context(tab: str, page: CasePage) -> dict[str, Any]:
    name = TABS[tab].review
    if not name:
        return {}
    review = reviews.get(name)
    recorded = page.reviews.get(name)
    ordered = sorted(review.findings, key=lambda finding: finding.group)
    groups = [(group, list(found)) for group, found in groupby(ordered, key=lambda finding: finding.group)]
    known = {finding.value: finding for finding in review.findings}
    found = known.get(recorded.finding) if recorded else None
    return {
        "review": review,
        "finding_groups": groups,
        "recorded": recorded,
        "recorded_label": found.label if found else "",
        "recorded_group": found.group if found else "",
    }


def _public_reason(page: CasePage, draft: QueryDict | None) -> str:
    """Give the reason as drafted; that of a case about a surge begins with what the customer's own counts say."""
    if draft is not None:
        return draft.get("public_reason", "")
    return "\n".join(holding_sentences(page.case)) if page.case.kind == page.case.Kind.VOLUME else ""


def _decision_context(request: HttpRequest, page: CasePage, draft: QueryDict | None) -> dict[str, Any]:
    staff = staff_of(request)
    if page.decision is not None and (page.proposed or page.decided):
        outcome = outcomes.get(page.decision.outcome)
        needed = (REVERSE, APPROVE) if outcome.needs_second_person else (REVERSE,)
        context: dict[str, Any] = {"decided_outcome": outcome, "may_reverse": staff.has_perms(needed)}
        if page.proposed:
            row = page.case.decisions.select_related("proposed_by").get(pk=page.decision.decision_id)
            shown = preview(page.case.pk, order_of(row), row.proposed_by, timezone.now())
            context |= {"actions": shown.actions, "letters": shown.letters}
        context["outbox"] = page.case.outbox.filter(decision_id=page.decision.decision_id).order_by("pk")[:100]
        return context
    papers = dossier(page.case.pk, staff)
    form = DecisionForm(draft, incidents=[line.incident_id for line in papers.incidents])
    chosen = draft.get("outcome", "") if draft else ""
    return {
        "panel": decision_panel(papers, chosen),
        "form": form,
        "charged_before": set(draft.getlist("charged")) if draft else set(),
    }
