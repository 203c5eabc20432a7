"""What each DKIM signature of an original is worth: judged against our key archive, at the time of receipt.

A signature that fails is no evidence of forgery: gateways tag subjects and add banners. One that holds under a key of
ours is the best proof there is, unless the key was exposed, l= left the body open or the algorithm is broken.

Source: RFC 6376 section 8.2 (l=) and 8.6 (replay), RFC 8301 (rsa-sha1).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING

from accounts.domain.records import DkimKeyRecord
from complaints.domain.decoding import decode_header
from complaints.domain.evidence.canonical import split_message
from complaints.domain.evidence.dkim import (
    body_holds,
    doubled_field,
    headers_hold,
    published_key,
    signatures,
    signed_field,
)
from complaints.domain.evidence.domains import with_parents
from complaints.domain.facts import SignatureCheck
from complaints.domain.original import bracketed

if TYPE_CHECKING:
    from complaints.domain.evidence.canonical import RawMessage
    from complaints.domain.evidence.dkim import Signature
    from complaints.domain.ports import DnsLookup, KeyArchive

MAX_SIGNATURES = 10
# A mail may wait in a queue while its key is rotated out (RFC 5321 section 4.5.4.1: four to five days).
LONGEST_QUEUE = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """When signatures are judged: at `judged_at`, the receipt; `now` decides what was exposed since."""

    judged_at: datetime | None
    now: datetime


def check_signatures(
    content: bytes, *, directory: KeyArchive, dns: DnsLookup, moment: Moment
) -> tuple[SignatureCheck, ...]:
    """Judge every signature of an original.

    Args:
        content: the original as it was cut, any line ends.
        directory: archive of our own keys; a name that is not in it is a stranger's and asked of `dns`.
        dns: asked at most once per signature.
        moment: the time of receipt and the time of the complaint.

    Returns:
        At most 10 checks, topmost signature first. Bad mail never raises.
    """
    message = split_message(content)
    return tuple(
        _check(message, signature, directory, dns, moment) for signature in islice(signatures(message), MAX_SIGNATURES)
    )


def _check(
    message: RawMessage, signature: Signature, directory: KeyArchive, dns: DnsLookup, moment: Moment
) -> SignatureCheck:
    judged_at = moment.judged_at or signature.signed_at
    check = SignatureCheck(
        domain=signature.domain,
        selector=signature.selector,
        algorithm=signature.algorithm,
        signed_headers=signature.signed,
        signed_message_id=_signed_message_id(message, signature),
        judged_at=judged_at,
        detail=signature.problem,
    )
    if signature.problem:
        return check
    archived = directory.dkim_keys(signature.domain, signature.selector)
    keys = archived or _foreign_key(signature, dns)
    check = replace(check, known=bool(archived), account_id=_owner(signature.domain, directory, judged_at))
    if not keys:
        return replace(check, detail="No key of that name is known, so nothing was verified.")
    body_ok = body_holds(message, signature) if message.body.strip() or signature.length == 0 else None
    if body_ok is None and body_holds(message, signature):
        body_ok = True
    check = replace(check, body_ok=body_ok, body_limited=signature.length is not None)
    judged = [_judge(check, message, signature, key, moment) for key in keys]
    return max(judged, key=lambda each: (bool(each.headers_ok), each.whole, each.valid_then))


def _signed_message_id(message: RawMessage, signature: Signature) -> str:
    """Give the Message-ID as DKIM sees it: a lone CR or a line of junk leads other readers to another one."""
    field = signed_field(message, signature, "message-id")
    return bracketed(decode_header(field.value)) if field else ""


def _judge(
    check: SignatureCheck, message: RawMessage, signature: Signature, key: DkimKeyRecord, moment: Moment
) -> SignatureCheck:
    verdict = headers_hold(message, signature, key.record)
    invalid = _invalid(signature, key, check.judged_at)
    exposed = key.exposed_at is not None and key.exposed_at <= moment.now
    doubled = doubled_field(message, signature)
    problems = [
        verdict.problem,
        "" if check.body_ok or check.body_ok is None else "The body was changed.",
        "The body was not quoted." if check.body_ok is None else "",
        "The tag l= leaves the end of the body open." if check.body_limited else "",
        f"A second {doubled.title()} stands beside the signed one." if doubled else "",
        "The algorithm rsa-sha1 proves nothing any more." if check.algorithm == "rsa-sha1" else "",
        invalid,
        "The private key was exposed before the complaint came." if exposed else "",
    ]
    sentences = [problem for problem in problems if problem]
    return replace(
        check,
        headers_ok=verdict.holds,
        valid_then=not invalid,
        exposed=exposed,
        key=key,
        whole=verdict.holds and not sentences,
        detail=" ".join(sentences) or "Headers and body are as they were signed.",
    )


def _invalid(signature: Signature, key: DkimKeyRecord, judged_at: datetime | None) -> str:
    """Say why the key or the signature was not good when the mail was received, or ""."""
    if judged_at is None:
        return "It is not known when the mail was received."
    if key.exposed_at is not None and key.exposed_at <= judged_at:
        return "The private key had been exposed."
    if signature.expires_at is not None and signature.expires_at < judged_at:
        return "The signature had expired when the mail was received."
    waited = judged_at - signature.signed_at if signature.signed_at else None
    if _covers(key, judged_at):
        return ""
    # t= is covered by the signature, so it is as true as the key is secret.
    if waited is not None and timedelta(0) <= waited <= LONGEST_QUEUE and _covers(key, judged_at - waited):
        return ""
    return "The key was not valid when the mail was received."


def _covers(key: DkimKeyRecord, moment: datetime) -> bool:
    begun = key.valid_from is None or key.valid_from <= moment
    return begun and (key.valid_until is None or moment < key.valid_until)


def _foreign_key(signature: Signature, dns: DnsLookup) -> tuple[DkimKeyRecord, ...]:
    record = published_key(signature, dns)
    if not record:
        return ()
    return (DkimKeyRecord(domain=signature.domain, selector=signature.selector, record=record),)


def _owner(domain: str, directory: KeyArchive, at: datetime | None) -> str | None:
    """Give whose domain, or the next above it, it was; None for a shared one, a stranger's, one of several holders."""
    for name in with_parents(domain):
        holders = {identity.account_id for identity in directory.identities("dkim_domain", name, at)}
        if holders:
            return holders.pop() if len(holders) == 1 else None
    return None
