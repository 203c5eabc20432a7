"""Where the kinds of evidence agree with each other: the questions that strategies ask.

Source: the ingest contract, table of origins; thresholds of content as in the knowledge base.
"""

from __future__ import annotations

import re
from enum import Enum, auto
from typing import TYPE_CHECKING

from complaints.domain.evidence.content import subjects_agree
from complaints.domain.evidence.domains import domain_of, same_mailbox
from complaints.domain.evidence.path import handover, is_ours
from complaints.domain.evidence.received import is_public, read_address
from complaints.domain.evidence.recipients import REPORTED_RECIPIENT
from complaints.domain.evidence.send_log import MAX_MATCHES
from complaints.domain.facts import Origin

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from complaints.domain.facts import ContentMatch, Evidence, LogMatch, SignatureCheck
    from complaints.domain.ports import AccountDirectory

SAME_CONTENT = 0.6
FOREIGN_CONTENT = 0.4
WINDOW_HOURS = 48
# A subject of one word is anybody's.
TELLING_WORDS = 2
REPORTED_SOURCE = "the report's Source-IP"

_MUNGED = re.compile(r"(?i)_{4,}|x{6,}|\*{2,}|redacted")


class Content(Enum):
    """How the original's content stands to the campaign's."""

    SAME = auto()
    ALTERED = auto()
    FOREIGN = auto()
    UNKNOWN = auto()


def exact_rows(evidence: Evidence) -> tuple[LogMatch, ...]:
    """Give the rows of the log with this original's Message-ID."""
    return tuple(match for match in evidence.log if match.by == "message_id")


def counted(rows: Sequence[LogMatch]) -> str:
    """Give the number of rows for a sentence: of very many only the first were looked at."""
    return f"{len(rows)} or more" if len(rows) >= MAX_MATCHES else str(len(rows))


def delivered(rows: Iterable[LogMatch]) -> LogMatch | None:
    """Give the first row that is for the incident's recipient."""
    return next((row for row in rows if row.same_recipient), None)


def account_of(evidence: Evidence, rows: Sequence[LogMatch]) -> str | None:
    """Give the account of some rows; of several accounts', as a Message-ID is easily reused, that of the content."""
    same = [row for row in rows if content_of(evidence, row.campaign_id, row.subject) is Content.SAME]
    for few in (rows, same):
        accounts = {row.account_id for row in few}
        if len(accounts) == 1:
            return accounts.pop()
    return None


def elsewhere_only(evidence: Evidence) -> bool:
    """Tell whether the log, having answered whole, has this Message-ID, but for other recipients only."""
    rows = exact_rows(evidence)
    return bool(rows) and evidence.log_answered and evidence.recipient is not None and delivered(rows) is None


def in_time(row: LogMatch) -> bool:
    """Tell whether a row lies within 48 hours of the original."""
    return row.hours_apart is not None and row.hours_apart <= WINDOW_HOURS


def likeness(evidence: Evidence, campaign_id: str | None) -> float | None:
    """Give how far the content is one campaign's; None where no content is recorded or quoted to compare."""
    match = _compared(evidence, campaign_id)
    return None if match is None else match.similarity


def _compared(evidence: Evidence, campaign_id: str | None) -> ContentMatch | None:
    return next((each for each in evidence.content if each.campaign_id == campaign_id), None)


def content_of(evidence: Evidence, campaign_id: str | None, subject: str = "") -> Content:
    """Compare with one campaign; without recorded or quoted content the subjects must do."""
    alike = likeness(evidence, campaign_id)
    if alike is not None:
        if alike >= SAME_CONTENT:
            return Content.SAME
        return Content.FOREIGN if alike < FOREIGN_CONTENT else Content.ALTERED
    match = _compared(evidence, campaign_id)
    agrees = subjects_agree(evidence.facts.subject, subject) or (match.subject_agrees if match else None)
    if agrees is None:
        agrees = subjects_agree(evidence.facts.subject, subject)
    return Content.UNKNOWN if agrees is None else Content.SAME if agrees else Content.ALTERED


def best_content(evidence: Evidence, rows: Iterable[LogMatch]) -> Content:
    """Give the best agreement that any of the rows' campaigns has; UNKNOWN when there is no row."""
    found = {content_of(evidence, row.campaign_id, row.subject) for row in rows}
    order = (Content.SAME, Content.ALTERED, Content.UNKNOWN, Content.FOREIGN)
    return next((content for content in order if content in found), Content.UNKNOWN)


