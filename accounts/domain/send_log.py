"""Questions to a send log that lies elsewhere, and what comes back: an answer that cannot be had is never "no".

Source: the platform records contract, section 1, messages.csv.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from accounts.domain import addresses
from accounts.domain.text import why_unstorable

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.domain.records import SentRecord

LONGEST_MESSAGE_ID = 500
LONGEST_ACCOUNT_ID = 200
MOST_ROWS = 200


class LogUnavailableError(Exception):
    """The send log could not be asked; the text says why, and names no secret. It says nothing about any message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogQuestion:
    """One question: by Message-ID, by recipient and window, by address and window, or by account and recipient.

    Attributes:
        message_id: with angle brackets.
        recipient: lower case.
        source_ip: canonical text.
        since: with `until`, both inclusive, aware; None where the question has no window.
        limit: rows wanted at most, the newest.
    """

    message_id: str | None = None
    account_id: str | None = None
    recipient: str | None = None
    source_ip: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    limit: int = MOST_ROWS

    @property
    def name(self) -> str:
        """Name of the question: message_id, recipient, source_ip or account_recipient."""
        if self.account_id is not None:
            return "account_recipient"
        terms = (("message_id", self.message_id), ("source_ip", self.source_ip))
        return next((name for name, value in terms if value is not None), "recipient")

    @property
    def terms(self) -> dict[str, str | datetime]:
        """What the rows must have, by parameter name."""
        names = ("message_id", "account_id", "recipient", "source_ip", "since", "until")
        return {name: value for name in names if (value := getattr(self, name)) is not None}

    def fits(self, row: SentRecord) -> bool:
        """Tell whether a row answers the question: what a system answers besides is not evidence."""
        for name in ("message_id", "account_id", "recipient", "source_ip"):
            wanted = getattr(self, name)
            if wanted is not None and getattr(row, name) != wanted:
                return False
        return (self.since is None or self.since <= row.sent_at) and (self.until is None or row.sent_at <= self.until)


def by_message_id(message_id: str) -> LogQuestion | None:
    """Ask for the rows of a Message-ID, given with brackets or without; None for what no log can hold."""
    bare = "".join(message_id.split()).removeprefix("<").removesuffix(">")
    if not bare or len(bare) > LONGEST_MESSAGE_ID - 2 or why_unstorable(bare):
        return None
    return LogQuestion(message_id=f"<{bare}>")


def by_recipient(recipient: str, since: datetime, until: datetime) -> LogQuestion | None:
    """Ask for what a mailbox was sent in a window; None for what is no mailbox."""
    mailbox = _mailbox(recipient)
    return None if mailbox is None else LogQuestion(recipient=mailbox, since=since, until=until)


def by_source(source_ip: str, since: datetime, until: datetime, *, limit: int) -> LogQuestion | None:
    """Ask for what left from an address in a window; None for what is no address."""
    address = addresses.canonical_ip(source_ip)
    return None if address is None else LogQuestion(source_ip=address, since=since, until=until, limit=limit)


def by_account(account_id: str, recipient: str) -> LogQuestion | None:
    """Ask for what an account sent to a mailbox; None for what is no account or no mailbox."""
    mailbox = _mailbox(recipient)
    if not account_id or len(account_id) > LONGEST_ACCOUNT_ID or why_unstorable(account_id) or mailbox is None:
        return None
    return LogQuestion(account_id=account_id, recipient=mailbox)


def _mailbox(recipient: str) -> str | None:
    mailbox = addresses.canonical_mailbox(recipient)
    return None if mailbox is None or why_unstorable(mailbox) else mailbox


@dataclass(frozen=True, slots=True, kw_only=True)
class RawAnswer:
    """What a system said, before anything of it is believed.

    Attributes:
        rows: newest first; each should map the columns of messages.csv to values as the system types them.
        complete_from: as the system writes it; None when it promises nothing.
    """

    rows: tuple[object, ...] = ()
    complete_from: object = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LogAnswer:
    """An answer with what cannot be believed taken out.

    Attributes:
        rows: those that are whole and answer the question, at most as many as asked for.
        complete_from: from here on what is not in the log was not sent; None: conclude nothing from what is missing.
        dropped: rows left out; then `complete_from` is None, since one of them might be the message.
    """

    rows: tuple[SentRecord, ...] = ()
    complete_from: datetime | None = None
    dropped: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LogState:
    """How far the log's answers so far carry.

    Attributes:
        complete_from: as in `LogAnswer`, for all answers together.
        complete_until: of what was sent later a copy of the log cannot know; None for a log that is asked itself.
        gaps: sentences about what the log could not say; empty when it said everything.
    """

    complete_from: datetime | None = None
    complete_until: datetime | None = None
    gaps: tuple[str, ...] = ()
