"""The Abuse Reporting Format: what feedback loops and some networks send.

Source: RFC 5965, RFC 6650, RFC 9477 (CFBL); the feedback types of RFC 5965 section 7.3 and what is sent beyond them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from complaints.domain.facts import Format, Reading, ReporterKind, Status
from complaints.domain.formats._bare_loop import original_alone
from complaints.domain.formats._feedback import find_feedback, originals_behind
from complaints.domain.formats._jmrp_source import with_connection
from complaints.domain.formats._readings import comment_of

if TYPE_CHECKING:
    from complaints.domain.mime import Message

name = "arf"

# Its reports have no field beyond the three prescribed ones; what is missing stands in the original's own stamps.
_BY_MICROSOFT = re.compile(r"(?i)\s{0,9}(?:JMRP|Microsoft[- ]?JMR)")


def read(message: Message) -> Reading | None:
    """See `Recogniser`."""
    feedback = find_feedback(message)
    if feedback is None:
        return _without_report(message)
    originals = originals_behind(message, feedback)
    if _BY_MICROSOFT.match(feedback.reported.user_agent):
        originals = tuple(with_connection(one) for one in originals)
    return Reading(
        recogniser=name,
        status=Status.ACCEPTED,
        format=Format.ARF,
        feedback_type=feedback.kind or None,
        originals=originals,
        comment=comment_of(message),
        needs=() if originals else ("original",),
        reporter_kind=ReporterKind.FEEDBACK_LOOP,
        trace=(f"Feedback report in {feedback.part.span}.", *(f"Original in {one.cut_from}." for one in originals)),
    )


def _without_report(message: Message) -> Reading | None:
    original = original_alone(message)
    if original is None:
        return None
    return Reading(
        recogniser=name,
        status=Status.ACCEPTED,
        format=Format.ARF,
        originals=(original,),
        reporter_kind=ReporterKind.FEEDBACK_LOOP,
        trace=("A feedback loop sent the message itself, without a report.",),
    )
