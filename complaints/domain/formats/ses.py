"""Amazon SES tells of complaints: JSON, raw or in the envelope of SNS, which adds a footer to what it mails.

Its non-delivery notifications are read as bounces. `mail.sourceIp` is the address of who called the programming
interface, not of the relay, and is left alone.

Source: Amazon SES Developer Guide, "Amazon SNS notification contents" and "Event publishing".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from complaints.domain.addresses import find_address
from complaints.domain.dates import parse_date
from complaints.domain.facts import Format, Original, Reading, Reported, ReporterKind, Status
from complaints.domain.formats._json import MAX_OBJECTS, at, json_parts, read_objects, text_at
from complaints.domain.formats._readings import no_complaint
from complaints.domain.formats._stated import bracketed, from_fields

if TYPE_CHECKING:
    from collections.abc import Iterator

    from complaints.domain.mime import Message, Part

name = "ses"

_KINDS = ("notificationType", "eventType")
_SUPPRESSED = "onaccountsuppressionlist"


def read(message: Message) -> Reading | None:
    """See `Recogniser`."""
    events = list(_events(message))
    if not events:
        return None
    complaints = [(part, event) for part, event in events if _complains(event)]
    if not complaints:
        return no_complaint(name, "provider_event", "Amazon SES tells of an event that is no complaint.")
    types = [text_at(event, "complaint", "complaintFeedbackType") for _, event in complaints]
    originals = tuple(_original(part, event) for part, event in complaints)
    return Reading(
        recogniser=name,
        status=Status.ACCEPTED,
        format=Format.ARF,
        feedback_type=next((word.strip().lower() for word in types if word.strip()), None),
        originals=originals,
        reporter_kind=ReporterKind.FEEDBACK_LOOP,
        trace=tuple(f"Original rebuilt from {one.cut_from}." for one in originals),
    )


def _events(message: Message) -> Iterator[tuple[Part, dict[str, Any]]]:
    for part, objects in json_parts(message, *_KINDS):
        for one in objects:
            inner = read_objects(one["Message"]) if isinstance(one.get("Message"), str) else (one,)
            yield from (
                (part, event) for event in inner[:MAX_OBJECTS] if isinstance(event.get("mail"), dict) and _kind(event)
            )


def _kind(event: dict[str, Any]) -> str:
    return next((word.lower() for key in _KINDS if (word := text_at(event, key))), "")


def _complains(event: dict[str, Any]) -> bool:
    """Tell a complaint from a refusal to send to somebody who complained before."""
    suppressed = text_at(event, "complaint", "complaintSubType").lower() == _SUPPRESSED
    return _kind(event) == "complaint" and isinstance(event.get("complaint"), dict) and not suppressed


def _original(part: Part, event: dict[str, Any]) -> Original:
    mail, complaint = event["mail"], event["complaint"]
    fields = list(_fields(mail))
    names = {field.lower() for field, _ in fields}
    fields += [(field, value) for field, value in _common_fields(mail) if field.lower() not in names]
    stated = next((value for field, value in fields if field.lower() == "message-id"), "")
    identifier = text_at(mail, "messageId")
    return from_fields(
        fields,
        cut_from=f"the notification in part {part.path}",
        reported=Reported(
            recipients=tuple(_recipients(complaint)),
            mail_from=find_address(text_at(mail, "source")),
            arrived_at=parse_date(text_at(complaint, "arrivalDate")),
            message_id=bracketed(stated) or bracketed(f"{identifier}@email.amazonses.com" if identifier else ""),
            user_agent=text_at(complaint, "userAgent")[:500],
        ),
    )


def _fields(mail: dict[str, Any]) -> Iterator[tuple[str, str]]:
    headers = mail.get("headers")
    for one in headers[:MAX_OBJECTS] if isinstance(headers, list) else ():
        yield text_at(one, "name"), str(at(one, "value") or "")[:8000]


def _common_fields(mail: dict[str, Any]) -> Iterator[tuple[str, str]]:
    common = mail.get("commonHeaders")
    for key, field in (("from", "From"), ("to", "To"), ("date", "Date"), ("subject", "Subject")):
        value = at(common, key)
        yield field, ", ".join(map(str, value[:50])) if isinstance(value, list) else text_at(common, key)
    yield "Message-ID", bracketed(text_at(common, "messageId"))


def _recipients(complaint: dict[str, Any]) -> Iterator[str]:
    complained = complaint.get("complainedRecipients")
    for one in complained[:200] if isinstance(complained, list) else ():
        address = find_address(text_at(one, "emailAddress") or (one if isinstance(one, str) else ""))
        if address:
            yield address
