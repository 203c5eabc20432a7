"""What the events of mailing services state, brought under one set of names.

Source: the webhook references of Mailgun, SendGrid, Postmark, SparkPost, Mandrill, Mailjet, Brevo, MailerSend and
Resend, and the normal form of django-anymail.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any

from complaints.domain.addresses import find_address
from complaints.domain.formats._json import at, read_objects, text_at
from complaints.domain.formats._stated import bracketed

if TYPE_CHECKING:
    from collections.abc import Iterator

_COMPLAINT_WORDS = """
    complained complaint spam spamreport spam_report spamcomplaint spam_complaint email_complained message_complained
    activity_spam_complaint email_spam_complaint messagecomplaint message_transactional_complaint
"""
_OTHER_WORDS = """
    accepted bounce bounced blocked click clicked deferred delayed delivered delivery delivery_delayed dropped failed
    hard_bounce hardbounce injection initial_open inbound invalid_email list_unsubscribe link_unsubscribe open opened
    out_of_band policy_rejection processed queued reject rejected request requests scheduled send sent soft_bounce
    softbounce subscribed unique_opened unsub unsubscribe unsubscribed group_unsubscribe group_resubscribe
    subscriptionchange generation_failure generation_rejection temporarily_failed permanently_failed error proxy_open
"""
_COMPLAINTS = frozenset(_COMPLAINT_WORDS.split())
_OTHERS = frozenset(_OTHER_WORDS.split())
_PREFIX = re.compile(r"^(?:activity|email|message|transactional)_")
_TYPE_PATHS = (
    ("event-data", "event"),
    ("event",),
    ("event_type",),
    ("RecordType",),
    ("type",),
    ("eventType",),
    ("event_data", "status"),
)
_BODIES = (
    ("event-data",),
    ("msg",),
    ("data", "object", "message"),
    ("data", "object"),
    ("data", "email"),
    ("data",),
    ("event_data",),
    (),
)
_RECIPIENTS = ("recipient", "email", "Email", "rcpt_to", "raw_rcpt_to", "contact_email", "to")
_MESSAGE_IDS = (
    "message-id",
    "Message-Id",
    "Message-ID",
    "message_id",
    "smtp-id",
    "MessageID",
    "sg_message_id",
    "_id",
    "email_id",
    "job_id",
    "id",
)
_SENDERS = ("from", "From", "sender", "friendly_from", "msg_from")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderEvent:
    """An event; "" and () where nothing is stated. `sent_at` is a header's date, `feedback_type` that of the ARF."""

    complains: bool
    recipients: tuple[str, ...] = ()
    message_id: str = ""
    sender: str = ""
    subject: str = ""
    sent_at: str = ""
    source_ip: str = ""
    feedback_type: str = ""


def events_in(objects: tuple[dict[str, Any], ...]) -> Iterator[ProviderEvent]:
    """Give the events among objects, out of whatever their service wraps them in."""
    for outer in objects:
        for inner in _unwrapped(outer):
            event = _event(inner)
            if event:
                yield event


def _unwrapped(outer: dict[str, Any]) -> tuple[dict[str, Any], ...]:
    """Undo the envelopes of SparkPost, Mandrill and Unisender."""
    envelope = outer.get("msys")
    if isinstance(envelope, dict):
        return tuple(value for value in list(envelope.values())[:5] if isinstance(value, dict))
    users = outer.get("events_by_user")
    if isinstance(users, list):
        lists = [user.get("events") for user in users[:50] if isinstance(user, dict)]
        return tuple(
            one for events in lists if isinstance(events, list) for one in events[:500] if isinstance(one, dict)
        )
    several = outer.get("mandrill_events", outer.get("events"))
    if isinstance(several, str):
        return read_objects(several)
    if isinstance(several, list):
        return tuple(one for one in several[:500] if isinstance(one, dict))
    return (outer,)


def _event(event: dict[str, Any]) -> ProviderEvent | None:
    word = next((_word(text) for path in _TYPE_PATHS if (text := text_at(event, *path))), "")
    complains = word in _COMPLAINTS
    if "xarf_version" in event or not (complains or _PREFIX.sub("", word) in _OTHERS):
        return None
    bodies = [body for path in _BODIES if isinstance(body := at(event, *path), dict)]
    recipients = tuple(dict.fromkeys(_recipients(bodies)))
    message_id = _message_id(bodies)
    # A word such as "spam" alone makes no event; every service names the mailbox, and the message or the time.
    if not recipients or not (message_id or _has_time(bodies)):
        return None
    return ProviderEvent(
        complains=complains,
        recipients=recipients,
        message_id=message_id,
        sender=_first(bodies, *_SENDERS) or _header(bodies, "from"),
        subject=_first(bodies, "subject", "Subject") or _header(bodies, "subject"),
        sent_at=_sent_at(event),
        source_ip=_first(bodies, "sending_ip"),
        feedback_type=_first(bodies, "fbtype"),
    )


def _word(text: str) -> str:
    spaced = re.sub(r"[^a-z0-9]+", "_", text[:60].lower())
    return spaced.strip("_")


def _recipients(bodies: list[dict[str, Any]]) -> Iterator[str]:
    """Give the mailboxes of the innermost body that names any."""
    for body in bodies:
        for key in _RECIPIENTS:
            value = body.get(key)
            if isinstance(value, dict):
                value = value.get("email")
            found = [
                find_address(one)
                for one in (value if isinstance(value, list) else [value])[:50]
                if isinstance(one, str)
            ]
            if any(found):
                yield from filter(None, found)
                return
        nested = find_address(text_at(body, "recipient", "email"))
        if nested:
            yield nested
            return


def _message_id(bodies: list[dict[str, Any]]) -> str:
    """Give the identifier that the mail itself bears before the service's own."""
    stated = _header(bodies, "message-id") or _header(bodies, "Message-Id") or _header(bodies, "Message-ID")
    own = next((text for body in bodies for key in _MESSAGE_IDS if "@" in (text := text_at(body, key))), "")
    inner = next((text for body in bodies if (text := text_at(body, "message", "id"))), "")
    return bracketed(stated or own or inner or _first(bodies, *_MESSAGE_IDS))


def _header(bodies: list[dict[str, Any]], name: str) -> str:
    for body in bodies:
        text = text_at(body, "message", "headers", name) or text_at(body, "headers", name)
        if text:
            return text
        listed = body.get("headers")
        for one in listed[:100] if isinstance(listed, list) else ():
            if text_at(one, "name").lower() == name.lower():
                return text_at(one, "value")
    return ""


def _has_time(bodies: list[dict[str, Any]]) -> bool:
    keys = ("timestamp", "ts", "time", "ts_event", "date", "created_at", "BouncedAt", "action_time", "event_time")
    return any(text_at(body, key) for body in bodies for key in keys)


def _first(bodies: list[dict[str, Any]], *keys: str) -> str:
    return next((text for body in bodies for key in keys if (text := text_at(body, key))), "")


def _sent_at(event: dict[str, Any]) -> str:
    """Give when the message was sent, where that is told apart from the time of the event, as a header's date."""
    seconds = at(event, "msg", "ts")
    if isinstance(seconds, int) and 0 < seconds < 4_102_444_800:  # noqa: PLR2004 - the year 2100
        return format_datetime(datetime.fromtimestamp(seconds, UTC))
    return text_at(event, "injection_time")
