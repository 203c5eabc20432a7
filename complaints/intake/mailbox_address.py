"""Where a mailbox is that complaints are fetched from, as its URL says.

Source: RFC 5092 (IMAP URLs), RFC 8314 (TLS from the first byte).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import unquote, urlsplit

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
PORTS = {"imaps": 993, "imap": 143}
INBOX = "INBOX"


class Security(StrEnum):
    """How the connection is kept from others. On this machine only it may be plain."""

    TLS = "tls"
    STARTTLS = "starttls"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailboxAddress:
    """A folder of a user at a server."""

    host: str
    port: int
    user: str
    folder: str
    security: Security

    def __str__(self) -> str:
        return f"{self.user} at {self.host}, {self.folder}"


def parse(url: str) -> MailboxAddress:
    """Read a mailbox's URL; what is special in user and folder stands there as %40.

    Raises:
        ValueError: it is none; the value is not repeated, for it may hold a password.
    """
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname or not parts.username or parts.port == 0:
        message = "write imaps://user@host/INBOX, an @ in the user as %40"
        raise ValueError(message)
    if parts.password is not None:
        message = "the password does not belong in the URL"
        raise ValueError(message)
    user, folder = unquote(parts.username), unquote(parts.path.strip("/")) or INBOX
    if parts.query or parts.fragment or not (user + folder).isprintable():
        message = "it holds a character that has to be written as %.."
        raise ValueError(message)
    return MailboxAddress(
        host=parts.hostname,
        port=parts.port or PORTS[parts.scheme],
        user=user,
        folder=folder,
        security=_security(parts.scheme, parts.hostname),
    )


def _security(scheme: str, host: str) -> Security:
    if scheme == "imaps":
        return Security.TLS
    return Security.PLAIN if host in LOOPBACK else Security.STARTTLS
