"""Feedback that a message was no spam after all.

Source: RFC 6430; Zimbra's reports of ham.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from complaints.domain.facts import Format, Reading
from complaints.domain.formats._feedback import find_feedback, originals_behind
from complaints.domain.formats._readings import no_complaint
from complaints.domain.formats._zimbra_marks import read_marks

if TYPE_CHECKING:
    from complaints.domain.mime import Message

name = "not_spam"

_KINDS = frozenset({"not-spam", "notspam", "ham", "not-junk", "nonspam", "non-spam"})


def read(message: Message) -> Reading | None:
    """See `Recogniser`."""
    marks = read_marks(message)
    if marks and marks.verdict == "ham":
        return no_complaint(name, name, "A user of Zimbra took the message out of the junk folder.")
    feedback = find_feedback(message)
    if feedback is None or feedback.kind not in _KINDS:
        return None
    return replace(
        no_complaint(name, name, "The feedback report says that the message is not spam."),
        format=Format.ARF,
        feedback_type=feedback.kind,
        originals=originals_behind(message, feedback),
    )
