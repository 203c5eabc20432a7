"""How the desk itself is doing: for its staff in words, for Prometheus in figures."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from complaints.selectors.metrics import exposition
from complaints.selectors.pipeline import stages
from complaints.views.access import reads

if TYPE_CHECKING:
    from django.http import HttpRequest


@reads
def status(request: HttpRequest) -> HttpResponse:
    """Show every stage of the pipeline, what is stuck first of all."""
    now = timezone.now()
    all_stages = stages(now)
    context = {"stages": all_stages, "stuck": [stage for stage in all_stages if stage.stuck], "now": now}
    return render(request, "complaints/status.html", context)


@login_not_required
@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer a scraper that shows the token of METRICS_TOKEN; without one set there is no such page."""
    if not settings.METRICS_TOKEN:
        raise Http404
    shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not hmac.compare_digest(shown.encode(), settings.METRICS_TOKEN.encode()):
        answer = HttpResponse("Send the token of METRICS_TOKEN: Authorization: Bearer …\n", status=401)
        answer["WWW-Authenticate"] = "Bearer"
        return answer
    return HttpResponse(exposition(), content_type=CONTENT_TYPE_LATEST)
