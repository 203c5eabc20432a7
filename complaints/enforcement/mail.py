"""The door out by mail: plain text from a template, composed anew at every attempt.

Source: RFC 3834 (Auto-Submitted), RFC 5322 section 3.6.4 (Message-ID).
"""

from __future__ import annotations

import hashlib
import re
import smtplib
import textwrap
import unicodedata
from dataclasses import dataclass
from email.headerregistry import Address
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.template import Context, Engine

from accounts.selectors.directory import RecordedDirectory
from complaints.domain.delivery import DeliveryError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from complaints.domain.delivery import Delivery

TEMPLATES = frozenset(
    {"ask_original", "ask_headers", "acknowledge", "reporter_outcome"}
    | {"hold", "remediation", "warning", "fine", "termination", "correction"}
)
ANSWERS = frozenset({"ask_original", "ask_headers", "acknowledge", "reporter_outcome"})
COLUMNS = 74
SUBJECT_CHARACTERS = 200
BLANK_LINES = re.compile(r"\n{3,}")
INDENT = re.compile(r"[ ]*(?:- |\d{1,3}\. )?")
MESSAGE_ID = re.compile(r"<[^<>\s@]{1,200}@[^<>\s@]{1,200}>")
LASTING_CODES = range(500, 600)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A mail as it will be sent."""

    sender: str
    to: str
    subject: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """Who writes: the platform's name, its domain, and the address that reads the answers."""

    name: str
    domain: str
    address: str


def house() -> House:
    """Say who the desk writes as; before any import an address of this machine, so that nobody else is named."""
    platform = RecordedDirectory().platform
    domain = platform.domain or "localhost"
    address = platform.mailboxes.get("public") or f"abuse@{domain}"
    return House(name=one_line(platform.name) or domain, domain=domain, address=address)


def compose(payload: Mapping[str, object]) -> Letter:
    """Write the letter that a payload asks for.

    Args:
        payload: "template", "to" and "context" as planned.

    Raises:
        DeliveryError: lasting, when there is no such template or `to` is not one address.
    """
    template, to, context = payload.get("template"), payload.get("to"), payload.get("context")
    if template not in TEMPLATES:
        problem = f"There is no mail called “{str(template)[:60]}”."
        raise DeliveryError(problem, lasting=True)
    writer = house()
    values = {**(context if isinstance(context, dict) else {}), "house": writer}
    return Letter(
        sender=str(Address(display_name=f"{writer.name} abuse desk", addr_spec=_one_address(writer.address))),
        to=_one_address(to),
        subject=one_line(_render(f"mail/{template}.subject.txt", values))[:SUBJECT_CHARACTERS],
        text=wrapped(_render(f"mail/{template}.text.txt", values)),
    )


def send(delivery: Delivery) -> None:
    """See `Handler`: a repeated mail has the same Message-ID, so that mail systems can show it once."""
    letter = compose(delivery.payload)
    message = EmailMessage(
        subject=letter.subject,
        body=letter.text,
        from_email=letter.sender,
        to=[letter.to],
        headers=_headers(delivery, letter),
    )
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        raise DeliveryError(str(error), lasting=all(code in LASTING_CODES for code in codes)) from error
    except (smtplib.SMTPException, OSError) as error:
        problem = f"{type(error).__name__}: {error}"
        raise DeliveryError(problem) from error


def one_line(text: str) -> str:
    """Give text fit for a header: one line, without control or direction characters."""
    return " ".join("".join(" " if unicodedata.category(c)[0] in "CZ" else c for c in text).split())


def wrapped(text: str) -> str:
    """Give text for a body: lines of at most 74 columns, no control characters, never two blank lines."""
    lines = (_wrap(line.rstrip()) for line in _printable(text).split("\n"))
    return BLANK_LINES.sub("\n\n", "\n".join(lines)).strip() + "\n"


def _wrap(line: str) -> str:
    indent = INDENT.match(line)
    inner = " " * (indent.end() if indent else 0)
    return textwrap.fill(line, COLUMNS, subsequent_indent=inner, break_long_words=False, break_on_hyphens=False)


def _printable(text: str) -> str:
    return "".join(c for c in text if c == "\n" or unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Zl", "Zp"})


def _render(name: str, values: dict[str, Any]) -> str:
    # Plain text: escaping for HTML would show as &amp; to the reader.
    return Engine.get_default().get_template(name).render(Context(values, autoescape=False))


def _one_address(value: object) -> str:
    try:
        validate_email(str(value))
    except ValidationError as error:
        problem = f"“{str(value)[:60]}” is not a mail address."
        raise DeliveryError(problem, lasting=True) from error
    return str(value)


def _headers(delivery: Delivery, letter: Letter) -> dict[str, str]:
    domain = letter.sender.rpartition("@")[2].rstrip(">")
    digest = hashlib.sha256(delivery.key.encode()).hexdigest()[:32]
    kind = "auto-replied" if delivery.payload.get("template") in ANSWERS else "auto-generated"
    headers = {"Message-ID": f"<{digest}@{domain}>", "Auto-Submitted": kind, "X-Auto-Response-Suppress": "All"}
    context = delivery.payload.get("context")
    answered = str(context.get("in_reply_to", "")) if isinstance(context, dict) else ""
    if MESSAGE_ID.fullmatch(answered):
        headers |= {"In-Reply-To": answered, "References": answered}
    return headers
