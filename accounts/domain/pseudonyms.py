"""People by a keyed hash, so that customers' lists can be compared without laying their addresses side by side.

A plain hash would not do: whoever has a dictionary of addresses can try them all.

Source: RFC 2104 (HMAC).
"""

from __future__ import annotations

import hmac

from accounts.domain.addresses import canonical_domain

LENGTH = 32
_PURPOSE = b"comparison of mailing lists"


def comparison_key(secret: str) -> bytes:
    """Derive the platform's key from its secret, so that the secret itself is used for nothing else."""
    return hmac.digest(secret.encode(), _PURPOSE, "sha256")


def normalised(address: str) -> str:
    """Spell an address the way in which equal mailboxes are equal: lower case, the domain in ASCII.

    A tag behind a plus stays: on somebody else's list it is what tells.
    """
    local, at, domain = address.strip().lower().rpartition("@")
    return f"{local}{at}{canonical_domain(domain) or domain}"


def pseudonym(address: str, key: bytes) -> str:
    """Give 128 bits in hexadecimal that stand for a normalised address."""
    return hmac.digest(key, address.encode("utf-8", "surrogatepass"), "sha256").hex()[:LENGTH]
