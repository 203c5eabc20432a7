"""The evidence itself: gathered again when records arrive later, and handed out whole."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.contrib import messages
from django.http import FileResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from complaints.domain.errors import CorrectionError
from complaints.forms.correction import AgainForm
from complaints.models import Incident
from complaints.services.judge_again import judge_with_its_kin
from complaints.services.make_bundle import make_bundle
from complaints.views.access import changes, staff_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, HttpResponseBase

    from complaints.services.judge_again import Judged

MAX_TOLD = 8


@changes()
def judge_again(request: HttpRequest, complaint_id: int) -> HttpResponse:
    """Gather the evidence on a complaint again and say what that changed."""
    form = AgainForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Nothing was done: reload the page and try again.")
        return redirect("complaint", complaint_id)
    given = form.cleaned_data
    seen = Incident.objects.filter(pk=given["incident"], complaint_id=complaint_id).first()
    try:
        done = judge_with_its_kin(complaint_id, given["note"], staff_of(request), timezone.now(), given["version"])
    except OSError as error:
        message = f"The raw message of complaint {complaint_id} could not be read from the store. Try again later."
        raise CorrectionError(message) from error
    _tell(request, done)
    return _back(complaint_id, seen)


@changes()
def download(request: HttpRequest, case_id: int) -> HttpResponseBase:
    """Give the evidence of a case as a file that can be checked elsewhere."""
    try:
        bundle = make_bundle(case_id, by=staff_of(request), now=timezone.now())
    except OSError as error:
        message = "A message of this case could not be read from the store, and a bundle with a gap is none."
        raise CorrectionError(message) from error
    response = FileResponse(
        bundle, as_attachment=True, filename=f"case-{case_id}-evidence.zip", content_type="application/zip"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response


def _tell(request: HttpRequest, done: Judged) -> None:
    if not done.changes:
        messages.info(request, "The evidence was gathered again with today's records: nothing changed.")
        return
    more = len(done.changes) - MAX_TOLD
    also = f" And {more} more; see the history." if more > 0 else ""
    messages.success(request, f"The evidence was gathered again. {' '.join(done.changes[:MAX_TOLD])}{also}")


def _back(complaint_id: int, seen: Incident | None) -> HttpResponse:
    """Lead to the incident that was looked at, or to the one that took its place; else to the complaint."""
    if seen is None:
        return redirect("complaint", complaint_id)
    standing = Incident.objects.standing().filter(complaint_id=complaint_id, position=seen.position)
    now = standing.filter(recipient=seen.recipient).first() or standing.order_by("pk").first()
    if now is None or now.case_id is None:
        return redirect("complaint", complaint_id)
    return redirect(f"{reverse('case', args=(now.case_id,))}?{urlencode({'tab': 'headers', 'incident': now.pk})}")
