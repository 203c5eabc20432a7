"""The marks that well-known sending software and services leave in a mail, readable without any pattern.

They say by whose system a mail was sent, or who wants it to look so: all of them can be copied. Where a platform runs
such software itself, the tokens in them name its accounts and campaigns.

Source: header shapes of Amazon SES, SendGrid, Mailgun, Mandrill, Mailchimp, Postmark, SparkPost, KumoMTA, GreenArrow
and others as they stand in mail; Google's Feedback-ID ("a:b:c:SenderId", read from the right).
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from complaints.domain.decoding import decode_base64
from complaints.domain.facts import EspMark

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from complaints.domain.headers import Headers

MAX_MARKS = 20
MAX_VALUE = 500
_MAX_ENCODED = 8000
_MAX_TOKENS = 6
# JSON can escape half a surrogate pair, which no database stores.
_ADDRESS = re.compile(r"[^\s@<>\"',;:\x00\ud800-\udfff]{1,64}@[A-Za-z0-9.-]{1,255}")
_TOKEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}")

# Which service or software a header of that name belongs to; what else its value tells is read below.
_HEADERS = {
    "x-ses-outgoing": "Amazon SES",
    "x-sg-eid": "SendGrid",
    "x-sg-id": "SendGrid",
    "x-mailgun-sid": "Mailgun",
    "x-mailgun-variables": "Mailgun",
    "x-mandrill-user": "Mandrill",
    "x-mc-user": "Mailchimp",
    "x-pm-message-id": "Postmark",
    "x-pm-message-stream": "Postmark",
    "x-msys-api": "SparkPost",
    "x-msfbl": "SparkPost",
    "x-kumoref": "KumoMTA",
    "x-greenarrow-instance": "GreenArrow",
    "x-greenarrow-mailclass": "GreenArrow",
    "x-greenarrow-sendid": "GreenArrow",
    "x-mj-mid": "Mailjet",
    "x-mailin-eid": "Brevo",
    "x-sib-id": "Brevo",
    "x-hs-cid": "HubSpot",
    "x-kmail-account": "Klaviyo",
    "x-sfdc-user": "Salesforce",
    "x-roving-id": "Constant Contact",
    "x-csa-complaints": "Certified Senders Alliance",
}
# Return-Paths: the tokens of a match are groups of these names.
_RETURN_PATHS = tuple(
    (esp, re.compile(pattern, re.IGNORECASE))
    for esp, pattern in (
        ("Amazon SES", r"(?P<message>[0-9a-f]{16}-[0-9a-f-]{36}-\d{6})@(?:[\w.-]{1,200}\.)?amazonses\.com"),
        (
            "SendGrid",
            r"bounces\+(?P<account>\d{1,12})-[0-9a-f]{4}-(?P<local>[^=@]{1,100})=(?P<domain>[^@=]{1,200})@[\w.-]{1,200}",
        ),
        (
            "Mailgun",
            r"bounce\+[0-9a-f]{4,12}\.[0-9a-f]{4,12}-(?P<local>[^=@]{1,100})=(?P<domain>[^@=]{1,200})@[\w.-]{1,200}",
        ),
        ("Mandrill", r"bounce-md_(?P<account>\d{1,12})\.[0-9a-f]{4,12}\.v1-(?P<message>[0-9a-f]{16,40})@[\w.-]{1,200}"),
        (
            "Mailchimp",
            r"bounce-mc\.us\d{1,3}_(?P<account>\d{1,12})\.(?P<campaign>\d{1,12})-[0-9a-f]{4,20}@[\w.-]{1,200}",
        ),
        ("Postmark", r"pm_bounces@[\w.-]{1,200}"),
        ("SparkPost", r"msprvs1=[\w=+/.-]{1,200}@[\w.-]{1,200}"),
    )
)
_SENDERS_OF_FEEDBACK_ID = {
    "amazonses": "Amazon SES",
    "mc": "Mailchimp",
    "md": "Mandrill",
    "postmark": "Postmark",
    "mj": "Mailjet",
    "sendinblue": "Brevo",
    "sendgrid": "SendGrid",
    "sparkpost": "SparkPost",
    "mailgun": "Mailgun",
    "hubspot": "HubSpot",
    "klaviyo": "Klaviyo",
    "greenarrow": "GreenArrow",
}


def esp_marks(headers: Headers, return_path: str) -> tuple[EspMark, ...]:
    """Read the marks of sending services.

    Args:
        headers: of the original; values that a mail program encoded are decoded already.
        return_path: the envelope sender without brackets, unwrapped as far as it could be; "" when unknown.

    Returns:
        At most 20 marks, in the order Return-Path, Feedback-ID, other headers. Never raises.
    """
    found = [*_of_return_path(return_path), *_of_feedback_id(headers), *_of_headers(headers)]
    return tuple(dict.fromkeys(found))[:MAX_MARKS]


def _of_return_path(address: str) -> Iterator[EspMark]:
    for esp, pattern in _RETURN_PATHS:
        match = pattern.fullmatch(address[:MAX_VALUE])
        if match:
            groups = match.groupdict()
            recipient = f"{groups['local']}@{groups['domain']}".lower() if groups.get("local") else None
            tokens = [groups.get(name) for name in ("account", "campaign", "message")]
            yield EspMark(
                esp=esp,
                header="Return-Path",
                value=address[:MAX_VALUE],
                tokens=tuple(token for token in tokens if token),
                recipient=recipient,
            )


def _of_feedback_id(headers: Headers) -> Iterator[EspMark]:
    for name in ("feedback-id", "cfbl-feedback-id"):
        for value in headers.all(name)[:3]:
            # White space means nothing in it (RFC 9477 section 5); the sender's id stands last.
            parts = [part.strip("<>") for part in "".join(value[:MAX_VALUE].split()).split(":")]
            esp = _SENDERS_OF_FEEDBACK_ID.get(parts[-1].lower(), "")
            tokens = tuple(part for part in parts if _TOKEN.fullmatch(part))[:_MAX_TOKENS]
            if tokens:
                yield EspMark(esp=esp, header=name.title().replace("Id", "ID"), value=value[:MAX_VALUE], tokens=tokens)


def _of_headers(headers: Headers) -> Iterator[EspMark]:
    for name, esp in _HEADERS.items():
        for value in headers.all(name)[:2]:
            read = _READERS.get(name, _plain)
            tokens, recipient = read(value)
            yield EspMark(
                esp=esp,
                header="-".join(word.capitalize() for word in name.split("-")),
                value=value[:MAX_VALUE],
                tokens=tokens[:_MAX_TOKENS],
                recipient=recipient,
            )


Told = tuple[tuple[str, ...], str | None]


def _plain(value: str) -> Told:
    word = value.strip()
    return ((word,) if _TOKEN.fullmatch(word) else ()), None


def _mailchimp_user(value: str) -> Told:
    """X-MC-User and X-Mandrill-User bear the account, the latter behind "md_"."""
    return _plain(value.strip().removeprefix("md_"))


def _mailgun_sid(value: str) -> Told:
    """X-Mailgun-Sid is base64 of a JSON array: hash, recipient, hash."""
    answer = _json(value)
    texts = [one for one in answer if isinstance(one, str)] if isinstance(answer, list) else []
    recipient = next((one.lower() for one in texts if _ADDRESS.fullmatch(one)), None)
    return tuple(one for one in texts if _TOKEN.fullmatch(one)), recipient


def _kumo_reference(value: str) -> Told:
    """X-KumoRef is base64 of a JSON object: recipient, and whatever the platform puts in."""
    answer = _json("".join(value.split()))
    fields = answer if isinstance(answer, dict) else {}
    recipient = fields.get("recipient")
    known = isinstance(recipient, str) and _ADDRESS.fullmatch(recipient)
    texts = [str(one) for name, one in list(fields.items())[:20] if name not in {"_@_", "recipient"}]
    return tuple(one for one in texts if _TOKEN.fullmatch(one)), str(recipient).lower() if known else None


def _sparkpost_loop(value: str) -> Told:
    """X-MSFBL is base64, before or behind a "|", of a JSON object with the recipient under "r"."""
    for piece in value.split("|")[:3]:
        answer = _json(piece)
        if isinstance(answer, dict):
            recipient = answer.get("r")
            texts = [str(answer[name]) for name in ("customer_id", "subaccount_id", "b", "g") if name in answer]
            known = isinstance(recipient, str) and _ADDRESS.fullmatch(recipient)
            return tuple(one for one in texts if _TOKEN.fullmatch(one)), str(recipient).lower() if known else None
    return (), None


def _json(value: str) -> Any:
    if len(value) > _MAX_ENCODED:
        return None
    try:
        return json.loads(decode_base64(value.encode("ascii", "replace")).decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return None


_READERS: dict[str, Callable[[str], Told]] = {
    "x-mailgun-sid": _mailgun_sid,
    "x-kumoref": _kumo_reference,
    "x-msfbl": _sparkpost_loop,
    "x-mandrill-user": _mailchimp_user,
    "x-mc-user": _mailchimp_user,
}
