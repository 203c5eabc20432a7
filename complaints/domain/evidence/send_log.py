"""Looking an original up in the send log: by Message-ID, by identifier, by recipient and time, by address and time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from accounts.domain.send_log import MOST_ROWS
from complaints.domain.evidence.domains import same_mailbox
from complaints.domain.facts import LogMatch

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from accounts.domain.records import SentRecord
    from complaints.domain.facts import IdentifierHit
    from complaints.domain.ports import AccountDirectory

WINDOW = timedelta(hours=48)
# Where the copy shows no time, complaints are taken to be about mail of the last three months.
LONGEST_MEMORY = timedelta(days=90)
MAX_MATCHES = 60
MAX_TRAFFIC = 10
MAX_ACCOUNTS = 3
_SECONDS_PER_HOUR = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is known of an original when the log is asked.

    Attributes:
        message_id: of the original, else as the report states it; "" when neither has one.
        times: when it was sent and received, as far as known, the most trusted first.
        source_ip: the address that handed it over, when it is one of ours.
    """

    message_id: str
    recipient: str | None
    times: tuple[datetime, ...]
    identifiers: tuple[IdentifierHit, ...]
    source_ip: str | None
    now: datetime


def rows_with_message_id(message_id: str, directory: AccountDirectory) -> tuple[SentRecord, ...]:
    """Give the rows of a Message-ID, kept with brackets or, in a log that has none, without."""
    bare = message_id.strip("<>")
    if not bare:
        return ()
    return directory.sent_by_message_id(f"<{bare}>") or directory.sent_by_message_id(bare)


def find_in_log(question: Question, directory: AccountDirectory) -> tuple[LogMatch, ...]:
    """Collect the rows that may be this original.

    Args:
        question: what the original shows.
        directory: the log.

    Returns:
        Matches by message_id, then identifier, recipient and source_ip; the incident's recipient first, then nearest
        in time; at most 60, each row once.
    """
    found: dict[tuple[str, str], LogMatch] = {}
    for by, rows in _searches(question, directory):
        for row in rows:
            found.setdefault((row.message_id, row.recipient), _match(by, row, question))
    order = ("message_id", "identifier", "recipient", "source_ip")
    ranked = sorted(
        found.values(), key=lambda match: (order.index(match.by), not match.same_recipient, _distance(match))
    )
    return tuple(ranked[:MAX_MATCHES])


def _distance(match: LogMatch) -> float:
    return match.hours_apart if match.hours_apart is not None else float("inf")


def _searches(question: Question, directory: AccountDirectory) -> Iterator[tuple[str, Iterable[SentRecord]]]:
    wanted = question.message_id.strip("<>")
    near = _near(question, directory)
    # A Message-ID shared by more recipients than the log answers with at once is found among the recipient's rows.
    yield "message_id", [row for row in near if wanted and row.message_id.strip("<>") == wanted]
    rows = rows_with_message_id(question.message_id, directory)
    yield "message_id", rows
    if len(rows) >= MOST_ROWS:
        yield "message_id", _beyond_the_first(rows, question, directory)
    for hit in question.identifiers:
        yield "identifier", _identified(hit, question, directory)
    yield "recipient", near
    if question.source_ip and question.times:
        since, until = question.times[0] - WINDOW, question.times[0] + WINDOW
        yield "source_ip", directory.sent_from(question.source_ip, since, until)[:MAX_TRAFFIC]


def _beyond_the_first(
    rows: Iterable[SentRecord], question: Question, directory: AccountDirectory
) -> Iterator[SentRecord]:
    """Look for the recipient where the log has more rows of a Message-ID than it gives at once, at any time."""
    accounts = list(dict.fromkeys(row.account_id for row in rows))[:MAX_ACCOUNTS]
    for account_id in accounts if question.recipient else ():
        for row in directory.sent_for(account_id, question.recipient or ""):
            if row.message_id.strip("<>") == question.message_id.strip("<>"):
                yield row


def _near(question: Question, directory: AccountDirectory) -> tuple[SentRecord, ...]:
    if not question.recipient:
        return ()
    if not question.times:
        return directory.sent_to(question.recipient, question.now - LONGEST_MEMORY, question.now)
    rows: dict[tuple[str, str], SentRecord] = {}
    for moment in question.times[:2]:
        for row in directory.sent_to(question.recipient, moment - WINDOW, moment + WINDOW):
            rows.setdefault((row.message_id, row.recipient), row)
    return tuple(rows.values())


def _identified(hit: IdentifierHit, question: Question, directory: AccountDirectory) -> Iterator[SentRecord]:
    if hit.message_id:
        yield from rows_with_message_id(hit.message_id, directory)
    recipient = question.recipient or hit.recipient
    if hit.account_id and recipient:
        for row in directory.sent_for(hit.account_id, recipient):
            if _fits(hit.campaign_id, row.campaign_id) and _fits(hit.list_id, row.list_id):
                yield row


def _fits(named: str | None, recorded: str | None) -> bool:
    return not named or not recorded or named.lower() == recorded.lower()


def _match(by: str, row: SentRecord, question: Question) -> LogMatch:
    hours = [abs((row.sent_at - moment).total_seconds()) / _SECONDS_PER_HOUR for moment in question.times]
    return LogMatch(
        by=by,
        message_id=row.message_id,
        recipient=row.recipient,
        account_id=row.account_id,
        sent_at=row.sent_at,
        list_id=row.list_id or None,
        campaign_id=row.campaign_id or None,
        source_ip=row.source_ip or None,
        subject=row.subject,
        same_recipient=same_mailbox(row.recipient, question.recipient) if question.recipient else None,
        hours_apart=round(min(hours), 2) if hours else None,
    )
