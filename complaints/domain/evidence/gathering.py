"""Gathering all that can be read off one original and our own records. Nothing here is a verdict."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

from complaints.domain.evidence.agreement import REPORTED_SOURCE, usable_signatures
from complaints.domain.evidence.content import likeness_of_both, subjects_agree
from complaints.domain.evidence.domains import domain_of, with_parents
from complaints.domain.evidence.esp import esp_marks
from complaints.domain.evidence.identifiers import find_identifiers
from complaints.domain.evidence.links import hosted_sites
from complaints.domain.evidence.path import handover, is_ours, trace
from complaints.domain.evidence.received import is_public, read_address
from complaints.domain.evidence.recipients import Mailbox, mailboxes
from complaints.domain.evidence.scripts import compromise_signs
from complaints.domain.evidence.send_log import Question, find_in_log, rows_with_message_id
from complaints.domain.evidence.signatures import Moment, check_signatures
from complaints.domain.facts import Completeness, ContentMatch, Evidence
from complaints.domain.original import describe, has_body, headers_of, read_page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from accounts.domain.records import CampaignRecord
    from complaints.domain.evidence.path import Path
    from complaints.domain.facts import (
        Original,
        OriginalFacts,
        ReporterStanding,
    )
    from complaints.domain.headers import Headers
    from complaints.domain.ports import AccountDirectory, DnsLookup

    Compare = Callable[[CampaignRecord], float | None]

MAX_CAMPAIGNS = 5
# Clocks of mail servers go wrong by hours, not by days.
CLOCK_ERROR = timedelta(days=1)
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)


def collect(
    original: Original, *, reporter: ReporterStanding, directory: AccountDirectory, dns: DnsLookup, now: datetime
) -> tuple[Evidence, ...]:
    """Gather what can be proved about an original, once for each mailbox that it was delivered to.

    Args:
        original: as cut by a recogniser; empty content gives empty evidence.
        reporter: who complains, and whether the complaint is authenticated.
        directory: our own records.
        dns: keys of strangers; may know none. Asked at most once per signature.
        now: aware UTC, the receipt of the complaint; nothing later is believed.

    Returns:
        At least one Evidence; `recipient` None when it was redacted or is nowhere stated. Bad mail never raises.

    Source: RFC 5321 section 4.4, RFC 6376 section 6, the ingest contract.
    """
    headers = headers_of(original.content)
    facts = describe(original)
    facts = replace(facts, return_path=facts.return_path or original.reported.mail_from)
    path = trace(
        headers.all("received"),
        directory=directory,
        otherwise_at=_credible(facts.sent_at, now) or now,
        received_at=now,
    )
    times = tuple(_times(original, facts, path, now))
    at = times[0] if times else None
    source_ip, source_from = _source(original, headers, path)
    identifiers = find_identifiers(original, facts, headers, directory)
    shared = Evidence(
        facts=facts,
        headers=original.headers,
        hops=path.hops,
        boundary=path.boundary,
        source_ip=source_ip,
        source_ip_from=source_from,
        signatures=check_signatures(
            original.content, directory=directory, dns=dns, moment=Moment(judged_at=at, now=now)
        ),
        identifiers=identifiers.hits,
        signs=compromise_signs(headers),
        marks=esp_marks(headers, facts.return_path),
        web_sites=hosted_sites(facts.links, directory, at),
        from_owner=_from_owner(facts, directory, at),
        reporter=reporter,
        at=at,
        unread=(*_unread(original, facts), *map(_given_up, identifiers.given_up)),
    )
    shared = _named_as_signed(shared)
    message_id = shared.facts.message_id or original.reported.message_id
    logged = [row.recipient for row in rows_with_message_id(message_id, directory)]
    question = Question(
        message_id=message_id,
        recipient=None,
        times=times,
        identifiers=shared.identifiers,
        source_ip=source_ip if is_ours(source_ip, directory, at) else None,
        now=now,
    )
    found = mailboxes(original, headers, path, reporter, logged=logged, desk=directory.platform.mailboxes.values())
    compare = _comparer(original.content, facts.text)
    return tuple(_for_mailbox(shared, mailbox, question, directory, compare) for mailbox in found)


def _named_as_signed(evidence: Evidence) -> Evidence:
    """Take the Message-ID that our signature covers for the original's: the one on show may be a forwarder's."""
    signed = next((check.signed_message_id for check in usable_signatures(evidence) if check.signed_message_id), "")
    shown = evidence.facts.message_id
    if signed in {"", shown}:
        return evidence
    note = f"Its Message-ID reads {shown or 'nothing'}, but our signature covers {signed}, which counts."
    return replace(evidence, facts=replace(evidence.facts, message_id=signed), unread=(*evidence.unread, note))


def _comparer(content: bytes, text: str) -> Compare:
    """Make the comparison of one copy with campaigns.

    Each is made once, as a report may name 50 mailboxes; the parts are read again only when a campaign calls for it.
    """
    quoted = cache(lambda: bool(text) or has_body(content))
    page = cache(lambda: read_page(content))
    return cache(lambda campaign: likeness_of_both(text, page() if campaign.html else None, campaign, quoted=quoted()))


def _for_mailbox(
    shared: Evidence, mailbox: Mailbox, question: Question, directory: AccountDirectory, compare: Compare
) -> Evidence:
    log = find_in_log(replace(question, recipient=mailbox.address), directory)
    return replace(
        shared,
        recipient=mailbox.address,
        recipient_from=mailbox.read_from,
        recipient_domain=mailbox.domain,
        log=log,
        # Only now is it known whether the log, where it lies elsewhere, could answer.
        log_complete=_log_complete(shared.facts, directory, shared.at),
        log_answered=not directory.log_state.gaps,
        unread=(*shared.unread, *directory.log_state.gaps),
        content=tuple(_contents(replace(shared, log=log), directory, compare)),
    )


def _times(original: Original, facts: OriginalFacts, path: Path, now: datetime) -> Iterator[datetime]:
    """Give when the original was received and sent, the most trusted first, leaving out what can't be."""
    stamps = [path.hops[path.boundary].at if path.boundary is not None else None, facts.sent_at]
    known = [moment for stamp in stamps if (moment := _credible(stamp, now))]
    arrived = _credible(original.reported.arrived_at, now)
    yield from dict.fromkeys([*known, *([arrived] if arrived else [])])


