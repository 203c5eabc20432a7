"""Feedback loops that send nothing but the message: the mail's own content type is message/rfc822.

Source: Cloudmark's loops for Swisscom and Synacor.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from complaints.domain.formats._embedded import embedded_content
from complaints.domain.mime import EMBEDDED_TYPES
from complaints.domain.original import cut, looks_like_message

if TYPE_CHECKING:
    from complaints.domain.facts import Original
    from complaints.domain.mime import Message

_LOOP = re.compile(
    r"(?i)\bfbl\b|feedback[ ._-]?loop|cloudmark|\b(?:spam|junk|abuse)[ ._-]?(?:report|complaint|feedback|notification)"
)


def original_alone(message: Message) -> Original | None:
    """Give the message that a loop sent without a word, or None; a person's bare forward is read elsewhere."""
    root = message.root
    named = f"{message.headers.get('from')} {message.headers.get('subject')}"
    if root.content_type not in EMBEDDED_TYPES or not _LOOP.search(named):
        return None
    content = embedded_content(root)
    return cut(content, exact=True, cut_from=root.span) if looks_like_message(content) else None
