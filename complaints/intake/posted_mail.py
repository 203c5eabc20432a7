"""The bytes of a mail inside what a provider posted about it: one function a provider that hands them over.

Where a provider hands over text instead of bytes, characters that it could not read are lost; such a mail counts as
rebuilt.

Source: the inbound webhook references of the providers, and django-anymail's reading of them.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from complaints.intake.posted import read_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from complaints.intake.posted import Posted

LOST = "\N{REPLACEMENT CHARACTER}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """A mail that a provider handed over. `exact`: with the bytes that it received."""

    raw: bytes
    mail_from: str = ""
    rcpt_to: tuple[str, ...] = ()
    exact: bool = True


def mails_in(provider: str, posted: Posted) -> list[Handed]:
    """Give the mails that were posted with their bytes; none where only parts were, or a notice. Never raises."""
    found = PROVIDERS[provider](posted) if provider in PROVIDERS else ()
    return [one for one in found if one.raw]


def _mailgun(posted: Posted) -> Iterator[Handed]:
    yield _bytes(posted.first("body-mime"), posted.text("sender"), posted.text("recipient"))


def _sendgrid(posted: Posted) -> Iterator[Handed]:
    envelope = read_json(posted.first("envelope"))
    yield _bytes(posted.first("email"), _at(envelope, "from"), *_texts(_at(envelope, "to")))


def _postmark(posted: Posted) -> Iterator[Handed]:
    data = posted.data()
    first = next(iter(_objects(_at(data, "Headers"))), None)
    is_path = str(_at(first, "Name")).lower() == "return-path"
    sender = str(_at(first, "Value") or "").strip("<> ") if is_path else ""
    yield _text(_at(data, "RawEmail"), sender, _at(data, "OriginalRecipient"))


def _mandrill(posted: Posted) -> Iterator[Handed]:
    for event in _objects(read_json(posted.first("mandrill_events"))):
        if _at(event, "event") == "inbound":
            yield _text(_at(event, "msg", "raw_msg"), "", _at(event, "msg", "email"))


def _sparkpost(posted: Posted) -> Iterator[Handed]:
    for event in _objects(posted.data()):
        relayed = _at(event, "msys", "relay_message")
        sender, recipient = _at(relayed, "msg_from"), _at(relayed, "rcpt_to")
        yield _encoded(
            _at(relayed, "content", "email_rfc822"),
            _at(relayed, "content", "email_rfc822_is_base64"),
            sender,
            recipient,
        )


def _postal(posted: Posted) -> Iterator[Handed]:
    data = posted.data()
    yield _encoded(_at(data, "message"), _at(data, "base64"), _at(data, "mail_from"), _at(data, "rcpt_to"))


def _mailersend(posted: Posted) -> Iterator[Handed]:
    data = _at(posted.data(), "data")
    recipients = [_at(one, "email") for one in _objects(_at(data, "recipients", "rcptTo"))]
    yield _text(_at(data, "raw"), _at(data, "sender", "email"), *recipients)


def _amazon(posted: Posted) -> Iterator[Handed]:
    event = read_json(_as_text(_at(posted.data(), "Message")))
    if _at(event, "receipt", "action", "type") == "SNS":
        coded = _at(event, "receipt", "action", "encoding") == "BASE64"
        sender, recipients = _at(event, "mail", "source"), _texts(_at(event, "receipt", "recipients"))
        yield _encoded(_at(event, "content"), coded, sender, *recipients)


PROVIDERS: dict[str, Callable[[Posted], Iterator[Handed]]] = {
    "Amazon SES": _amazon,
    "MailerSend": _mailersend,
    "Mailgun": _mailgun,
    "Mandrill": _mandrill,
    "Postal": _postal,
    "Postmark": _postmark,
    "SendGrid": _sendgrid,
    "SparkPost": _sparkpost,
}


def _bytes(raw: bytes | None, sender: object, *recipients: object, exact: bool = True) -> Handed:
    rcpt_to = tuple(text for one in recipients if (text := _as_text(one)))
    return Handed(raw=raw or b"", mail_from=_as_text(sender), rcpt_to=rcpt_to, exact=exact)


def _text(raw: object, sender: object, *recipients: object) -> Handed:
    text = _as_text(raw)
    return _bytes(text.encode("utf-8", "surrogateescape"), sender, *recipients, exact=LOST not in text)


def _encoded(raw: object, coded: object, sender: object, *recipients: object) -> Handed:
    if not coded:
        return _text(raw, sender, *recipients)
    try:
        return _bytes(base64.b64decode(_as_text(raw)), sender, *recipients)
    except (binascii.Error, ValueError):
        return _bytes(b"", sender, *recipients)


def _at(value: object, *path: str) -> Any:
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _as_text(value: object) -> str:
    """Give a text without half surrogate pairs, which JSON can write and nothing can encode."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else ""


def _objects(value: object) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _texts(value: object) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
