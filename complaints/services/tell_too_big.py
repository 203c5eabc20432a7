"""Tell people of mail that is too big to be taken in, so that nobody has to find it by chance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from complaints.domain.grouping import digest
from complaints.domain.headers import read_headers
from complaints.models import Case
from complaints.services.open_case import CaseOpening, find_or_open, refresh_priority

if TYPE_CHECKING:
    from datetime import datetime

EVENT = "too_big"


@dataclass(frozen=True, slots=True, kw_only=True)
class TooBig:
    """A mail that stays in its mailbox.

    Attributes:
        mailbox: for people.
        key: names the mail within the mailbox for ever.
        folder: where it lies from now on.
        head: the beginning of its header.
        channel: whose queue hears of it, "" when unknown.
    """

    mailbox: str
    key: str
    folder: str
    size_bytes: int
    head: bytes
    channel: str = ""


@transaction.atomic
def tell_too_big(mail: TooBig, *, limit_bytes: int, now: datetime) -> str:
    """Note a mail in the open case of its mailbox's too big ones; telling it twice changes nothing.

    Args:
        mail: which one.
        limit_bytes: what would have been taken in.
        now: aware UTC.

    Returns:
        The sentence that tells of it.
    """
    case = find_or_open(
        CaseOpening(
            kind=Case.Kind.UNREADABLE,
            grouping=digest(EVENT, mail.mailbox),
            title=f"Mail too big for the desk, in the mailbox of {mail.mailbox}",
            channel=mail.channel,
        ),
        now=now,
    )
    sentence = _sentence(mail, limit_bytes)
    if not case.events.filter(kind=EVENT, facts__key=mail.key).exists():
        case.events.create(kind=EVENT, at=now, sentence=sentence, facts={"key": mail.key})
        refresh_priority(case, now=now)
    return sentence


def _sentence(mail: TooBig, limit_bytes: int) -> str:
    headers = read_headers(mail.head, 0, len(mail.head)).headers
    what = f"from {headers.get('from')[:200] or 'nobody'}, subject {headers.get('subject')[:200] or 'none'}"
    return (
        f"A mail {what}, of {mail.size_bytes} bytes, is larger than the {limit_bytes} that the desk takes. It lies in "
        f"the folder {mail.folder} of {mail.mailbox}: look at it there, or raise MESSAGE_LIMIT_BYTES and move it back."
    )
