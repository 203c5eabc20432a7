"""Requests to be taken off a list: no complaint about a message, yet kept.

Source: RFC 5965 (its drafts had "opt-out" as a feedback type), RFC 2369 section 3.2, RFC 8058.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from complaints.domain.facts import Format, Reading
from complaints.domain.formats._feedback import find_feedback, originals_behind
from complaints.domain.formats._readings import comment_of, complains, no_complaint

if TYPE_CHECKING:
    from complaints.domain.mime import Message

name = "opt_out"

_KINDS = frozenset({"opt-out", "opt-out-list", "optout", "unsubscribe"})
_SUBJECT = re.compile(r"(?i)^\s*(?:list[- ])?unsub(?:scribe)?\b(?:\s*[:=(\[]?\s*[\w.+=@:/-]*[)\]]?)?\s*$")
_ASKING = re.compile(r"(?i)\bunsubscri\w*|\bopt[ -]?out\b")
_SHORT = 1500


def read(message: Message) -> Reading | None:
    """See `Recogniser`."""
    feedback = find_feedback(message)
    if feedback:
        if feedback.kind not in _KINDS:
            return None
        return replace(
            no_complaint(name, name, "The feedback report asks to be taken off a list."),
            format=Format.ARF,
            feedback_type=feedback.kind,
            originals=originals_behind(message, feedback),
        )
    return no_complaint(name, name, "The mail only asks to be taken off a list.") if _asks(message) else None


def _asks(message: Message) -> bool:
    """Tell whether a mail bears "unsubscribe" as its subject and says nothing else of weight."""
    if any(part.depth > 1 for part in message.root.walk()) or not _SUBJECT.match(message.headers.get("subject")):
        return False
    comment = comment_of(message)
    return len(comment) < _SHORT and not complains(_ASKING.sub(" ", comment))
