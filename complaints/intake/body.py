"""The body of a request, whole and bounded: what did not arrive whole must not become a complaint.

Source: RFC 9110 section 8.6 (Content-Length), RFC 9112 section 8 (incomplete messages).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from complaints.intake.problems import RETRY_AFTER_SECONDS, ProblemError
from complaints.storage import raw_has_room

if TYPE_CHECKING:
    from django.http import HttpRequest

_MOST_DIGITS = 18


def read_body(request: HttpRequest, *, limit_bytes: int) -> bytes:
    """Read a request's body: no more of it than was announced, and nothing of one that is too large.

    Raises:
        ProblemError: no length is announced (411), it is above the limit (413), there is no room for it (503), or less
            arrived than announced (400).
    """
    length = announced_bytes(request)
    if length is None:
        raise ProblemError(411, "Send the request with a Content-Length, and not in chunks.")
    if length > limit_bytes:
        detail = f"The body has {length:,} bytes; at most {limit_bytes:,} are taken. Leave out attachments."
        raise ProblemError(413, detail)
    if not has_room(length):
        detail = "The desk has not enough room to store this. Send it again later."
        raise ProblemError(503, detail, {"Retry-After": str(RETRY_AFTER_SECONDS)})
    try:
        body = bytes(request.read(length)) if length else b""
    except OSError as error:
        raise ProblemError(400, "The connection broke off. Send the request again.") from error
    if len(body) != length:
        raise ProblemError(400, f"Only {len(body):,} of {length:,} bytes arrived. Send the request again.")
    return body


def announced_bytes(request: HttpRequest) -> int | None:
    """Give the announced length of the body; None for one in chunks, of which Django would see nothing."""
    text = request.META.get("CONTENT_LENGTH") or ""
    known = text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS
    return int(text) if known and "HTTP_TRANSFER_ENCODING" not in request.META else None


def has_room(size_bytes: int) -> bool:
    """Tell whether the raw store can take so much and leave what the database needs."""
    return raw_has_room(settings.DISK_SPARE_BYTES + size_bytes)
