"""The Authenticated Received Chain of a complaint that reached us through somebody's forwarding.

A forwarder breaks SPF and often DKIM. When one that we trust sealed what it had seen of the mail's authentication, its
word may stand in for our own MX's. Only the complaint itself is asked, never the original in it: an original's chain is
part of what anyone can write.

Source: RFC 8617 section 4 (the three fields), 5.1.1 (sealing), 5.2 (validating).
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, NamedTuple

from dkim.util import InvalidTagValueList, parse_tag_value

from complaints.domain.evidence.canonical import canonical_field, methods
from complaints.domain.evidence.dkim import (
    Signature,
    body_holds,
    headers_hold,
    published_key,
    tag_base64,
    tag_names,
    tag_number,
    tag_text,
    verify_digest,
    without_signature,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from complaints.domain.evidence.canonical import Field, RawMessage
    from complaints.domain.ports import DnsLookup

# RFC 8617 section 4.2.1 allows 50; each costs a look-up, and honest chains have one to four.
MAX_INSTANCES = 10
MAX_FIELD_BYTES = 16 * 1024
_RESULTS, _SIGNATURE, _SEAL = b"arc-authentication-results", b"arc-message-signature", b"arc-seal"


class ArcSet(NamedTuple):
    """The three fields that one forwarder added."""

    instance: int
    results: Field
    signature: Field
    seal: Field


class Chain(NamedTuple):
    """A chain that validates.

    `sealers` are the domains that sealed it, newest first; `results` the newest Authentication-Results, behind "i=n;".
    """

    sealers: tuple[str, ...]
    results: str


def read_chain(message: RawMessage, dns: DnsLookup) -> Chain | None:
    """Validate the chain of a complaint.

    Args:
        message: the complaint as received.
        dns: the sealers' keys; may know none, and then no chain validates.

    Returns:
        None for no chain, a broken or failed one, or one of more than 10 sets. Never raises.
    """
    sets = _sets(message)
    if not sets:
        return None
    newest = _read(sets[-1].signature)
    if newest is None or not _message_holds(message, newest, dns):
        return None
    sealers = []
    for number in range(len(sets), 0, -1):
        seal = _read(sets[number - 1].seal)
        if seal is None or not _seal_holds(seal, sets[:number], dns):
            return None
        sealers.append(seal.domain)
    value = sets[-1].results.value.decode("utf-8", "replace")
    return Chain(tuple(sealers), " ".join(value.partition(";")[2].split()))


def _sets(message: RawMessage) -> list[ArcSet]:
    """Give the sets in the order of their numbers, or [] unless each number from 1 on has each field exactly once."""
    found: dict[bytes, dict[int, Field]] = {_RESULTS: {}, _SIGNATURE: {}, _SEAL: {}}
    for field in message.fields:
        name = field.name.lower()
        if name not in found:
            continue
        number = _instance(field)
        if number is None or number in found[name] or len(field.value) > MAX_FIELD_BYTES:
            return []
        found[name][number] = field
    count = len(found[_SEAL])
    wanted = set(range(1, count + 1))
    if not 0 < count <= MAX_INSTANCES or any(set(numbers) != wanted for numbers in found.values()):
        return []
    return [
        ArcSet(number, found[_RESULTS][number], found[_SIGNATURE][number], found[_SEAL][number])
        for number in sorted(wanted)
    ]


def _instance(field: Field) -> int | None:
    """Read i=, which stands first in the results and anywhere in the two others."""
    for tag in field.value.split(b";")[:40]:
        name, equals, value = tag.partition(b"=")
        if equals and name.strip() == b"i":
            return tag_number(value.strip())
    return None


def _read(field: Field) -> Signature | None:
    try:
        tags = parse_tag_value(field.value)
    except InvalidTagValueList:
        return None
    seal = field.name.lower() == _SEAL
    algorithm = tag_text(tags, b"a")
    if algorithm != "rsa-sha256" or not tags.get(b"d") or not tags.get(b"s") or not tags.get(b"b"):
        return None
    if seal and (b"h" in tags or tag_text(tags, b"cv") not in {"none", "pass"}):
        return None
    return Signature(
        field=field,
        domain=tag_text(tags, b"d").lower().rstrip("."),
        selector=tag_text(tags, b"s").lower(),
        algorithm=algorithm,
        methods=methods(tags.get(b"c", b"relaxed/relaxed")) or (b"relaxed", b"relaxed"),
        signed=tag_names(tags.get(b"h", b"")),
        body_hash=tag_base64(tags.get(b"bh", b"")),
        value=tag_base64(tags.get(b"b", b"")),
        length=tag_number(tags.get(b"l")),
    )


def _message_holds(message: RawMessage, signature: Signature, dns: DnsLookup) -> bool:
    if signature.length is not None or "from" not in signature.signed:
        return False
    record = published_key(signature, dns)
    return bool(record) and body_holds(message, signature) and headers_hold(message, signature, record).holds


def _seal_holds(seal: Signature, sets: list[ArcSet], dns: DnsLookup) -> bool:
    first = sets[-1].instance == 1
    tags = parse_tag_value(seal.field.value)
    if (tag_text(tags, b"cv") == "none") is not first:
        return False
    record = published_key(seal, dns)
    digest = hashlib.sha256(b"".join(_sealed(seal, sets))).digest()
    return bool(record) and verify_digest(seal, digest, record).holds


def _sealed(seal: Signature, sets: list[ArcSet]) -> Iterator[bytes]:
    """Give what a seal covers: every set up to its own, its own seal last and without its signature."""
    for one in sets:
        yield canonical_field(one.results, b"relaxed")
        yield canonical_field(one.signature, b"relaxed")
        if one is not sets[-1]:
            yield canonical_field(one.seal, b"relaxed")
    own = seal.field._replace(value=without_signature(seal.field.value))
    yield canonical_field(own, b"relaxed").rstrip()
