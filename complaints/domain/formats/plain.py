"""What is left: somebody's own words, or spam sent to the desk itself. Kept as a complaint that lacks its original.

Source: RFC 6650 section 6.5.3: an abuse mailbox does not turn away what is no report.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaints.domain.facts import Format, Reading, Status
from complaints.domain.formats._direct import is_direct, signs
from complaints.domain.formats._readings import comment_of

if TYPE_CHECKING:
    from complaints.domain.mime import Message

name = "plain"


def read(message: Message) -> Reading:
    """See `Recogniser`; this one answers always."""
    found = signs(message)
    direct = is_direct(found)
    trace = ["No original was found in the mail."]
    if direct:
        trace.append("It looks like spam sent to the desk itself.")
    if found:
        trace += [sign.words for sign in found]
    return Reading(
        recogniser=name,
        status=Status.ACCEPTED,
        format=Format.NONE,
        comment=comment_of(message),
        # A spammer is not asked for anything.
        needs=() if direct else ("original",),
        direct=direct,
        trace=tuple(trace),
    )
