"""The HTTP interface: bring a complaint, ask what became of it. 202 only after commit.

Source: RFC 9110, RFC 9457, draft-ietf-httpapi-idempotency-key-header.
"""

from __future__ import annotations

import json
import logging
from typing import Annotated, Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from ninja import NinjaAPI, Path, Query
from ninja.errors import ValidationError
from ninja.responses import Status

from complaints.domain.facts import Channel, Received
from complaints.intake.api_access import Bearer
from complaints.intake.api_words import BODY, REFUSALS, Accepted, State
from complaints.intake.body import read_body
from complaints.intake.problems import ProblemError, problem, try_again
from complaints.models import ApiToken, Complaint
from complaints.selectors.answer import answer
from complaints.services.receive_once import KeyReusedError, receive_once

logger = logging.getLogger(__name__)

MAIL_TYPES = frozenset({"message/rfc822", "message/global", "application/octet-stream"})
JSON_TYPE = "application/json"
MAX_KEY = 255
MAX_ID = 2**63 - 1
Address = Annotated[str, Query(max_length=998)]

api = NinjaAPI(
    title="Abusedesk",
    version="1",
    description="Bring complaints about mail, and ask what became of them.",
    docs_url=None,  # Its page would load scripts from elsewhere.
    docs_decorator=login_not_required,
)


@api.post(
    "/complaints",
    auth=Bearer(ApiToken.Scope.WRITE),
    response={202: Accepted},
    openapi_extra={"requestBody": BODY, "responses": REFUSALS},
)
def bring(
    request: HttpRequest,
    channel: Channel | None = None,
    mail_from: Address = "",
    rcpt_to: Annotated[list[str], Query(max_length=100)] = [],  # noqa: B006 - ninja's way to say "none"; never changed
) -> Status[dict[str, Any]]:
    """Take a complaint: a mail in its raw bytes, or a XARF report in JSON. It is stored when this answers 202.

    Send an Idempotency-Key, and send the request again with the same key whenever there was no answer.
    """
    token: ApiToken = request.auth  # type: ignore[attr-defined]  # ninja sets it
    received = Received(
        raw=_content(request),
        received_at=timezone.now(),
        mail_from=mail_from,
        rcpt_to=tuple(rcpt_to),
        peer=token.name,
    )
    taken = receive_once(received, token=token, key=_key(request), door="api", channel=channel)
    said = {
        "complaint_id": taken.complaint_id,
        "sha256": taken.sha256,
        "status_url": settings.DESK_URL + reverse("api-1:state_of", args=(taken.complaint_id,)),
        "duplicate_request": taken.again,
    }
    return Status(202, said)


@api.get(
    "/complaints/{int:complaint_id}",
    auth=Bearer(ApiToken.Scope.READ),
    response={200: State},
    exclude_unset=True,
    openapi_extra={"responses": REFUSALS},
)
def state_of(request: HttpRequest, complaint_id: Annotated[int, Path(le=MAX_ID)]) -> dict[str, Any]:
    """Say where a complaint is; once it was worked on, in the words in which `ingest --json` answers."""
    complaint = Complaint.objects.select_related("duplicate_of").filter(pk=complaint_id).first()
    if complaint is None:
        raise ProblemError(404, f"There is no complaint {complaint_id}. Use the status_url of the answer that took it.")
    known = {"complaint_id": complaint.pk, "sha256": complaint.raw_id, "state": complaint.state}
    if complaint.state == Complaint.State.RECEIVED:
        return known | {"error": complaint.error or None}
    return answer(complaint) | known


def _content(request: HttpRequest) -> bytes:
    kind = (request.content_type or "").lower()
    if kind not in MAIL_TYPES and kind != JSON_TYPE:
        detail = "Send a mail as message/rfc822 (or application/octet-stream), a XARF report as application/json."
        raise ProblemError(415, detail, {"Accept-Post": "message/rfc822, application/octet-stream, application/json"})
    content = read_body(request, limit_bytes=settings.MESSAGE_LIMIT_BYTES)
    if not content.strip():
        raise ProblemError(422, "The body is empty. Send the complaint as the body of the request.")
    if kind == JSON_TYPE and not _is_object(content):
        raise ProblemError(422, "The body is no JSON object. Send one report a request; several are several requests.")
    return content


def _is_object(content: bytes) -> bool:
    try:
        return isinstance(json.loads(content), dict)
    except (ValueError, RecursionError):
        return False


def _key(request: HttpRequest) -> str:
    key = str(request.headers.get("Idempotency-Key", "")).strip()
    if len(key) > MAX_KEY or not (key.isascii() and key.isprintable()):
        raise ProblemError(422, f"Write an Idempotency-Key of at most {MAX_KEY} printable ASCII characters.")
    return key


@api.exception_handler(ProblemError)
def _refuse(_request: HttpRequest, error: ProblemError) -> HttpResponse:
    return problem(error.status, error.detail, error.headers)


@api.exception_handler(KeyReusedError)
def _refuse_key(_request: HttpRequest, error: KeyReusedError) -> HttpResponse:
    return problem(422, str(error))


@api.exception_handler(ValidationError)
def _refuse_parameters(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    wrong = "; ".join(f"{one['loc'][-1]}: {one['msg']}" for one in error.errors[:5])
    return problem(422, f"A parameter cannot be used. {wrong}.")


@api.exception_handler(Http404)
def _nothing_here(_request: HttpRequest, _error: Http404) -> HttpResponse:
    return problem(404, "There is nothing here; /api/v1/openapi.json says what there is.")


@api.exception_handler(Exception)
def _our_fault(request: HttpRequest, error: Exception) -> HttpResponse:
    """Whatever went wrong on our side is no reason to lose a complaint: its sender keeps it and tries again."""
    logger.error("The HTTP interface failed on %s.", request.path, exc_info=error)
    return try_again()


def _urls() -> tuple[list[Any], str, str]:
    """Let requests reach ninja without a log-in; the tokens are asked for there."""
    patterns, app, namespace = api.urls
    for pattern in patterns:
        pattern.callback = login_not_required(pattern.callback)  # type: ignore[type-var]  # no resolvers
    return patterns, app, namespace


urls = _urls()
