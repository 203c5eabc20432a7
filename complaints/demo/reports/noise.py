"""What else lands in an abuse mailbox: bounces, answers of machines, statistics, newsletters, hopeless mail."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

from complaints.demo.mail import base64_lines, body_part, crlf, date, entity, multipart
from complaints.demo.originals import queue_id
from complaints.demo.platform_file import PUBLIC
from complaints.demo.reports.envelope import Sender, letter, plain, taken_in
from complaints.demo.signing import sign

if TYPE_CHECKING:
    from datetime import datetime

    from complaints.demo.keys import DemoKey

_NESTED = 400
_DAY_SECONDS = 86_400


def bounce(recipient: str, at: datetime) -> bytes:
    """Return one of our own answers as undeliverable (RFC 3464)."""
    domain = recipient.rpartition("@")[2]
    boundary = f"dsn_{queue_id(recipient, at.isoformat())}"
    status = (
        f"Reporting-MTA: dns; mx1.{domain}\nArrival-Date: {date(at)}\n\n"
        f"Final-Recipient: rfc822; {recipient}\nAction: failed\nStatus: 5.2.2\n"
        "Diagnostic-Code: smtp; 552 5.2.2 mailbox is full\n"
    )
    returned = f"From: {PUBLIC}\nTo: {recipient}\nSubject: We received your report\nMessage-ID: <ack.1@example.com>\n"
    body = multipart(
        boundary,
        body_part("text/plain; charset=us-ascii", f"I could not deliver your message to <{recipient}>.\n", "7bit"),
        body_part("message/delivery-status", status, "7bit"),
        entity([("Content-Type", "text/rfc822-headers")], crlf(returned)),
    )
    content_type = f'multipart/report; report-type=delivery-status;\n\tboundary="{boundary}"'
    sender = Sender(f"MAILER-DAEMON@{domain}", "Mail Delivery System", "none")
    subject = "Undelivered Mail Returned to Sender"
    return letter(sender, subject, at, ([("Content-Type", content_type)], body), return_path="")


def auto_reply(sender: Sender, subject: str, text: str, at: datetime) -> bytes:
    """Answer as a machine does for somebody who is away (RFC 3834)."""
    fields, body = plain(text)
    marks = [("Auto-Submitted", "auto-replied"), ("X-Auto-Response-Suppress", "All")]
    return letter(sender, subject, at, (marks + fields, body), return_path="")


def dmarc_aggregate(provider: str, at: datetime) -> bytes:
    """Send the statistics of a day (RFC 7489 section 7.2)."""
    end = int(at.timestamp())
    begin = end - _DAY_SECONDS
    xml = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<feedback><report_metadata>'
        f"<org_name>{provider}</org_name><email>dmarc@{provider}</email><report_id>{begin}</report_id>"
        f"<date_range><begin>{begin}</begin><end>{end}</end></date_range></report_metadata>"
        "<policy_published><domain>example.com</domain><p>reject</p></policy_published>"
        "<record><row><source_ip>198.51.100.12</source_ip><count>412</count><policy_evaluated>"
        "<disposition>none</disposition><dkim>pass</dkim><spf>pass</spf></policy_evaluated></row>"
        "<identifiers><header_from>example.com</header_from></identifiers></record></feedback>\n"
    )
    name = f"{provider}!example.com!{begin}!{end}.xml.gz"
    boundary = f"dmarc_{queue_id(provider, at.isoformat())}"
    fields = [
        ("Content-Type", f'application/gzip; name="{name}"'),
        ("Content-Transfer-Encoding", "base64"),
        ("Content-Disposition", f'attachment; filename="{name}"'),
    ]
    body = multipart(
        boundary,
        body_part("text/plain; charset=us-ascii", "This is a DMARC aggregate report.\n", "7bit"),
        entity(fields, base64_lines(gzip.compress(xml.encode(), mtime=0))),
    )
    subject = f"Report Domain: example.com Submitter: {provider} Report-ID: <{begin}>"
    content = ([("Content-Type", f'multipart/mixed;\n\tboundary="{boundary}"')], body)
    return letter(Sender(f"dmarc@{provider}"), subject, at, content)


def newsletter(at: datetime, key: DemoKey) -> bytes:
    """Send the mailbox a newsletter that nobody complains about, signed by its publisher's key."""
    fields, body = plain(
        "Deliverability weekly: what changed at the providers, three talks and a job.\n\nUnsubscribe\n"
    )
    marks = [
        ("List-Id", f"<weekly.{key.domain}>"),
        ("List-Unsubscribe", f"<https://{key.domain}/u/77>"),
        ("Precedence", "bulk"),
    ]
    sender = Sender(f"weekly@{key.domain}", "Deliverability Weekly")
    whole = letter(sender, "Deliverability weekly 47", at, (marks + fields, body))
    on_top = taken_in(sender, PUBLIC, at)
    return on_top + sign(whole.removeprefix(on_top), key, at)


def bottomless(at: datetime) -> bytes:
    """Send a mail nested so deep that no reader should follow."""
    body = b"the end\r\n"
    for level in range(_NESTED):
        boundary = f"b{level}"
        body = entity([("Content-Type", f'multipart/mixed; boundary="{boundary}n"')], multipart(f"{boundary}n", body))
    content = ([("Content-Type", 'multipart/mixed; boundary="top"')], multipart("top", body))
    return letter(Sender("hidden@nowhere-in-particular.example", "", "fail"), "abuse", at, content)