def tells_itself(evidence: Evidence, row: LogMatch) -> bool:
    """Tell whether content or a telling subject shows the original to be this row, without its Message-ID."""
    alike = likeness(evidence, row.campaign_id)
    if alike is not None:
        return alike >= SAME_CONTENT
    same = content_of(evidence, row.campaign_id, row.subject) is Content.SAME
    return same and len(evidence.facts.subject.split()) >= TELLING_WORDS


def near_rows(evidence: Evidence) -> tuple[LogMatch, ...]:
    """Give the recipient's rows without this Message-ID that time or, where no time is known, memory allows."""
    return tuple(
        row
        for row in evidence.log
        if row.by in {"identifier", "recipient"} and row.same_recipient and (in_time(row) or row.hours_apart is None)
    )


def straight_from_us(evidence: Evidence) -> bool:
    """Tell whether the newest line from outside shows one of our addresses."""
    return evidence.boundary is not None and handover(evidence.hops) == evidence.boundary


def _came_from_a_stranger(evidence: Evidence) -> bool:
    """Tell whether the newest line from outside shows an address that is not ours: a forwarder's, or a replay's."""
    entry = handover(evidence.hops)
    hop = None if entry is None else evidence.hops[entry]
    address = read_address(hop.from_ip or "") if hop else None
    return hop is not None and not hop.ours and address is not None and is_public(address)


def redacted_by_stranger(evidence: Evidence, rows: Iterable[LogMatch], *, same: bool) -> tuple[Origin, str] | None:
    """Judge a verified copy whose recipient is not known, where a stranger's machine delivered it: it may be a replay.

    Args:
        evidence: with a signature or an identifier of ours that verifies.
        rows: of the log that can be this message.
        same: the content is known to be that message's.

    Returns:
        The origin, and how a sentence about the log goes on; None where no stranger delivered it.
    """
    if not _came_from_a_stranger(evidence):
        return None
    if same and _redacted_elsewhere(evidence, rows):
        return Origin.REPLAYED, f" for nobody at {evidence.recipient_domain}, where a stranger's machine delivered it."
    return Origin.PLAUSIBLE, "; to whom a stranger's machine delivered this copy is not known."


def _redacted_elsewhere(evidence: Evidence, rows: Iterable[LogMatch]) -> bool:
    """Tell whether a redacted recipient's domain shows it to be none of those that the log has."""
    told = evidence.recipient_domain
    return bool(told) and evidence.log_answered and all(domain_of(row.recipient) != told for row in rows)


def shown_recipient(evidence: Evidence) -> bool:
    """Tell whether more than the word of a report that nobody authenticated says whose mailbox it was."""
    if evidence.recipient is None:
        return False
    if evidence.recipient_from != REPORTED_RECIPIENT or evidence.reporter.authenticated:
        return True
    facts = evidence.facts
    written = (*facts.delivered_to, *facts.to, *(hop.for_address for hop in evidence.hops))
    return any(same_mailbox(address, evidence.recipient) for address in written)


def taken_from_us(evidence: Evidence, directory: AccountDirectory) -> bool:
    """Tell whether a vetted, authenticated reporter says that it took the mail from one of our addresses.

    Lines below the reporter's own can be invented by whoever sent the mail.
    """
    reporter = evidence.reporter
    if not (reporter.vetted and reporter.authenticated and is_ours(evidence.source_ip, directory, evidence.at)):
        return False
    return evidence.source_ip_from == REPORTED_SOURCE or straight_from_us(evidence)


def usable_signatures(evidence: Evidence) -> tuple[SignatureCheck, ...]:
    """Give the signatures of ours that hold at least over the headers, under a key that proves something."""
    return tuple(
        check
        for check in evidence.signatures
        if check.known and check.headers_ok and check.valid_then and not check.exposed
        and check.algorithm != "rsa-sha1"
    )  # fmt: skip


def readable_message_id(evidence: Evidence) -> str:
    """Give the Message-ID, "" where it is absent or was munged by the reporter (SpamCop)."""
    message_id = evidence.facts.message_id
    return "" if _MUNGED.search(message_id) else message_id
