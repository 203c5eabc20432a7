"""XARF: JSON of versions 3 and 4 wherever a mail carries it, and the older X-ARF with a block of plain fields.

Read with tolerance: most published samples do not validate against their own schema. What is missing stays missing.

Source: abusix/xarf schema 3, XARF 4.2.0, X-ARF 0.1 and 0.2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaints.domain.addresses import find_address
from complaints.domain.dates import parse_date
from complaints.domain.facts import Format, Original, Reading, Reported, ReporterKind, Status
from complaints.domain.formats._embedded import embedded_content, is_declared
from complaints.domain.formats._feedback import find_feedback, read_ip
from complaints.domain.formats._json import json_parts
from complaints.domain.formats._readings import MAX_COMMENT, comment_of
from complaints.domain.formats._stated import from_fields
from complaints.domain.formats._xarf_fields import XarfFields, read_plain, read_report
from complaints.domain.html_text import find_urls
from complaints.domain.original import cut, looks_like_message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from complaints.domain.mime import Message, Part

name = "xarf"

_MOST_REPORTS = 100
_NEEDLES = ('"xarf_version"', '"Report"', '"ReporterInfo"')
_YAML_TYPES = frozenset(
    {"text/plain", "text/yaml", "application/yaml", "text/x-yaml", "application/x-yaml", "text/x-arf"}
)


def read(message: Message) -> Reading | None:
    """See `Recogniser`."""
    reports = _find(message)
    if not reports:
        return None
    part, first = reports[0]
    originals = tuple(original for where, fields in reports for original in _stated(where, fields))
    originals += tuple(_beside(message, {id(where) for where, _ in reports}, _reported(first)))
    lacks_original = not originals and any(fields.about_mail for _, fields in reports)
    if lacks_original:
        originals = tuple(one for where, fields in reports if (one := _rebuilt(where, fields)))
    return Reading(
        recogniser=name,
        status=Status.ACCEPTED,
        format=Format.XARF,
        feedback_type=first.kind or None,
        originals=originals,
        stated=None if originals else _reported(first),
        comment=first.description[:MAX_COMMENT] if part is message.root else comment_of(message),
        needs=("original",) if lacks_original else (),
        reporter_kind=ReporterKind.NETWORK,
        trace=(
            *(f"XARF {fields.version} in {where.span}." for where, fields in reports),
            *(() if originals else (_statement(first),)),
            *(f"Original in {one.cut_from}." for one in originals),
        ),
    )


def _find(message: Message) -> list[tuple[Part, XarfFields]]:
    """Give the reports with the parts that they stand in, at most 100: an array of JSON can hold several."""
    for part, objects in json_parts(message, *_NEEDLES):
        found = [(part, fields) for one in objects[:_MOST_REPORTS] if (fields := read_report(one))]
        if found:
            return found
    marked = "x-arf" in message.headers or "x-xarf" in message.headers
    for part in message.parts():
        if not part.children and (part.content_type in _YAML_TYPES or part.filename):
            fields = read_plain(part.decoded(), marked=marked)
            if fields:
                return [(part, fields)]
    feedback = find_feedback(message)
    if feedback and feedback.kind == name:
        reported = feedback.reported
        source, mail_from = reported.source_ip or "", reported.mail_from
        stated = XarfFields(version="without JSON", source=source, mail_from=mail_from, recipients=reported.recipients)
        return [(feedback.part, stated)]
    return []


def _statement(fields: XarfFields) -> str:
    """Say in one sentence what a report without an original is about."""
    when = f" at {fields.date[:100]}" if fields.date else ""
    return f"It states {fields.source[:200] or 'no source'} as the source of {fields.kind or 'something'}{when}."


def _reported(fields: XarfFields) -> Reported:
    return Reported(
        recipients=tuple(address for one in fields.recipients if (address := find_address(one))),
        source_ip=read_ip(fields.source),
        mail_from=find_address(fields.mail_from),
        arrived_at=parse_date(fields.date),
        message_id=fields.message_id,
        domains=fields.domains,
        uris=tuple(dict.fromkeys((*fields.uris, *find_urls(fields.source))))[:50],
        user_agent=fields.user_agent[:500],
    )


def _stated(report: Part, fields: XarfFields) -> Iterator[Original]:
    """Cut the originals out of a report's own evidence."""
    for number, sample in enumerate(fields.samples, start=1):
        if is_declared(sample.content_type) or looks_like_message(sample.content):
            yield cut(
                sample.content, exact=True, cut_from=f"sample {number} of {report.path}", reported=_reported(fields)
            )


def _beside(message: Message, reports: set[int], reported: Reported) -> Iterator[Original]:
    """Cut the originals that stand beside the report."""
    for part in message.parts():
        if id(part) in reports or part is message.root:
            continue
        if is_declared(part.content_type) or (not part.children and looks_like_message(part.decoded())):
            yield cut(embedded_content(part), exact=True, cut_from=part.span, reported=reported)


def _rebuilt(report: Part, fields: XarfFields) -> Original | None:
    """Write down what a report states of a message that it does not bring; None where that identifies none."""
    reported = _reported(fields)
    identifies = reported.message_id or reported.recipients or (reported.source_ip and reported.mail_from)
    if not fields.about_mail or not identifies:
        return None
    stated = (("Subject", fields.subject), ("Message-ID", fields.message_id))
    return from_fields(stated, cut_from=f"fields of the report in part {report.path}", reported=reported)