def _credible(moment: datetime | None, now: datetime) -> datetime | None:
    return moment if moment is not None and EARLIEST <= moment <= now + CLOCK_ERROR else None


def _source(original: Original, headers: Headers, path: Path) -> tuple[str | None, str]:
    """Give the address that handed the mail to the recipient's side, and where that was read."""
    if stated := original.reported.source_ip:
        address = read_address(stated)
        return str(address) if address else stated, REPORTED_SOURCE
    entry = handover(path.hops)
    if entry is not None and entry == path.boundary:
        return path.hops[entry].from_ip, "the Received line at the boundary"
    outside = path.hops[entry:] if entry is not None else ()
    for hop in outside:
        address = read_address(hop.from_ip or "")
        if address and is_public(address):
            return hop.from_ip, "the newest Received line from outside"
    for name in ("x-sender-ip", "x-originating-ip", "x-source-ip"):
        if address := read_address(headers.get(name)):
            return str(address), name.title()
    return None, ""


def _log_complete(facts: OriginalFacts, directory: AccountDirectory, at: datetime | None) -> bool:
    state = directory.log_state
    if state.complete_from is None or at is None:
        return False
    first, last = min(at, facts.sent_at or at), max(at, facts.sent_at or at)
    # Clocks differ, and what was sent after the log was copied here may yet come.
    began = state.complete_from + CLOCK_ERROR <= first
    return began and (state.complete_until is None or last <= state.complete_until)


def _from_owner(facts: OriginalFacts, directory: AccountDirectory, at: datetime | None) -> str | None:
    """Give the only account whose domain the From address lies in."""
    for name in with_parents(domain_of(facts.from_address)):
        owners = {identity.account_id for identity in directory.identities("from_domain", name, at)}
        if owners:
            return owners.pop() if len(owners) == 1 else None
    return None


def _contents(evidence: Evidence, directory: AccountDirectory, compare: Compare) -> Iterator[ContentMatch]:
    """Compare with the campaigns that the log and the identifiers name, at most 5."""
    subjects: dict[str, list[str]] = {}
    for match in evidence.log:
        if match.campaign_id and match.by != "source_ip":
            subjects.setdefault(match.campaign_id, []).append(match.subject)
    for hit in evidence.identifiers:
        if hit.campaign_id:
            subjects.setdefault(hit.campaign_id, [])
    for campaign_id in list(subjects)[:MAX_CAMPAIGNS]:
        campaign = directory.campaign(campaign_id)
        recorded = [*subjects[campaign_id], campaign.subject if campaign else ""]
        answers = {subjects_agree(evidence.facts.subject, subject) for subject in recorded} - {None}
        yield ContentMatch(
            campaign_id=campaign_id,
            similarity=compare(campaign) if campaign else None,
            subject_agrees=(True in answers) if answers else None,
        )


def _given_up(pattern: str) -> str:
    return f"An identifier pattern of platform.toml took too long on this mail and was given up ({pattern})."


def _unread(original: Original, facts: OriginalFacts) -> Iterator[str]:
    if original.headers is not Completeness.FULL:
        yield "The copy has no trace headers, so its way and its signatures can't be judged."
    if facts.sent_at_recorded and facts.sent_at is None:
        yield "The Date header has no readable time."
