"""Bytes that came from outside, handed out so that they can do no harm: the locked frame, downloads."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_sameorigin

from complaints.models import Complaint
from complaints.selectors.evidence import find_incident
from complaints.selectors.original import attachment_content, original_content, read_original
from complaints.views.access import reads

if TYPE_CHECKING:
    from django.http import HttpRequest

    from complaints.models import Incident

# Nothing loads, nothing runs, nothing leads anywhere; styles stand in the mail's own elements.
FRAME_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'self'; sandbox"
)
DOWNLOAD_POLICY = "default-src 'none'; sandbox"


@reads
@xframe_options_sameorigin
def body(request: HttpRequest, incident_id: int) -> HttpResponse:
    """Give the body of an original for the locked frame."""
    content = original_content(_incident(incident_id))
    response = render(request, "complaints/body.html", {"content": content})
    return _locked(response, FRAME_POLICY)


@reads
def original_raw(_request: HttpRequest, incident_id: int) -> HttpResponse:
    """Give an original's bytes as a download."""
    incident = _incident(incident_id)
    return _download(_bytes_of(incident), f"original-{incident.original_id[:16]}.eml")


@reads
def attachment(_request: HttpRequest, incident_id: int, path: str) -> HttpResponse:
    """Give the bytes of one part under the name of their hash: a mail's own names are bait."""
    content = attachment_content(_bytes_of(_incident(incident_id)), path)
    if content is None:
        message = "The message has no such part."
        raise Http404(message)
    return _download(content, f"{hashlib.sha256(content).hexdigest()[:16]}.bin")


@reads
def complaint_raw(_request: HttpRequest, complaint_id: int) -> HttpResponse:
    """Give a complaint's bytes as received."""
    complaint = Complaint.objects.select_related("raw").filter(pk=complaint_id).first()
    if complaint is None:
        message = f"There is no complaint {complaint_id}."
        raise Http404(message)
    try:
        content = complaint.content()
    except OSError as error:
        message = "The raw message could not be read from the store."
        raise Http404(message) from error
    return _download(content, f"complaint-{complaint.raw_id[:16]}.eml")


def _incident(incident_id: int) -> Incident:
    found = find_incident(incident_id)
    if found is None:
        message = f"There is no incident {incident_id}."
        raise Http404(message)
    return found


def _bytes_of(incident: Incident) -> bytes:
    try:
        return read_original(incident)
    except OSError as error:
        message = "The raw message could not be read from the store."
        raise Http404(message) from error


def _download(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return _locked(response, DOWNLOAD_POLICY)


def _locked(response: HttpResponse, policy: str) -> HttpResponse:
    response["Content-Security-Policy"] = policy
    response["X-Content-Type-Options"] = "nosniff"
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "no-store"
    response["X-DNS-Prefetch-Control"] = "off"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
