"""Small changes to a case: claim, review, judge an incident, note. Each is one service call and a way back."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from accounts.services.ask_for_patterns import ask_for_patterns
from complaints.domain.errors import UnknownChoiceError
from complaints.forms.words import CiteForm, NoteForm, ReviewForm
from complaints.models import Incident
from complaints.selectors.list_pattern import list_of_case
from complaints.services.add_note import add_note as keep_note
from complaints.services.cite_finding import cite_finding
from complaints.services.claim_case import claim_case, release_case
from complaints.services.judge_incident import judge_incident
from complaints.services.record_review import record_review as keep_review
from complaints.services.ring import ring
from complaints.views.access import changes, staff_of

if TYPE_CHECKING:
    from django import forms
    from django.http import HttpRequest, HttpResponse

ANSWERS = {"yes": True, "no": False, "open": None}


@changes()
def claim(request: HttpRequest, case_id: int) -> HttpResponse:
    """Claim a case, take it over, or let go of it."""
    staff, now = staff_of(request), timezone.now()
    wanted = request.POST.get("do")
    if wanted in ("release", "take"):
        release_case(case_id, staff, now)
    if wanted in ("claim", "take"):
        claim_case(case_id, staff, now)
    return redirect("case", case_id)


@changes()
def measure_list(request: HttpRequest, case_id: int) -> HttpResponse:
    """Ask for the patterns of a list of the case's account; a worker measures them."""
    mailing_list = get_object_or_404(list_of_case(case_id, request.POST.get("list", "")))
    ask_for_patterns(mailing_list.pk, timezone.now())
    ring()
    messages.success(request, "The list will be measured; this page shows how far it is.")
    return _back(request, case_id)


@changes()
def record_review(request: HttpRequest, case_id: int) -> HttpResponse:
    """Record a finding of one of the four reviews."""
    form = ReviewForm(request.POST)
    if form.is_valid():
        keep_review(
            case_id,
            form.cleaned_data["review"],
            form.cleaned_data["finding"],
            form.cleaned_data["note"],
            staff_of(request),
            timezone.now(),
        )
        messages.success(request, "The review is recorded.")
    else:
        messages.error(request, "Choose a finding, then record the review.")
    return _back(request, case_id)


@changes()
def cite(request: HttpRequest, case_id: int) -> HttpResponse:
    """Keep a sentence that the desk found as evidence in a case."""
    form = CiteForm(request.POST)
    if form.is_valid():
        number = form.cleaned_data["incident"]
        found = get_object_or_404(Incident, pk=number, case_id=case_id) if number else None
        cite_finding(case_id, found, form.cleaned_data["sentence"], staff_of(request), timezone.now())
        messages.success(request, "Cited as evidence.")
    else:
        messages.error(request, "Press “Cite” beside a finding.")
    return _back(request, case_id)


@changes()
def substantiate(request: HttpRequest, case_id: int, incident_id: int) -> HttpResponse:
    """Keep whether a person holds an incident to be substantiated."""
    answer = request.POST.get("answer", "")
    if answer not in ANSWERS:
        raise UnknownChoiceError(answer, "answer")
    get_object_or_404(Incident.objects.only("pk"), pk=incident_id, case_id=case_id)
    judge_incident(incident_id, ANSWERS[answer], staff_of(request), timezone.now())
    return _back(request, case_id, incident_id)


@changes()
def add_note(request: HttpRequest, case_id: int) -> HttpResponse:
    """Add a note to the history."""
    form = NoteForm(request.POST)
    if form.is_valid():
        keep_note(case_id, form.cleaned_data["note"], staff_of(request), timezone.now())
    else:
        messages.error(request, _first_error(form))
    return redirect(f"{reverse('case', args=(case_id,))}?tab=history")


def _first_error(form: forms.Form) -> str:
    return next((str(error) for errors in form.errors.values() for error in errors), "")


def _back(request: HttpRequest, case_id: int, incident_id: int | None = None) -> HttpResponse:
    about = {
        "tab": request.POST.get("tab", "")[:20],
        "incident": str(incident_id or request.POST.get("incident", ""))[:20],
    }
    given = urlencode({name: value for name, value in about.items() if value})
    return redirect(f"{reverse('case', args=(case_id,))}?{given}")
