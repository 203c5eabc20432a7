"""Authentication failure reports (DMARC "ruf"): they tell a domain's owner of forgeries, and complain about nobody.

Source: RFC 6591, RFC 7489 section 7.3; Hotmail's XMR/2.2 reports are of this kind.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from complaints.domain.facts import Format, Reading
from complaints.domain.formats._feedback import find_feedback, originals_behind
from complaints.domain.formats._readings import no_complaint

if TYPE_CHECKING:
    from complaints.domain.mime import Message

name = "auth_failure"

_KINDS = frozenset({"auth-failure", "authfailure", "dmarc"})


def read(message: Message) -> Reading | None:
    """See `Recogniser`."""
    feedback = find_feedback(message)
    if feedback is None or feedback.kind not in _KINDS:
        return None
    return replace(
        no_complaint(name, "dmarc_failure", "The feedback report tells of failed authentication."),
        format=Format.ARF,
        feedback_type=feedback.kind,
        originals=originals_behind(message, feedback),
    )
