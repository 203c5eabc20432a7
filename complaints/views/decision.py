"""Deciding: look at what will happen, confirm it; approve or send back; take it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from complaints.domain import outcomes, policy
from complaints.forms.decision import DecisionForm
from complaints.forms.words import AnswerForm, ReasonForm
from complaints.models import Case, Decision
from complaints.selectors.dossier import dossier
from complaints.services.approve import approve, send_back
from complaints.services.decide import decide as give
from complaints.services.decide import with_rule
from complaints.services.preview import preview as foresee
from complaints.services.reverse import reverse as undo
from complaints.views.access import REVERSE, changes, staff_of
from complaints.views.case import render_case

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from complaints.domain.facts import Order


@changes()
def preview(request: HttpRequest, case_id: int) -> HttpResponse:
    """Show exactly what a decision would do, mail by mail; nothing is written."""
    case = get_object_or_404(Case.objects.select_related("account"), pk=case_id)
    staff, now = staff_of(request), timezone.now()
    papers = dossier(case_id, staff, at=now)
    form = DecisionForm(request.POST, incidents=[line.incident_id for line in papers.incidents])
    if not form.is_valid():
        return render_case(request, case_id, draft=request.POST, errors=_errors(form), status=422)
    outcome = outcomes.get(form.cleaned_data["outcome"])
    order = with_rule(form.order(), papers, outcome)
    shown = foresee(case_id, order, staff, now)
    if not shown.possible:
        closed = tuple(gate.detail for gate in shown.gates if not gate.met)
        return render_case(request, case_id, draft=request.POST, errors=closed, status=422)
    actions = (*shown.at_once, *shown.actions)
    context = {
        "case": case,
        "outcome": outcome,
        "order": order,
        "rule": policy.cited(papers.rules, order.rule),
        "at_once": [action for action in actions if action.at_once],
        "later": [action for action in actions if not action.at_once],
        "letters": shown.letters,
        "fields": _fields(request, order),
        "charge_cents": papers.charge_cents,
        "charge_total": papers.charge_cents * len(order.charged),
        "currency": papers.currency,
    }
    return render(request, "complaints/preview.html", context)


@changes()
def decide(request: HttpRequest, case_id: int) -> HttpResponse:
    """Give the outcome that was previewed."""
    papers = dossier(case_id, staff_of(request))
    form = DecisionForm(request.POST, incidents=[line.incident_id for line in papers.incidents])
    if not form.is_valid():
        return render_case(request, case_id, draft=request.POST, errors=_errors(form), status=422)
    order = form.order()
    give(case_id, order, staff_of(request), timezone.now(), form.cleaned_data["version"])
    label = outcomes.get(order.outcome).label
    waits = outcomes.get(order.outcome).needs_second_person
    messages.success(request, f"{label}: {'a second person has to approve it now' if waits else 'decided'}.")
    return redirect("case", case_id)


@changes()
def answer_proposal(request: HttpRequest, case_id: int, decision_id: int) -> HttpResponse:
    """Approve a proposed decision, or send it back; the service says who may."""
    get_object_or_404(Decision.objects.only("pk"), pk=decision_id, case_id=case_id)
    form = AnswerForm(request.POST)
    answer = form.cleaned_data["answer"] if form.is_valid() else ""
    if request.POST.get("do") == "approve":
        approve(decision_id, staff_of(request), timezone.now(), answer)
        messages.success(request, "Approved: the decision is in force.")
    else:
        send_back(decision_id, staff_of(request), timezone.now(), answer)
        messages.success(request, "Sent back: the case is open again.")
    return redirect("case", case_id)


@changes(REVERSE)
def reverse_decision(request: HttpRequest, case_id: int, decision_id: int) -> HttpResponse:
    """Take a decision out of force; the case opens again."""
    get_object_or_404(Decision.objects.only("pk"), pk=decision_id, case_id=case_id)
    form = ReasonForm(request.POST)
    if form.is_valid():
        undo(decision_id, staff_of(request), timezone.now(), form.cleaned_data["reason"])
        messages.success(request, "Reversed: the case is open again, and the next decision supersedes that one.")
    else:
        messages.error(request, "Write the reason that the customer reads in the correction.")
    return redirect("case", case_id)


def _errors(form: DecisionForm) -> tuple[str, ...]:
    return tuple(str(error) for errors in form.errors.values() for error in errors)


def _fields(request: HttpRequest, order: Order) -> list[tuple[str, str]]:
    """Give the fields that the confirmation sends again, with the rule that was filled in."""
    texts = ("outcome", "public_reason", "private_note", "tell_reporters", "pause_sending", "version")
    given = [(name, request.POST[name]) for name in texts if name in request.POST]
    return [*given, ("rule", order.rule), *(("charged", str(number)) for number in order.charged)]
