"""What every report has: a sender, and on top what our own mail server writes when it takes the mail in."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from complaints.demo.mail import crlf, date, head, mailbox, words
from complaints.demo.originals import provider_ip, queue_id, received
from complaints.demo.platform_file import AUTHSERV_ID, PUBLIC

if TYPE_CHECKING:
    from datetime import datetime

Fields = list[tuple[str, str]]

_RESULTS = {
    "pass": (
        "dkim=pass header.d={domain} header.s=mail",
        "spf=pass smtp.mailfrom={path}",
        "dmarc=pass header.from={domain}",
    ),
    "none": ("dkim=none", "spf=none smtp.mailfrom={path}", "dmarc=none header.from={domain}"),
    "fail": ("dkim=fail header.d={domain}", "spf=fail smtp.mailfrom={path}", "dmarc=fail header.from={domain}"),
}


class Sender(NamedTuple):
    """Who reports, and whether our mail server found the mail authentic: pass, none or fail."""

    address: str
    name: str = ""
    auth: str = "pass"

    @property
    def domain(self) -> str:
        """The domain of the address."""
        return self.address.rpartition("@")[2]


def taken_in(sender: Sender, to: str, at: datetime, *, return_path: str | None = None) -> bytes:
    """Give the lines that our mail server puts on top of a mail, its verdict above its own Received line."""
    path = sender.address if return_path is None else return_path
    results = ";\n\t".join(_RESULTS[sender.auth]).format(domain=sender.domain, path=path or sender.domain)
    host = f"out.{sender.domain}"
    fields = [
        ("Return-Path", f"<{path}>"),
        ("Delivered-To", to),
        ("Authentication-Results", f"{AUTHSERV_ID};\n\t{results}"),
        ("Received", received((host, provider_ip(sender.domain)), AUTHSERV_ID, to, at)),
    ]
    return head(fields)


def letter(
    sender: Sender,
    subject: str,
    at: datetime,
    content: tuple[Fields, bytes],
    *,
    to: str = PUBLIC,
    return_path: str | None = None,
) -> bytes:
    """Give a whole mail to the desk.

    Args:
        sender: who writes it.
        subject: any text.
        at: when our server took it.
        content: content type fields and the body's bytes.
        to: which of our mailboxes.
        return_path: envelope sender, by default the sender's address; "" for the null path.
    """
    fields = [
        ("From", mailbox(sender.name, sender.address)),
        ("To", to),
        ("Subject", words(subject)),
        ("Date", date(at)),
        ("Message-ID", f"<{queue_id(sender.address, subject, at.isoformat()).lower()}@{sender.domain}>"),
        ("MIME-Version", "1.0"),
        *content[0],
    ]
    return taken_in(sender, to, at, return_path=return_path) + head(fields) + b"\r\n" + content[1]


def plain(text: str) -> tuple[Fields, bytes]:
    """Give plain text as the content of a letter."""
    fields = [("Content-Type", "text/plain; charset=utf-8"), ("Content-Transfer-Encoding", "8bit")]
    return fields, crlf(text)


def html(text: str) -> tuple[Fields, bytes]:
    """Give HTML as the content of a letter."""
    fields = [("Content-Type", "text/html; charset=utf-8"), ("Content-Transfer-Encoding", "8bit")]
    return fields, crlf(text)
