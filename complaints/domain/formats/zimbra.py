"""Zimbra's own spam reports: a user pressed the button, the server sends the message on to the desk.

Reports of ham are read as "not spam".

Source: Zimbra Collaboration, subjects "zimbra-spam-report: user@domain: spam" and X-Zimbra-Spam-Report fields.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from complaints.domain.facts import Format, Reading, Reported, ReporterKind, Status
from complaints.domain.formats._embedded import embedded_content, is_declared
from complaints.domain.formats._zimbra_marks import read_marks
from complaints.domain.mime import EMBEDDED_TYPES
from complaints.domain.original import cut, looks_like_message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from complaints.domain.facts import Original
    from complaints.domain.mime import Message

name = "zimbra"


def read(message: Message) -> Reading | None:
    """See `Recogniser`."""
    marks = read_marks(message)
    if marks is None or marks.verdict == "ham":
        return None
    reported = Reported(recipients=(marks.user,) if marks.user else ())
    originals = tuple(replace(one, reported=reported) for one in _originals(message))
    return Reading(
        recogniser=name,
        status=Status.ACCEPTED,
        format=Format.ATTACHED,
        originals=originals,
        needs=() if originals else ("original",),
        reporter_kind=ReporterKind.FEEDBACK_LOOP,
        trace=("A user of Zimbra marked the message as spam.", *(f"Original in {one.cut_from}." for one in originals)),
    )


def _originals(message: Message) -> Iterator[Original]:
    for part in message.parts():
        if part is message.root and part.content_type not in EMBEDDED_TYPES:
            continue
        if is_declared(part.content_type) or (not part.children and looks_like_message(part.decoded())):
            yield cut(embedded_content(part), exact=True, cut_from=part.span)
