"""Refusals that a program can act on and a person can read.

Source: RFC 9457 (problem details), RFC 9110 section 10.2.3 (Retry-After).
"""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING

from django.http import HttpResponse

if TYPE_CHECKING:
    from collections.abc import Mapping

RETRY_AFTER_SECONDS = 30
TRY_AGAIN = "The desk could not store this just now; nothing was accepted. Send the same request again later."


class ProblemError(Exception):
    """A request that is refused.

    Attributes:
        status: the HTTP status.
        detail: what is wrong and what to do next, one or two sentences.
        headers: further header fields of the answer.
    """

    def __init__(self, status: int, detail: str, headers: Mapping[str, str] | None = None) -> None:
        self.status = status
        self.detail = detail
        self.headers = headers or {}
        super().__init__(detail)


def problem(status: int, detail: str, headers: Mapping[str, str] | None = None) -> HttpResponse:
    """Write a problem; its title is the status's own phrase."""
    content = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    return HttpResponse(
        json.dumps(content, ensure_ascii=False),
        status=status,
        content_type="application/problem+json",
        headers={"Cache-Control": "no-store", **(headers or {})},
    )


def try_again() -> HttpResponse:
    """Say that it was the desk's fault and that nothing was accepted."""
    return problem(503, TRY_AGAIN, {"Retry-After": str(RETRY_AFTER_SECONDS)})
