"""Events of mailing services in JSON: what a webhook receiver passes on, or an export of them.

A service that hears of a complaint by a feedback loop tells its customer so; most leave out the message.

Source: the services' webhook references, and the normal form of django-anymail.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaints.domain.facts import Format, Original, Reading, Reported, ReporterKind, Status
from complaints.domain.formats._feedback import read_ip
from complaints.domain.formats._json import is_bare, is_named_json, json_parts
from complaints.domain.formats._provider_fields import ProviderEvent, events_in
from complaints.domain.formats._readings import complains, no_complaint
from complaints.domain.formats._stated import from_fields
from complaints.domain.mime import EMBEDDED_TYPES

if TYPE_CHECKING:
    from complaints.domain.mime import Message, Part

name = "provider_event"

_NEEDLES = ('"event', '"type"', '"RecordType"', '"msys"', '"mandrill_events"')


def read(message: Message) -> Reading | None:
    """See `Recogniser`."""
    if any(part.content_type in EMBEDDED_TYPES for part in message.parts()):
        return None
    for part, objects in json_parts(message, *_NEEDLES):
        events = tuple(events_in(objects))
        told = tuple(event for event in events if event.complains)
        if told:
            return _reading(part, told)
        if events and _is_all_there_is(message, part):
            return no_complaint(name, name, "The mail carries events of a mailing service, none of them a complaint.")
    return None


def _is_all_there_is(message: Message, part: Part) -> bool:
    """Tell whether nobody complains beside the events."""
    if is_bare(message) and part is message.root:
        return True
    texts = (one for one in message.parts() if one.content_type.startswith("text/") and not is_named_json(one))
    return not any(complains(one.text()) for one in texts if not one.children)


def _reading(part: Part, events: tuple[ProviderEvent, ...]) -> Reading:
    originals = tuple(_original(part, event) for event in events)
    return Reading(
        recogniser=name,
        status=Status.ACCEPTED,
        format=Format.ARF,
        feedback_type=next((event.feedback_type.lower() for event in events if event.feedback_type), None),
        originals=originals,
        reporter_kind=ReporterKind.FEEDBACK_LOOP,
        trace=tuple(f"Complaint of a mailing service's in {one.cut_from}." for one in originals),
    )


def _original(part: Part, event: ProviderEvent) -> Original:
    fields = (
        ("From", event.sender),
        ("Subject", event.subject),
        ("Date", event.sent_at),
        ("Message-ID", event.message_id),
    )
    return from_fields(
        fields,
        cut_from=f"an event in part {part.path}",
        reported=Reported(recipients=event.recipients, source_ip=read_ip(event.source_ip), message_id=event.message_id),
    )
