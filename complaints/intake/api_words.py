"""What the HTTP interface says it takes and gives, for its OpenAPI description."""

from __future__ import annotations

from typing import Any

from ninja import Field, Schema

TEXT = {"type": "string", "format": "binary"}
PROBLEM = {
    "type": "object",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What is wrong and what to do next."},
    },
}
BODY = {
    "required": True,
    "content": {
        "message/rfc822": {"schema": TEXT},
        "application/octet-stream": {"schema": TEXT},
        "application/json": {"schema": {"type": "object", "description": "A XARF 4 report, kept byte for byte."}},
    },
}
_REFUSED = {
    401: "No token in force",
    403: "The token lacks the scope",
    404: "No such complaint",
    413: "Larger than MESSAGE_LIMIT_BYTES",
    415: "Neither a mail nor JSON",
    422: "Cannot be used as it is, or the Idempotency-Key belongs to another request",
    429: "Too many requests without a token in force",
    503: "Nothing was accepted; send the same request again after Retry-After",
}
REFUSALS = {
    status: {"description": text, "content": {"application/problem+json": {"schema": PROBLEM}}}
    for status, text in _REFUSED.items()
}


class Accepted(Schema):
    """A complaint that is stored."""

    complaint_id: int
    sha256: str
    status_url: str
    duplicate_request: bool


class Reporter(Schema):
    """Who complains."""

    address: str
    kind: str


class State(Schema):
    """A complaint: its place in the queue, and once it was worked on the fields of an `ingest --json` answer."""

    complaint_id: int
    sha256: str
    state: str
    error: str | None = None
    status: str = ""
    format: str = "none"
    channel: str = ""
    feedback_type: str | None = None
    case: int | None = None
    reporter: Reporter | None = None
    needs: list[str] = Field(default_factory=list)
    incidents: list[dict[str, Any]] = Field(default_factory=list)
