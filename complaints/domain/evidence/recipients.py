"""Whose mailbox a copy was delivered to.

The newest statement wins: a replayed or forwarded mail still carries the marks of its first delivery below. The To
header alone never counts, since mail is delivered by its envelope.

Source: the ingest contract, row `recipient`; RFC 6590 (redaction).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from complaints.domain.evidence.domains import domain_of, same_mailbox
from complaints.domain.evidence.path import handover
from complaints.domain.facts import ReporterKind
from complaints.domain.headers import Headers
from complaints.domain.original import delivered_to

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from complaints.domain.evidence.path import Path
    from complaints.domain.facts import Original, ReporterStanding

MAX_RECIPIENTS = 50

_REDACTED = re.compile(r"redacted|removed|masked|hidden|x{3,}|[*_]{2,}|^x@|undisclosed")
# Hashes in hex or base64; a slash makes a shorter one telling, for people's addresses have none.
_TOKEN = re.compile(r"[0-9a-f]{16,64}|(?=[^@]*\d)(?:[0-9a-z+/_-]{24,64}|(?=[^@]*/)[0-9a-z+/]{12,64})={0,2}")
REPORTED_RECIPIENT = "the report's recipient field"
PERSONS_WORD = "the complaining person's address"


class Mailbox(NamedTuple):
    """A mailbox, None when unknown, and where that was read; of a redacted one the domain, where that was left."""

    address: str | None
    read_from: str
    domain: str = ""


def mailboxes(
    original: Original,
    headers: Headers,
    path: Path,
    reporter: ReporterStanding,
    *,
    logged: Iterable[str],
    desk: Collection[str],
) -> tuple[Mailbox, ...]:
    """Give the mailboxes that this copy was delivered to.

    Args:
        original: the report's own field comes first.
        headers: of the original.
        path: its hops and the boundary.
        reporter: a person's own address is the last resort.
        logged: recipients that the send log has for this Message-ID: they tell aliases and redaction apart.
        desk: our own mailboxes for complaints, to which a redirected mail was delivered last.

    Returns:
        At least one, at most 50; one without address when it was redacted or is nowhere stated.
    """
    known = tuple(logged)
    reported = [address.lower() for address in original.reported.recipients[:MAX_RECIPIENTS]]
    if reported:
        shown = [address for address in dict.fromkeys(reported) if not _is_redacted(address, known)]
        found = tuple(Mailbox(address, REPORTED_RECIPIENT) for address in shown)
        return found or (Mailbox(None, f"{REPORTED_RECIPIENT} is redacted", _domain_left(reported)),)
    for address, read_from in _stated(headers, path, reporter, known):
        if address.lower() not in desk and not _is_redacted(address, known):
            return (Mailbox(address.lower(), read_from),)
    return (Mailbox(None, "nothing states it"),)


def _stated(
    headers: Headers, path: Path, reporter: ReporterStanding, logged: tuple[str, ...]
) -> Iterator[tuple[str, str]]:
    entry = handover(path.hops)
    segments = _segments(headers)
    reached = len(segments) if entry is None else entry + 1
    yield from _stamped(segments[:reached], logged)
    for hop in reversed(path.hops[:reached]):
        if hop.for_address:
            yield hop.for_address, "the newest Received line from outside"
    # Lines further down tell of an earlier delivery, unless the mail came straight from us.
    if entry is None or entry == path.boundary:
        yield from _stamped(segments[reached:], logged)
    if reporter.kind is ReporterKind.PERSON and reporter.address:
        yield reporter.address, PERSONS_WORD


def _segments(headers: Headers) -> list[Headers]:
    """Cut the fields behind each Received line: what stands above it was added at or after that hop."""
    segments: list[list[tuple[str, bytes]]] = [[]]
    for name, value in headers.fields:
        segments[-1].append((name, value))
        if name == "received":
            segments.append([])
    return [Headers(tuple(fields)) for fields in segments]


def _stamped(segments: list[Headers], logged: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for segment in segments:
        found = delivered_to(segment)
        # An alias and its mailbox stand side by side (X-Original-To, Delivered-To): the one that we wrote to counts.
        for address in sorted(found, key=lambda each: not any(same_mailbox(each, known) for known in logged)):
            yield address, "Delivered-To or its kin"


def _domain_left(reported: Iterable[str]) -> str:
    """Give the domain of a redacted mailbox (RFC 6590 leaves it), "" where it was hidden too or there are several."""
    domains = {domain_of(address) for address in reported}
    domain = domains.pop() if len(domains) == 1 else ""
    return "" if _REDACTED.search(domain) or "." not in domain else domain


def _is_redacted(address: str, logged: tuple[str, ...]) -> bool:
    """Tell whether an address was made unreadable: by a word, or by a token where the log has a person's address."""
    local = address.rpartition("@")[0]
    if not local or _REDACTED.search(address):
        return True
    if not _TOKEN.fullmatch(local) or any(same_mailbox(address, known) for known in logged):
        return False
    return bool(logged)
