"""What can keep mail from being fetched, what to look at then, and how long to wait."""

from __future__ import annotations

import imaplib
import ssl
from typing import NamedTuple

from imap_tools.errors import ImapToolsError, MailboxFolderSelectError, MailboxLoginError

FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 5 * 60.0
# Servers lock out those who try wrong passwords too often.
REFUSED_PAUSE_SECONDS = 60.0
LONGEST_REFUSED_PAUSE_SECONDS = 15 * 60.0


class StoreAwayError(Exception):
    """The desk itself cannot take anything in just now."""


class Advice(NamedTuple):
    """What to do about a failure, and how long to wait at first and at most."""

    text: str
    first_seconds: float = FIRST_PAUSE_SECONDS
    longest_seconds: float = LONGEST_PAUSE_SECONDS


# The first that fits.
ADVICE: tuple[tuple[tuple[type[Exception], ...], Advice], ...] = (
    (
        (MailboxLoginError,),
        Advice(
            "The server refuses the log-in: look at the user in the URL and at the password.",
            REFUSED_PAUSE_SECONDS,
            LONGEST_REFUSED_PAUSE_SECONDS,
        ),
    ),
    ((StoreAwayError,), Advice("The mail stays in the mailbox: look at the database and at where raw messages lie.")),
    (
        (ssl.SSLCertVerificationError,),
        Advice("Name the server as its certificate does, or name the file of your own authority in SSL_CERT_FILE."),
    ),
    ((imaplib.IMAP4.readonly,), Advice("The folder may only be read: let the user move messages out of it.")),
    ((MailboxFolderSelectError,), Advice("The folder cannot be opened: look at the end of the URL.")),
    (
        (OSError, imaplib.IMAP4.error, ImapToolsError),
        Advice("Is the server up, and are host and port in the URL right?"),
    ),
)


def advise(error: Exception) -> Advice:
    """Say what an operator should look at; no text for what nobody expected."""
    return next((advice for kinds, advice in ADVICE if isinstance(error, kinds)), Advice(""))
