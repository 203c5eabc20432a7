"""Verifying one DKIM signature with a key in hand: header hash and body hash judged apart.

Ours instead of dkimpy's verifier, which is quadratic on hostile bodies, compares x= with the clock, accepts rsa-sha1
and texts appended behind l=, and says nothing about which of the two hashes failed. Answers are compared in a test.

Source: RFC 6376 section 6.1, RFC 8301 (algorithms), RFC 8463 (Ed25519).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.serialization import load_der_public_key
from dkim.util import InvalidTagValueList, parse_tag_value

from complaints.domain.evidence.canonical import Field, canonical_body, canonical_field, methods

if TYPE_CHECKING:
    from collections.abc import Iterator

    from complaints.domain.evidence.canonical import RawMessage
    from complaints.domain.ports import DnsLookup

MIN_RSA_BITS, MAX_RSA_BITS = 1024, 8192
MAX_SIGNATURE_BYTES = 16 * 1024
MAX_SIGNED_NAMES = 200
# What decides how a mail looks; a second From never verifies.
SHOWN = ("subject", "date", "content-type", "content-transfer-encoding")

ALGORITHMS = {"rsa-sha256": "sha256", "rsa-sha1": "sha1", "ed25519-sha256": "sha256"}
_REQUIRED = (b"v", b"a", b"b", b"bh", b"d", b"h", b"s")
_DNS_NAME = re.compile(r"(?=.{1,253}$)[a-z0-9_][a-z0-9_-]{0,62}(?:\.[a-z0-9_][a-z0-9_-]{0,62})+")
_WHITE = b" \t\r\n"
_LATEST_SECOND = 253_402_300_799  # the end of the year 9999, where datetime ends


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """A DKIM-Signature field, read.

    Attributes:
        problem: why it can't be judged, as a sentence; "" when it can.
        signed: names of the h= tag in lower case.
        length: the l= tag in bytes; None when the whole body is signed.
        signed_at, expires_at: t= and x=.
    """

    field: Field
    domain: str = ""
    selector: str = ""
    algorithm: str = ""
    methods: tuple[bytes, bytes] = (b"simple", b"simple")
    signed: tuple[str, ...] = ()
    body_hash: bytes = b""
    value: bytes = b""
    length: int | None = None
    signed_at: datetime | None = None
    expires_at: datetime | None = None
    problem: str = ""


class Verdict(NamedTuple):
    """Whether the header hash with the signature holds; `problem` says why not."""

    holds: bool
    problem: str = ""


def signatures(message: RawMessage) -> Iterator[Signature]:
    """Read every DKIM-Signature of a message, topmost first. Never raises."""
    return (read_signature(field) for field in message.fields if field.name.lower() == b"dkim-signature")


def read_signature(field: Field) -> Signature:
    """Read one DKIM-Signature field; what is wrong with it stands in `problem`."""
    if len(field.value) > MAX_SIGNATURE_BYTES:
        return Signature(field=field, problem="The signature field is too long.")
    try:
        tags = parse_tag_value(field.value)
    except InvalidTagValueList:
        return Signature(field=field, problem="The signature field is no list of tags.")
    missing = [tag.decode() for tag in _REQUIRED if not tags.get(tag)]
    return Signature(
        field=field,
        domain=tag_text(tags, b"d").lower().rstrip("."),
        selector=tag_text(tags, b"s").lower(),
        algorithm=tag_text(tags, b"a"),
        methods=methods(tags.get(b"c", b"simple/simple")) or (b"", b""),
        signed=tag_names(tags.get(b"h", b"")),
        body_hash=tag_base64(tags.get(b"bh", b"")),
        value=tag_base64(tags.get(b"b", b"")),
        length=tag_number(tags.get(b"l")),
        signed_at=_moment(tags.get(b"t")),
        expires_at=_moment(tags.get(b"x")),
        problem=f"The tag {missing[0]}= is missing." if missing else _problem(tags),
    )


def published_key(signature: Signature, dns: DnsLookup) -> str:
    """Give the key record that DNS has for a signature, "" when it has none or the name is no host name."""
    name = f"{signature.selector}._domainkey.{signature.domain}"
    record = dns.txt(name) if _DNS_NAME.fullmatch(name) else None
    return record.decode("ascii", "replace") if record else ""


def _problem(tags: dict[bytes, bytes]) -> str:
    algorithm, domain, identity = tag_text(tags, b"a"), tag_text(tags, b"d").lower(), tag_text(tags, b"i").lower()
    checks = (
        (tags[b"v"] != b"1", "The version is not 1."),
        (algorithm not in ALGORITHMS, f"The algorithm {algorithm[:40]} is unknown."),
        (not tag_base64(tags[b"b"]) or not tag_base64(tags[b"bh"]), "The signature is no base64."),
        (methods(tags.get(b"c", b"simple/simple")) is None, "The canonical form is unknown."),
        (tags.get(b"q", b"dns/txt") != b"dns/txt", "The key is not kept in DNS."),
        (b"l" in tags and tag_number(tags[b"l"]) is None, "The tag l= is no number."),
        (bool(identity) and not _belongs(identity, domain), "The tag i= lies outside of d=."),
        ("from" not in tag_names(tags[b"h"]), "The From field is not signed."),
    )
    return next((sentence for failed, sentence in checks if failed), "")


def _belongs(identity: str, domain: str) -> bool:
    name = identity.rpartition("@")[2]
    return name == domain or name.endswith("." + domain)


def body_holds(message: RawMessage, signature: Signature) -> bool:
    """Tell whether the body hash is that of the body, up to l= where there is one."""
    body = canonical_body(message.body, signature.methods[1])
    if signature.length is not None:
        if signature.length > len(body):
            return False
        body = body[: signature.length]
    return hashlib.new(ALGORITHMS[signature.algorithm], body).digest() == signature.body_hash


def headers_hold(message: RawMessage, signature: Signature, record: str) -> Verdict:
    """Tell whether the signature over the headers holds under a key record. Never raises.

    Args:
        message: as `split_message` gives it.
        signature: one without a problem.
        record: the TXT value of the key.
    """
    digest = hashlib.new(ALGORITHMS[signature.algorithm], usedforsecurity=False)
    for field in _selected(message, signature):
        digest.update(canonical_field(field, signature.methods[0]))
    own = Field(signature.field.name, without_signature(signature.field.value))
    digest.update(canonical_field(own, signature.methods[0]).rstrip())
    return verify_digest(signature, digest.digest(), record)


def _selected(message: RawMessage, signature: Signature) -> Iterator[Field]:
    """Pick the signed fields: of several with one name the lowest first. A second From is always hashed too."""
    waiting: dict[str, list[Field]] = {}
    for field in message.fields:
        waiting.setdefault(field.name.decode("ascii", "replace").lower(), []).append(field)
    for name in (*signature.signed, "from"):
        if waiting.get(name):
            yield waiting[name].pop()


def signed_field(message: RawMessage, signature: Signature, name: str) -> Field | None:
    """Give the field of that name (lower case) that a signature covers, the lowest one; None when it covers none."""
    if name not in signature.signed:
        return None
    wanted = name.encode()
    return next((field for field in reversed(message.fields) if field.name.lower() == wanted), None)


def doubled_field(message: RawMessage, signature: Signature) -> str:
    """Name a signed field beside which an unsigned one stands that is shown instead, or "".

    Whoever passes a mail on may put a second Subject on top without breaking the signature (RFC 6376 section 8.15).
    """
    present = [field.name.lower() for field in message.fields]
    shown = (name for name in SHOWN if name in signature.signed)
    return next((name for name in shown if present.count(name.encode()) > signature.signed.count(name)), "")


def verify_digest(signature: Signature, digest: bytes, record: str) -> Verdict:
    """Tell whether a signature holds over a hash under a key record. Never raises."""
    try:
        tags = parse_tag_value(record.encode("ascii", "replace"))
        key_bytes = base64.b64decode(bytes(tags.get(b"p", b"")).translate(None, _WHITE))
    except (InvalidTagValueList, binascii.Error, ValueError):
        return Verdict(holds=False, problem="The key record can't be read.")
    if not key_bytes:
        return Verdict(holds=False, problem="The key was revoked.")
    if refused := _refused(tags, signature):
        return Verdict(holds=False, problem=refused)
    try:
        return _check(signature, digest, key_bytes)
    except InvalidSignature:
        return Verdict(holds=False, problem="The signed headers were changed, or it is not this key's signature.")
    except (ValueError, UnsupportedAlgorithm):
        return Verdict(holds=False, problem="The key record holds no usable key.")


def _refused(tags: dict[bytes, bytes], signature: Signature) -> str:
    """Say why the key record does not allow this signature, or ""."""
    kind, _, digest = signature.algorithm.partition("-")
    services = [service.strip() for service in tags.get(b"s", b"*").split(b":")]
    digests = [name.strip() for name in tags.get(b"h", digest.encode()).split(b":")]
    checks = (
        (tags.get(b"v", b"DKIM1") != b"DKIM1", "The key record is of an unknown version."),
        (tags.get(b"k", b"rsa") != kind.encode(), "The key is of another algorithm than the signature."),
        (b"*" not in services and b"email" not in services, "The key is not for mail."),
        (digest.encode() not in digests, "The key does not allow this hash."),
    )
    return next((sentence for failed, sentence in checks if failed), "")


def _check(signature: Signature, digest: bytes, key_bytes: bytes) -> Verdict:
    if signature.algorithm == "ed25519-sha256":
        Ed25519PublicKey.from_public_bytes(key_bytes).verify(signature.value, digest)
        return Verdict(holds=True)
    key = load_der_public_key(key_bytes)
    if not isinstance(key, RSAPublicKey) or not MIN_RSA_BITS <= key.key_size <= MAX_RSA_BITS:
        return Verdict(holds=False, problem=f"The key is no RSA key of {MIN_RSA_BITS} to {MAX_RSA_BITS} bits.")
    method = hashes.SHA1() if signature.algorithm == "rsa-sha1" else hashes.SHA256()  # noqa: S303 - judged, never proof
    key.verify(signature.value, digest, PKCS1v15(), Prehashed(method))
    return Verdict(holds=True)


def without_signature(value: bytes) -> bytes:
    """Empty the b= tag, leaving every other byte."""
    parts = value.split(b";")
    for index, part in enumerate(parts):
        name, equals, rest = part.partition(b"=")
        if equals and name.strip() == b"b":
            parts[index] = name + equals + rest[len(rest.rstrip()) :]
    return b";".join(parts)


def tag_text(tags: dict[bytes, bytes], name: bytes) -> str:
    """Give a tag's value as text, at most 255 characters, "" where it is missing."""
    return tags.get(name, b"").decode("utf-8", "replace")[:255]


def tag_names(value: bytes) -> tuple[str, ...]:
    """Give the field names of an h= tag in lower case, at most 200."""
    names = (name.strip().decode("ascii", "replace").lower() for name in value.split(b":")[:MAX_SIGNED_NAMES])
    return tuple(name for name in names if name)


def tag_base64(value: bytes) -> bytes:
    """Decode a b= or bh= tag; b"" for what is no base64."""
    try:
        return base64.b64decode(value.translate(None, _WHITE), validate=True)
    except (binascii.Error, ValueError):
        return b""


def tag_number(value: bytes | None) -> int | None:
    """Read a number such as l=, t= or i=; None for what is none."""
    return int(value) if value and value.isdigit() and len(value) <= len(str(_LATEST_SECOND)) else None


def _moment(value: bytes | None) -> datetime | None:
    seconds = tag_number(value)
    return None if seconds is None or seconds > _LATEST_SECOND else datetime.fromtimestamp(seconds, UTC)
