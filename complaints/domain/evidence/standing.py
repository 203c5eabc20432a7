"""Who reports, and whether the report itself is authenticated.

The word of a feedback loop counts only when its own mail is shown to come from it: by Authentication-Results that our
own MX wrote, above its own Received line, by a DKIM signature that we verify, or by what a forwarder that we trust
sealed. Our own proof in it stands anyway.

Source: RFC 8601 section 5 (whose results to believe), RFC 8617 (ARC), RFC 9477 (unsigned reports are not to be
processed).
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

import authres

from complaints.domain.decoding import decode_header
from complaints.domain.evidence.arc import read_chain
from complaints.domain.evidence.canonical import split_message
from complaints.domain.evidence.dkim import body_holds, headers_hold, published_key, signatures
from complaints.domain.evidence.domains import aligned, domain_of, is_within
from complaints.domain.evidence.received import read_hop
from complaints.domain.facts import Format, ReporterKind, ReporterStanding
from complaints.domain.headers import Headers, read_headers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from accounts.domain.platform import Platform, VettedReporter
    from complaints.domain.evidence.canonical import RawMessage
    from complaints.domain.facts import Reading, Received
    from complaints.domain.ports import DnsLookup

MAX_RESULTS = 5
MAX_SIGNATURES = 5
MAX_RESULT_LENGTH = 4000


def stand(
    received: Received, reading: Reading, *, platform: Platform, dns: DnsLookup, sealers: frozenset[str] = frozenset()
) -> ReporterStanding:
    """Judge the reporter of a complaint.

    Args:
        received: the complaint as it reached us.
        reading: what a recogniser made of it; its word on the kind of reporter comes first.
        platform: vetted reporters, and the name under which our MX writes its results.
        dns: keys of the reporter's domain; may know none.
        sealers: domains of forwarders whose ARC seals are believed, lower case.

    Returns:
        A ReporterStanding; address "" when the complaint has no readable From. Never raises.
    """
    headers = read_headers(received.raw, 0, len(received.raw)).headers
    # Redirected mail bears the From of the original; who redirected it stands in Resent-From (RFC 5322 section 3.6.6).
    senders = headers.addresses("resent-from" if reading.format is Format.REDIRECTED else "from")
    address = senders[0].address if senders else ""
    vetted = _vetted(domain_of(address), platform)
    kind = reading.reporter_kind or (ReporterKind(vetted.kind) if vetted else ReporterKind.PERSON)
    domain = domain_of(address)
    shown = _believed_result(headers, domain, platform) or _shown_by_signature(received, domain, dns, sealers)
    return ReporterStanding(
        address=address,
        kind=kind,
        vetted=vetted is not None,
        authenticated=bool(shown),
        detail=shown or "Nothing shows that the report comes from the domain in its From.",
    )


def _vetted(domain: str, platform: Platform) -> VettedReporter | None:
    return next((reporter for reporter in platform.reporters if is_within(domain, reporter.domain)), None)


def _believed_result(headers: Headers, domain: str, platform: Platform) -> str:
    for value in islice(_results_above_our_line(headers, platform), MAX_RESULTS):
        if passed := _passed(value, domain, platform.mx_authserv_id):
            return f"Our MX found {passed}."
    return ""


def _passed(value: str, domain: str, authserv_id: str | None) -> str:
    """Give what a field of results says in favour of a domain, or ""."""
    for method, result, identity in _results(value, authserv_id):
        if result == "pass" and aligned(domain_of("@" + identity.rpartition("@")[2]), domain):
            return f"{method}=pass for {identity}"
    return ""


def _results_above_our_line(headers: Headers, platform: Platform) -> Iterator[str]:
    """Give the Authentication-Results that stand above the topmost Received line, if our own MX wrote that line."""
    above: list[bytes] = []
    for name, value in headers.fields:
        if name == "authentication-results":
            above.append(value)
        elif name == "received":
            if platform.mx_authserv_id and _is_our_mx(read_hop(decode_header(value)).by_host, platform):
                yield from (decode_header(value) for value in above)
            return


def _is_our_mx(host: str, platform: Platform) -> bool:
    return is_within(host, platform.domain) or aligned(host, platform.mx_authserv_id)


def _results(value: str, authserv_id: str | None) -> Iterator[tuple[str, str, str]]:
    """Give (method, result, identity) of one field that bears a name (None: any); nothing of an unreadable one."""
    try:
        parsed = authres.AuthenticationResultsHeader.parse(f"Authentication-Results: {value[:MAX_RESULT_LENGTH]}")
    except (authres.core.AuthResError, SyntaxError, ValueError, IndexError, AttributeError, TypeError, RecursionError):
        return
    if authserv_id is not None and str(parsed.authserv_id or "").lower() != authserv_id:
        return
    wanted = {"dkim": {"d", "i"}, "spf": {"mailfrom"}, "dmarc": {"from"}}
    for result in parsed.results:
        method = str(result.method).lower()
        for found in result.properties:
            if str(found.name).lower() in wanted.get(method, ()):
                yield method, str(result.result).lower(), str(found.value).lower()


def _shown_by_signature(received: Received, domain: str, dns: DnsLookup, sealers: frozenset[str]) -> str:
    message = split_message(received.raw)
    return _own_check(message, received.received_at, domain, dns) or _sealed_result(message, domain, dns, sealers)


def _sealed_result(message: RawMessage, domain: str, dns: DnsLookup, sealers: frozenset[str]) -> str:
    """Believe what a trusted forwarder saw, if everybody who touched the mail since is trusted too."""
    chain = read_chain(message, dns) if sealers else None
    if chain is None or not all(any(is_within(sealer, each) for each in sealers) for sealer in chain.sealers):
        return ""
    passed = _passed(chain.results, domain, None)
    return f"{chain.sealers[0]}, whose seals are trusted, found {passed}." if passed else ""


def _own_check(message: RawMessage, received_at: datetime, domain: str, dns: DnsLookup) -> str:
    for signature in islice(signatures(message), MAX_SIGNATURES):
        expired = signature.expires_at is not None and signature.expires_at < received_at
        weak = signature.algorithm == "rsa-sha1" or signature.length is not None
        if signature.problem or expired or weak or not aligned(signature.domain, domain):
            continue
        record = published_key(signature, dns)
        if record and body_holds(message, signature) and headers_hold(message, signature, record).holds:
            return f"Its DKIM signature of {signature.domain} verifies."
    return ""
