"""Webhooks of mail providers, as django-anymail knows them: mail that came in, and complaints that a provider heard of.

Anymail checks the signatures and reads what has to be fetched. What is kept are the bytes that the provider received,
wherever it hands them over: anymail's own parsing raises on hostile mail, takes its time over it and changes it.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from anymail import urls as anymail_urls
from anymail.exceptions import AnymailWebhookValidationFailure
from anymail.utils import get_request_basic_auth
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.urls import URLPattern
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from complaints.intake.body import read_body
from complaints.intake.posted import show, take_apart
from complaints.intake.problems import ProblemError, problem, try_again
from complaints.intake.webhook_kept import keep

if TYPE_CHECKING:
    from collections.abc import Callable

    from anymail.webhooks.base import AnymailCoreWebhookView
    from django.http import HttpRequest

logger = logging.getLogger(__name__)

CHALLENGE = {"WWW-Authenticate": 'Basic realm="Abusedesk"'}
# Of JSON with a mail in base64, and of forms with attachments beside it.
ROOM_FOR_WRAPPING = 2


def door(view_class: type[AnymailCoreWebhookView]) -> Callable[..., HttpResponse]:
    """Make the view of one provider's webhook."""

    @csrf_exempt
    @login_not_required
    @require_http_methods(["POST", "HEAD"])
    def receive_hook(request: HttpRequest, *_captured: str) -> HttpResponse:
        if not settings.ANYMAIL.get("WEBHOOK_SECRET"):
            message = "No webhook is taken here: ANYMAIL_WEBHOOK_SECRET is not set."
            raise Http404(message)
        try:
            return HttpResponse() if request.method == "HEAD" else _receive(request, view_class)
        except ProblemError as error:
            return problem(error.status, error.detail, error.headers)
        except Exception:
            # Whatever went wrong is no reason to lose a complaint: the provider keeps it and posts it again.
            logger.exception("A webhook of %s could not be taken.", view_class.esp_name)
            return try_again()

    return receive_hook


def _receive(request: HttpRequest, view_class: type[AnymailCoreWebhookView]) -> HttpResponse:
    """Let the provider in, and keep what it posted.

    Raises:
        ProblemError: it may not come in, or what it posted cannot be taken.
        Exception: nothing was kept.
    """
    _ask_for_the_secret(request)
    view: Any = view_class()
    body = read_body(request, limit_bytes=ROOM_FOR_WRAPPING * settings.MESSAGE_LIMIT_BYTES)
    posted = take_apart(body, request.headers.get("Content-Type", ""))
    show(posted, request)
    try:
        view.run_validators(request)
    except AnymailWebhookValidationFailure as error:
        raise ProblemError(403, f"{error}. Compare the provider's signing key with the desk's setting.") from error
    keep(view, request, posted)
    return HttpResponse()


def _ask_for_the_secret(request: HttpRequest) -> None:
    """Compare the secret before anything of the body is read."""
    given = get_request_basic_auth(request) or ""
    # All of them are compared, so that the time tells nothing.
    if not sum(constant_time_compare(given, secret) for secret in settings.ANYMAIL["WEBHOOK_SECRET"]):
        detail = "Put the secret into the webhook's address: https://USER:PASSWORD@desk.example/hooks/…"
        raise ProblemError(401, detail, CHALLENGE)


# The addresses are anymail's own, so that its documentation holds.
urls = (
    [URLPattern(one.pattern, door(one.callback.view_class), name=one.name) for one in anymail_urls.urlpatterns],
    "anymail",
    "anymail",
)
