"""Authentication failure reports (DMARC "ruf"): they tell a domain's owner of forgeries, and complain about nobody.

Source: RFC 6591, RFC 7489 section 7.3; Hotmail's XMR/2.2 reports are of this kind.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from complaints.domain.facts import Format, Reading
from complaints.domain.formats._feedback import find_feedback, originals_behind
from complaints.domain.formats._readings import no_complaint

if TYPE_CHECKING:
    from complaints.domain.formats._feedback import Feedback
    from complaints.domain.mime import Message, Part

name = "auth_failure"

_KINDS = frozenset({"auth-failure", "authfailure", "dmarc", "dkim", "spf", "dkim-failure", "spf-failure"})
_COMPLAINTS = frozenset({"abuse", "spam", "virus", "fraud", "phishing"})
_HOTMAIL = re.compile(r"(?i)XMR/")
# Exim tells it in words, under the report type of a feedback report or under none.
_IN_WORDS = re.compile(
    r"(?i)\bmessage claiming to be from you has failed the published DMARC|"
    r"\bthis is (?:an authentication failure|a spf/dkim authentication-failure) report for an? e-?mail message"
)
_START = 2000
_OPENING = 200


def read(message: Message) -> Reading | None:
    """See `Recogniser`."""
    feedback = find_feedback(message)
    if feedback is None or not _is_failure(feedback):
        return _told_in_words(message)
    return replace(
        no_complaint(name, "dmarc_failure", "The feedback report tells of failed authentication."),
        format=Format.ARF,
        feedback_type=feedback.kind,
        originals=originals_behind(message, feedback),
    )


def _is_failure(feedback: Feedback) -> bool:
    """Tell by the type; where that says neither, by the field that RFC 6591 prescribes."""
    if feedback.kind in _KINDS:
        return True
    if feedback.kind in _COMPLAINTS:
        return bool(_HOTMAIL.match(feedback.reported.user_agent))
    return "auth-failure" in feedback.headers or bool(_IN_WORDS.search(_words(feedback.part)))


def _told_in_words(message: Message) -> Reading | None:
    """Read what has no feedback part but the sentences with which such a report begins."""
    first = next((part for part in message.parts() if part.content_type.startswith("text/")), None)
    if first is None or not _IN_WORDS.search(_words(first)[:_OPENING]):
        return None
    return no_complaint(name, "dmarc_failure", "The mail tells of failed authentication.")


def _words(part: Part) -> str:
    return part.text()[:_START] if not part.children else ""
