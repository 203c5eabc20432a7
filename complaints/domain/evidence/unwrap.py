"""Taking forwarders' and signers' wrapping off envelope addresses and links, so that our identifiers show again.

Source: SRS as libsrs2 writes it, BATV (draft-levine-smtp-batv), Microsoft Safe Links, Proofpoint URL Defense v2.
"""

from __future__ import annotations

import html
import re
from urllib.parse import unquote

MAX_ADDRESS = 320
MAX_URL = 2000
_MAX_INNER = 4

_SRS0 = re.compile(r"(?i)srs0[=+-][^=]{1,20}=[^=]{1,10}=([^=]{1,255})=(.{1,255})")
_SRS1 = re.compile(r"(?i)srs1[=+-][^=]{1,20}=[^=]{1,255}=[=+-]?[^=]{1,20}=[^=]{1,10}=([^=]{1,255})=(.{1,255})")
_BATV = re.compile(r"(?i)(?:prvs|btv1)=[0-9a-z]{6,20}=(.{1,255})|prvs=(.{1,255})/[0-9]{1,4}[0-9a-f]{6}")
_WEB = re.compile(r"(?i)https?://|mailto:")
_QUOTED_EQUALS = re.compile(r"(?i)=3d")
_HEX = re.compile(r"-([0-9A-Fa-f]{2})")


def envelope_addresses(text: str) -> tuple[str, ...]:
    """Give an envelope address and what it wraps, outermost first, case kept; () for the null path."""
    address = text.strip().rpartition("<")[2].partition(">")[0].strip().strip('"')[:MAX_ADDRESS]
    found: list[str] = []
    while address and "@" in address and len(found) < _MAX_INNER:
        found.append(address)
        address = _inner(address)
    return tuple(found)


def _inner(address: str) -> str:
    local, _, domain = address.rpartition("@")
    if forwarded := _SRS1.fullmatch(local) or _SRS0.fullmatch(local):
        return f"{forwarded[2]}@{forwarded[1]}"
    if tagged := _BATV.fullmatch(local):
        return f"{tagged[1] or tagged[2]}@{domain}"
    return ""


def link_targets(url: str) -> tuple[str, ...]:
    """Give a link as it stands, decoded, and the links that a rewriting gateway hid in it; distinct, at most 8.

    A copy that lost its Content-Transfer-Encoding shows quoted-printable raw, each "=" as "=3D".
    """
    bounded = url[:MAX_URL]
    found = {bounded: None, html.unescape(bounded): None, _QUOTED_EQUALS.sub("=", bounded): None}
    decoded = bounded
    for _ in range(2):
        decoded = unquote(decoded)
        found.setdefault(decoded)
        for inner in list(_WEB.finditer(decoded))[1:_MAX_INNER]:
            found.setdefault(decoded[inner.start() :])
            found.setdefault(decoded[inner.start() :].partition("&")[0])
    if "urldefense" in bounded[:60]:
        inner_url = bounded.partition("u=")[2].partition("&")[0]
        found.setdefault(unquote(_HEX.sub(r"%\1", inner_url.replace("_", "/"))))
    return tuple(target for target in found if target)[: 2 * _MAX_INNER]


def written_recipient(text: str) -> str | None:
    """Read the recipient out of an identifier: user@dom, user%40dom or user=dom; None when it is a token."""
    decoded = unquote(text).strip("<>").lower()
    if "@" not in decoded and "=" in decoded:
        decoded = "@".join(decoded.rsplit("=", 1))
    local, at, domain = decoded.rpartition("@")
    return decoded if at and local and "." in domain and len(decoded) <= MAX_ADDRESS else None
