"""Writing what a forward block says as the headers of a message, over the text that was forwarded.

Source: RFC 5322 section 2.2, RFC 2046 section 5.1.4 (alternatives).
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from complaints.domain.dates import parse_date
from complaints.domain.facts import Completeness, Original
from complaints.domain.original import DATE_ORDER, DAY_FIRST

if TYPE_CHECKING:
    from complaints.domain.formats._blocks import Block

_HEADER_NAMES = ("from", "reply-to", "to", "cc", "date", "subject", "message-id")


def rebuild(block: Block, bodies: list[tuple[str, str]], *, cut_from: str) -> Original:
    """Make an original of a block.

    Args:
        block: what the client printed.
        bodies: (media type, text) of what it forwarded; of each type the first counts.
        cut_from: where it was found, for people.

    Returns:
        An Original in UTF-8, partial at best and never exact.
    """
    headers = "".join(f"{one.title()}: {block.fields[one]}\r\n" for one in _HEADER_NAMES if block.fields.get(one))
    content = f"{headers}{_date_order(block)}{_joined(bodies)}".encode("utf-8", "replace")
    return Original(
        content=content,
        headers=Completeness.PARTIAL if headers else Completeness.NONE,
        exact=False,
        cut_from=cut_from,
    )


def _date_order(block: Block) -> str:
    """Note that the block's language puts the day first, where the date itself does not tell."""
    recorded = block.fields.get("date", "")
    needed = block.foreign and parse_date(recorded) != parse_date(recorded, day_first=True)
    return f"{DATE_ORDER}: {DAY_FIRST}\r\n" if needed else ""


def _joined(bodies: list[tuple[str, str]]) -> str:
    by_type = dict(reversed(bodies))
    if len(by_type) <= 1:
        kind, text = next(iter(by_type.items()), ("text/plain", ""))
        return f"Content-Type: {kind}; charset=utf-8\r\n\r\n{text}"
    plain_first = sorted(by_type.items(), key=lambda body: body[0] != "text/plain")
    digest = hashlib.sha256("".join(text for _, text in plain_first).encode("utf-8", "replace")).hexdigest()
    boundary = f"original-{digest[:24]}"
    parts = "".join(
        f"--{boundary}\r\nContent-Type: {kind}; charset=utf-8\r\n\r\n{text}\r\n" for kind, text in plain_first
    )
    kind = f'multipart/alternative; boundary="{boundary}"'
    return f"MIME-Version: 1.0\r\nContent-Type: {kind}\r\n\r\n{parts}--{boundary}--\r\n"
