"""A complaint that came as a file of Outlook's instead of a mail, and one whose bytes a provider did not hand on.

The file is what is kept; it is read as the mail that it was. What is written anew is never an exact copy.

Source: MS-OXMSG; the inbound webhooks of mail providers.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from complaints.domain.formats._outlook import as_mail as written
from complaints.domain.formats._outlook_file import is_compound_file, read_outlook_file

if TYPE_CHECKING:
    from complaints.domain.facts import Received

REBUILT_DOOR = "webhook_rebuilt"
REBUILT_BY_PROVIDER = (
    "The mail provider handed over the parts of this mail and not its bytes; it was put together again, so that "
    "signatures over it cannot be verified."
)
REBUILT_FROM_OUTLOOK = (
    "This is a file of Outlook's, which does not keep the bytes of a mail; it was written anew from what the file says."
)


def as_mail(received: Received) -> Received:
    """Give what was received as a mail: a .msg file written as one, everything else as it is. Never raises."""
    content = outlook_mail(received.raw)
    return replace(received, raw=content, rebuilt=REBUILT_FROM_OUTLOOK) if content else received


def outlook_mail(content: bytes) -> bytes:
    """Write a .msg file as the mail that it was; b"" for everything else. Never raises."""
    item = read_outlook_file(content) if is_compound_file(content) else None
    return written(item) if item else b""
