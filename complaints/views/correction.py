"""Correcting how a mail was read: it is a complaint, it is none, or its original stands elsewhere."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from complaints.domain.errors import CorrectionError, DeskError, ForgottenError
from complaints.forms.correction import BulkForm, ComplaintForm, MarkForm, NoComplaintForm
from complaints.selectors.completeness import GRADES, missing_in
from complaints.selectors.marking import marking_page
from complaints.selectors.sample import sample_zip
from complaints.services.close_direct import close_direct
from complaints.services.correct_reading import mark_original, take_as_complaint, take_as_none
from complaints.services.preview_reading import preview_reading
from complaints.views.access import DECIDE, changes, reads, refusal, staff_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django import forms
    from django.http import HttpRequest

    from complaints.selectors.marking import MarkingPage


@changes()
def is_complaint(request: HttpRequest, complaint_id: int) -> HttpResponse:
    """File as a complaint what was read as none."""
    form = ComplaintForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        with _stored(complaint_id):
            take_as_complaint(complaint_id, given["note"], staff_of(request), timezone.now(), given["version"])
        messages.success(request, "It is a complaint now. Below is what was found in it.")
    else:
        messages.error(request, "Nothing was changed: reload the page and try again.")
    return redirect("complaint", complaint_id)


@changes()
def is_none(request: HttpRequest, complaint_id: int) -> HttpResponse:
    """Keep as no complaint what was read as one."""
    form = NoComplaintForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        now = timezone.now()
        take_as_none(complaint_id, given["kind"], given["note"], staff_of(request), now, given["version"])
        messages.success(request, "It is kept as no complaint, and can be made one again.")
    else:
        messages.error(request, "Say what kind of mail it is.")
    return redirect("complaint", complaint_id)


@reads
def mark(request: HttpRequest, complaint_id: int) -> HttpResponse:
    """Show the text of a mail line by line."""
    form = MarkForm(request.GET)
    form.is_valid()
    return _marking(request, complaint_id, form)


@reads
def preview_mark(request: HttpRequest, complaint_id: int) -> HttpResponse:
    """Show what would be read, or the lines again when nothing usable was marked."""
    form = MarkForm(request.GET)
    if not form.is_valid():
        return _marking(request, complaint_id, form, errors=_errors(form))
    page = _page(complaint_id, form)
    version = form.cleaned_data["version"]
    try:
        shown = preview_reading(
            complaint_id,
            form.correction(),
            version=page.complaint.version if version is None else version,
            now=timezone.now(),
        )
    except ForgottenError:
        raise
    except DeskError as error:
        return _marking(request, complaint_id, form, errors=(str(error),))
    context = {
        "shown": shown,
        "grade": GRADES[shown.original.headers.value],
        "missing": missing_in(shown.original),
        "form": form,
        "correction": form.correction(),
        "may_decide": request.user.has_perm(DECIDE),
    }
    return render(request, "complaints/mark_preview.html", context)


@changes()
def save_mark(request: HttpRequest, complaint_id: int) -> HttpResponse:
    """File the complaint anew with the original that was marked."""
    form = MarkForm(request.POST)
    if not form.is_valid() or form.cleaned_data["version"] is None:
        messages.error(request, " ".join(_errors(form)) or "Mark the original first.")
        return redirect("mark_original", complaint_id)
    given = form.cleaned_data
    with _stored(complaint_id):
        mark_original(
            complaint_id, form.correction(), given["note"], staff_of(request), timezone.now(), version=given["version"]
        )
    messages.success(request, "The complaint is filed anew with the original that you marked.")
    return redirect("complaint", complaint_id)


@changes()
def close_ticked(request: HttpRequest) -> HttpResponse:
    """Close the ticked cases of direct spam."""
    form = BulkForm(request.POST)
    chosen = form.chosen(request.POST.getlist("case"))
    if not form.is_valid() or not chosen:
        messages.error(request, " ".join(_errors(form)) or "Tick the cases to be closed first.")
        return redirect("queue", "direct")
    done = close_direct(chosen, form.cleaned_data["note"], staff_of(request), timezone.now())
    if done.cases:
        count = len(done.cases)
        messages.success(request, f"Closed {count} {'case' if count == 1 else 'cases'} as no complaint.")
    for sentence in done.refused[:10]:
        messages.warning(request, sentence)
    searched = form.cleaned_data["q"]
    again = f"?{urlencode({'q': searched})}" if searched else ""
    return redirect(f"{reverse('queue', args=('direct',))}{again}")


@reads
def save_sample(request: HttpRequest, complaint_id: int) -> HttpResponse:
    """Give the mail, redacted, with what it is to be read as, for the regression samples."""
    name = request.GET.get("name", "")[:80] or f"complaint_{complaint_id}"
    try:
        packed = sample_zip(complaint_id, name)
    except ForgottenError:
        raise
    except DeskError as error:
        return refusal(request, error, case_id=None, complaint_id=complaint_id)
    except (ObjectDoesNotExist, OSError) as error:
        message = f"There is no complaint {complaint_id}, or its raw message could not be read from the store."
        raise Http404(message) from error
    response = HttpResponse(packed, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{name}.zip"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response


@contextmanager
def _stored(complaint_id: int) -> Iterator[None]:
    """Turn a raw store that cannot be reached into a sentence."""
    try:
        yield
    except OSError as error:
        message = f"The raw message of complaint {complaint_id} could not be read from the store. Try again later."
        raise CorrectionError(message) from error


def _page(complaint_id: int, form: MarkForm) -> MarkingPage:
    given: dict[str, Any] = form.cleaned_data
    try:
        page = marking_page(complaint_id, part=given.get("part") or "", page=given.get("page"))
    except OSError as error:
        message = "The raw message could not be read from the store."
        raise Http404(message) from error
    if page is None:
        message = f"There is no complaint {complaint_id}."
        raise Http404(message)
    return page


def _marking(request: HttpRequest, complaint_id: int, form: MarkForm, *, errors: tuple[str, ...] = ()) -> HttpResponse:
    page = _page(complaint_id, form)
    same_part = form.cleaned_data.get("part") == page.part.path
    context = {
        "page": page,
        "errors": errors,
        "first": (form.chosen_first() if same_part else None) or page.likely,
        "last": form.chosen_last() if same_part else None,
        "unquote": form.cleaned_data.get("unquote", False),
    }
    return render(request, "complaints/mark.html", context, status=400 if errors else 200)


def _errors(form: forms.Form) -> tuple[str, ...]:
    return tuple(str(error) for errors in form.errors.values() for error in errors)
