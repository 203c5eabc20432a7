"""XARF: JSON of versions 3 and 4 wherever a mail carries it, and the older X-ARF with a block of plain fields.

Read with tolerance: most published samples do not validate against their own schema. What is missing stays missing.

Source: abusix/xarf schema 3, XARF 4.2.0, X-ARF 0.1 and 0.2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaints.domain.dates import parse_date
from complaints.domain.facts import Format, Original, Reading, Reported, ReporterKind, Status
from complaints.domain.formats._embedded import embedded_content
from complaints.domain.formats._feedback import HEADER_TYPES, find_feedback, read_ip
from complaints.domain.formats._readings import comment_of
from complaints.domain.formats._xarf_fields import XarfFields, read_json, read_plain
from complaints.domain.html_text import find_urls
from complaints.domain.mime import EMBEDDED_TYPES
from complaints.domain.original import cut, looks_like_message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from complaints.domain.mime import Message, Part

name = "xarf"

_ABOUT_MAIL = frozenset({"spam", "bulk-messaging", "bulk_messaging", "phishing", "fraud", "abuse", ""})


def read(message: Message) -> Reading | None:
    """See `Recogniser`."""
    found = _find(message)
    if found is None:
        return None
    part, fields = found
    reported = _reported(fields)
    originals = tuple(_originals(message, part, fields, reported))
    lacks_original = not originals and fields.kind in _ABOUT_MAIL
    return Reading(
        recogniser=name,
        status=Status.ACCEPTED,
        format=Format.XARF,
        feedback_type=fields.kind or None,
        originals=originals,
        comment=comment_of(message) if part is not message.root else fields.description[:20_000],
        needs=("original",) if lacks_original else (),
        reporter_kind=ReporterKind.NETWORK,
        trace=(f"XARF {fields.version} in {part.span}.", *(f"Original in {one.cut_from}." for one in originals)),
    )


def _find(message: Message) -> tuple[Part, XarfFields] | None:
    leaves = [part for part in message.parts() if not part.children]
    for part in leaves:
        if _may_be_json(part) and (fields := read_json(part.decoded())):
            return part, fields
    marked = "x-arf" in message.headers or "x-xarf" in message.headers
    for part in leaves:
        if part.content_type in {"text/plain", "text/yaml", "application/yaml", "text/x-yaml"} or part.filename:
            fields = read_plain(part.decoded(), marked=marked)
            if fields:
                return part, fields
    feedback = find_feedback(message)
    if feedback and feedback.kind == name:
        return feedback.part, XarfFields(version="without JSON", kind="", source=feedback.reported.source_ip or "")
    return None


def _may_be_json(part: Part) -> bool:
    named = part.content_type.endswith("json") or part.filename.lower().endswith(".json")
    return named or part.decoded()[:200].lstrip().startswith(b"{")


def _reported(fields: XarfFields) -> Reported:
    return Reported(
        recipients=tuple(address.lower() for address in fields.recipients if "@" in address),
        source_ip=read_ip(fields.source),
        mail_from=fields.mail_from.strip("<> ").lower(),
        arrived_at=parse_date(fields.date),
        message_id=fields.message_id,
        domains=fields.domains,
        uris=tuple(dict.fromkeys((*fields.uris, *find_urls(fields.source))))[:50],
        user_agent=fields.user_agent[:500],
    )


def _originals(message: Message, report: Part, fields: XarfFields, reported: Reported) -> Iterator[Original]:
    for number, sample in enumerate(fields.samples, start=1):
        if sample.content_type in EMBEDDED_TYPES or looks_like_message(sample.content):
            yield cut(sample.content, exact=True, cut_from=f"sample {number} of {report.path}", reported=reported)
    for part in message.parts():
        if part is report or part is message.root:
            continue
        embedded = part.content_type in EMBEDDED_TYPES or part.content_type in HEADER_TYPES
        if embedded or (not part.children and looks_like_message(part.decoded())):
            yield cut(embedded_content(part), exact=True, cut_from=part.span, reported=reported)
