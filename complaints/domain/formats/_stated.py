"""Originals of which a report only states some header fields."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from complaints.domain.decoding import clean_text
from complaints.domain.facts import Original, Reported
from complaints.domain.headers import Headers
from complaints.domain.original import grade

if TYPE_CHECKING:
    from collections.abc import Iterable

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,99}")
_MAX_FIELDS = 300
_MAX_VALUE = 8000


def from_fields(fields: Iterable[tuple[str, str]], *, cut_from: str, reported: Reported) -> Original:
    """Write the stated fields as a header block.

    Args:
        fields: names and values; empty values and names that are none are left out, line ends become blanks.
        cut_from: where they were stated, for people.
        reported: what the report states beside them.

    Returns:
        An Original that is not exact, graded by the fields that it has.
    """
    kept = []
    for _, (name, value) in zip(range(_MAX_FIELDS), fields, strict=False):
        line = clean_text(value[:_MAX_VALUE])
        if line and _NAME.fullmatch(name):
            kept.append((name, line))
    content = "".join(f"{name}: {line}\r\n" for name, line in kept) + "\r\n" if kept else ""
    headers = Headers(tuple((name.lower(), line.encode("utf-8", "replace")) for name, line in kept))
    return Original(
        content=content.encode("utf-8", "replace"),
        headers=grade(headers),
        exact=False,
        cut_from=cut_from,
        reported=reported,
    )


def bracketed(identifier: str) -> str:
    """Give a Message-ID in angle brackets without white space, or ""."""
    inside = re.sub(r"\s+", "", identifier[:1000]).strip("<>")
    return f"<{inside}>" if inside else ""
