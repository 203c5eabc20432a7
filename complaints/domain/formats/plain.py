"""What is left: somebody's own words, or spam sent to the desk itself. Kept as a complaint that lacks its original.

Source: RFC 6650 section 6.5.3: an abuse mailbox does not turn away what is no report.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaints.domain.facts import Format, Reading, Status
from complaints.domain.formats._readings import comment_of

if TYPE_CHECKING:
    from complaints.domain.mime import Message

name = "plain"


def read(message: Message) -> Reading:
    """See `Recogniser`; this one answers always."""
    return Reading(
        recogniser=name,
        status=Status.ACCEPTED,
        format=Format.NONE,
        comment=comment_of(message),
        needs=("original",),
        trace=("No original was found in the mail.",),
    )
