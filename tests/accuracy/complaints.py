"""How people and machines pass a copy on."""

from __future__ import annotations

import re
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from tests.accuracy.world import World


def outer(world: World, sender: str, subject: str, rest: str, *, authenticated: bool, at: datetime) -> bytes:
    """Put a complaint's own header block on top, as our MX stores it."""
    domain = sender.rpartition("@")[2]
    result = "pass" if authenticated else "fail"
    return (
        f"Authentication-Results: {world.authserv_id}; spf={result} smtp.mailfrom={sender};\r\n"
        f" dkim={result if authenticated else 'none'} header.d={domain}\r\n"
        f"Received: from out.{domain} (out.{domain} [192.0.2.25])\r\n\tby {world.authserv_id} (Postfix) with ESMTPS id"
        f" 4Cc{world.random.randrange(10**6)}\r\n\tfor <badactor@{world.domain}>; {at:%a, %d %b %Y %H:%M:%S} +0000\r\n"
        f"From: <{sender}>\r\nTo: badactor@{world.domain}\r\nSubject: {subject}\r\n"
        f"Date: {at:%a, %d %b %Y %H:%M:%S} +0000\r\nMessage-ID: <{world.random.randrange(10**12)}@{domain}>\r\n"
        f"MIME-Version: 1.0\r\n{rest}"
    ).encode("utf-8", "surrogateescape")


def attached(world: World, copy: bytes, reporter: str, at: datetime) -> bytes:
    """Attach the copy as a message."""
    text = copy.decode("utf-8", "surrogateescape")
    rest = (
        'Content-Type: multipart/mixed; boundary="att"\r\n\r\n--att\r\nContent-Type: text/plain\r\n\r\n'
        "I never asked for this. Please stop them.\r\n--att\r\nContent-Type: message/rfc822\r\n"
        f'Content-Disposition: attachment; filename="spam.eml"\r\n\r\n{text}\r\n--att--\r\n'
    )
    return outer(world, reporter, "Spam complaint", rest, authenticated=True, at=at)


def pasted(world: World, copy: bytes, reporter: str, at: datetime) -> bytes:
    """Paste the copy's source into the text."""
    text = copy.decode("utf-8", "surrogateescape")
    rest = f"Content-Type: text/plain; charset=utf-8\r\n\r\nThis is spam, full source below.\r\n\r\n{text}\r\n"
    return outer(world, reporter, "Abuse report", rest, authenticated=True, at=at)


def loop(world: World, copy: bytes, recipient: str, at: datetime, *, name: str, source: str | None = None) -> bytes:
    """Report the copy as a feedback loop does: `name` is its domain, followed by "!" where nothing authenticates it.

    `source` is the address that the report states; None takes the one in the copy's newest line.
    """
    stated = _source(copy) if source is None else source
    fields = ["Feedback-Type: abuse", "User-Agent: Loop/2.1", "Version: 1", f"Original-Rcpt-To: <{recipient}>"]
    fields += [f"Source-IP: {stated}"] if stated else []
    text = copy.decode("utf-8", "surrogateescape")
    block = "\r\n".join(fields)
    rest = (
        'Content-Type: multipart/report; report-type=feedback-report; boundary="arf"\r\n\r\n--arf\r\n'
        "Content-Type: text/plain\r\n\r\nThis is an email abuse report.\r\n--arf\r\n"
        f"Content-Type: message/feedback-report\r\n\r\n{block}\r\n\r\n--arf\r\n"
        f"Content-Type: message/rfc822\r\n\r\n{text}\r\n--arf--\r\n"
    )
    domain, mark, _ = name.partition("!")
    return outer(world, f"feedback@{domain}", "FW: report", rest, authenticated=not mark, at=at)


def redacted(copy: bytes, recipient: str, token: str) -> bytes:
    """Take the recipient out of a copy as feedback loops do: a token in its place, its domain left (RFC 6590)."""
    domain = recipient.rpartition("@")[2]
    return copy.replace(recipient.encode(), f"{token}@{domain}".encode())


def _source(copy: bytes) -> str:
    newest = r"(?:\[|\(|from )(?:IPv6:)?((?:198\.51\.100|203\.0\.113)\.\d+|2001:db8:51::\d+)"
    found = re.search(newest, copy.decode("utf-8", "replace"))
    return found[1] if found else ""


def forwarded(world: World, copy: bytes, reporter: str, at: datetime) -> bytes:
    """Forward the copy as a client does: a block of four fields and the text, or the page, without trace headers."""
    parsed = message_from_bytes(copy, policy=default)
    plain, page = (part.get_content() for part in parsed.iter_parts())
    sent = message_date(copy)
    if world.random.random() < 0.5:
        block = (
            f"---------- Forwarded message ---------\r\nFrom: {parsed['From']}\r\nDate: {sent}\r\n"
            f"Subject: {parsed['Subject']}\r\nTo: <{parsed['To']}>\r\n\r\n\r\n{plain}\r\n"
        )
        rest = f"Content-Type: text/plain; charset=utf-8\r\n\r\nspam!\r\n\r\n{block}"
    else:
        sender = str(parsed["From"]).replace("<", "&lt;").replace(">", "&gt;")
        block = (
            '<div>please act</div><div class="gmail_quote"><div dir="ltr" class="gmail_attr">---------- Forwarded'
            f" message ---------<br>From: {sender}<br>Date: {sent}<br>Subject: {parsed['Subject']}<br>To: &lt;"
            f"{parsed['To']}&gt;<br></div><br>{page}</div>"
        )
        rest = f"Content-Type: text/html; charset=utf-8\r\n\r\n{block}\r\n"
    return outer(world, reporter, f"Fwd: {parsed['Subject']}", rest, authenticated=True, at=at)


def message_date(copy: bytes) -> str:
    """Give a copy's Date as Gmail prints it, in UTC."""
    return f"{parsedate_to_datetime(str(message_from_bytes(copy)['Date'])):%a, %b %d, %Y at %I:%M %p}"


def days_later(at: datetime) -> datetime:
    """Give when people complain."""
    return at + timedelta(hours=20)
