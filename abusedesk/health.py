"""What load balancers and containers ask: is this process able to work?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_not_required
from django.core.files.storage import storages
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

if TYPE_CHECKING:
    from django.http import HttpRequest


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer 200 when the database answers, else 503; the cause stays in the log."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("the database does not answer\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Answer 200 when this process can take work: its database has the tables it expects, and the raw store answers.

    A machine that answers 503 here is to get no requests; one that does at /healthz is to be started again.
    """
    problem = _why_not_ready()
    return HttpResponse(f"{problem or 'ready'}\n", status=503 if problem else 200, content_type="text/plain")


def _why_not_ready() -> str:
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return "the database is behind this version: run manage.py migrate"
    except DatabaseError:
        return "the database does not answer"
    try:
        storages["raw"].exists("00/ready")
    except OSError:
        return "the raw store does not answer"
    return ""
