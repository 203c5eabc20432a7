"""Microsoft's Junk Mail Reporting Program before it spoke ARF: the original embedded without a feedback part.

The oldest ones are the original itself, with reporter hops and X-HmXmrOriginalRecipient on top of it.

Source: reports of staff@hotmail.com; today's reports are ARF.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from complaints.domain.addresses import find_address
from complaints.domain.facts import Format, Original, Reading, Reported, ReporterKind, Status
from complaints.domain.formats._embedded import embedded_content
from complaints.domain.formats._feedback import read_ip
from complaints.domain.formats._jmrp_source import connecting_ip
from complaints.domain.formats._readings import comment_of
from complaints.domain.mime import EMBEDDED_TYPES
from complaints.domain.original import arrived_at, cut, headers_of

if TYPE_CHECKING:
    from complaints.domain.mime import Message

name = "jmrp"

_MARK = "x-hmxmroriginalrecipient"
_SUBJECT = re.compile(r"(?i)^\s*complaint about message from\s+(\S{2,60})")


def read(message: Message) -> Reading | None:
    """See `Recogniser`."""
    subject = _SUBJECT.match(message.headers.get("subject"))
    originals = _originals(message, named=subject is not None)
    if not originals:
        return None
    source_ip = read_ip(subject[1]) if subject else None
    return Reading(
        recogniser=name,
        status=Status.ACCEPTED,
        format=Format.JMRP,
        originals=tuple(_with_report(one, source_ip) for one in originals),
        comment=comment_of(message),
        reporter_kind=ReporterKind.FEEDBACK_LOOP,
        trace=tuple(f"Original in {one.cut_from}, marked as Hotmail's." for one in originals),
    )


def _originals(message: Message, *, named: bool) -> tuple[Original, ...]:
    """Cut the originals where they bear Hotmail's mark, or the report's subject names itself."""
    embedded = (part for part in message.parts() if part.content_type in EMBEDDED_TYPES)
    originals = tuple(cut(embedded_content(part), exact=True, cut_from=part.span) for part in embedded)
    if named or any(_MARK in headers_of(one.content) for one in originals):
        return originals
    # Some reports bear the mark themselves, too; only one without a marked message in it is its own original.
    return (cut(message.raw, exact=True, cut_from="the whole mail"),) if _MARK in message.headers else ()


def _with_report(original: Original, source_ip: str | None) -> Original:
    headers = headers_of(original.content)
    recipient = find_address(headers.get(_MARK))
    return replace(
        original,
        reported=Reported(
            recipients=(recipient,) if recipient else (),
            source_ip=source_ip or connecting_ip(headers),
            arrived_at=arrived_at(headers),
        ),
    )
