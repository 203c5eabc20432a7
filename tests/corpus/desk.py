"""How the desk reads a mail, as an `Answer`."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import formataddr
from typing import TYPE_CHECKING

from complaints.domain import formats
from complaints.domain.facts import Format, Original, Reading, Received, Status
from complaints.domain.original import describe, headers_of
from tests.corpus.fields import Answer

if TYPE_CHECKING:
    from complaints.domain.facts import Reported

NAME = "desk"
ABOUT = "The desk's own recognisers and facts."
_NOW = datetime(2026, 11, 6, tzinfo=UTC)
# What facts say of an original takes the place of the header fields themselves.
_AS_FACTS = frozenset({"message-id", "subject", "from", "date", "return-path"})


def read(raw: bytes) -> Answer:
    """Read a mail as `ingest` does."""
    reading = reading_of(raw)
    original = reading.originals[0] if reading.originals else None
    reported = original.reported if original else reading.stated
    kind = (("feedback-type", reading.feedback_type),) if reading.feedback_type else ()
    return Answer(
        category=category(reading),
        report=(*kind, *(_report(reported) if reported else ())),
        headers=_headers(original) if original else None,
        text=describe(original).text if original else "",
        comment=reading.comment,
    )


def reading_of(raw: bytes) -> Reading:
    return formats.read(Received(raw=raw, received_at=_NOW))


def category(reading: Reading) -> str:
    """Give the word for what a mail was read as."""
    if reading.status is Status.NOT_A_COMPLAINT:
        return reading.kind
    if reading.status is Status.UNREADABLE:
        return "unreadable"
    if reading.format is Format.NONE:
        return "direct" if reading.direct else "words"
    return reading.format.value


def _report(reported: Reported) -> tuple[tuple[str, str], ...]:
    pairs = [("original-rcpt-to", one) for one in reported.recipients]
    pairs += [("reported-domain", one) for one in reported.domains]
    pairs += [("reported-uri", one) for one in reported.uris]
    pairs += [("authentication-results", one) for one in reported.authentication_results]
    pairs += [("source-ip", reported.source_ip or ""), ("user-agent", reported.user_agent)]
    pairs += [("original-mail-from", reported.mail_from), ("incidents", str(reported.incidents))]
    pairs += [("arrival-date", reported.arrived_at.isoformat() if reported.arrived_at else "")]
    return tuple(pairs)


def _headers(original: Original) -> tuple[tuple[str, str], ...]:
    facts, headers = describe(original), headers_of(original.content)
    sender = f'"{facts.from_display}" <{facts.from_address}>' if facts.from_display else facts.from_address
    pairs = [
        ("message-id", facts.message_id),
        ("subject", facts.subject),
        ("from", sender),
        ("date", facts.sent_at_recorded),
        ("return-path", facts.return_path),
    ]
    mailboxes = [
        (name, ", ".join(formataddr((one.display, one.address)) for one in headers.addresses(name)))
        for name in ("to", "cc")
        if name in headers
    ]
    others = [
        (name, value)
        for name in dict.fromkeys(name for name, _ in headers.fields)
        if name not in {*_AS_FACTS, "to", "cc"}
        for value in headers.all(name)
    ]
    return tuple(pair for pair in (*pairs, *mailboxes, *others) if pair[1])
