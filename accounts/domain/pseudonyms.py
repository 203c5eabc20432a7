"""People by a keyed hash, so that customers' lists can be compared without laying their addresses side by side.

A plain hash would not do: whoever has a dictionary of addresses can try them all. A person is a whole number of 64
bits, which every engine joins by fastest; among ten million people two share one by a chance of 1 in 370,000.

Source: RFC 7693 section 2.9 (BLAKE2b with a key), RFC 2104 (HMAC, to derive the key).
"""

from __future__ import annotations

import hmac
from hashlib import blake2b
from typing import TYPE_CHECKING

from accounts.domain.addresses import canonical_domain

if TYPE_CHECKING:
    from collections.abc import Iterable

BYTES = 8
_PURPOSE = b"comparison of mailing lists"
# Such an address is normalised once it is in lower case. Read by engines of regular expressions, too: no shorthands.
PLAIN = r"^[!-~]*[!--/-~]$"


def comparison_key(secret: str) -> bytes:
    """Derive the platform's key from its secret, so that the secret itself is used for nothing else."""
    return hmac.digest(secret.encode(), _PURPOSE, "sha256")


def normalised(address: str) -> str:
    """Spell an address the way in which equal mailboxes are equal: lower case, the domain in ASCII.

    A tag behind a plus stays: on somebody else's list it is what tells.
    """
    local, at, domain = address.strip().lower().rpartition("@")
    return f"{local}{at}{canonical_domain(domain) or domain}"


class Pseudonyms:
    """Gives the numbers that stand for normalised addresses, under one key."""

    def __init__(self, key: bytes) -> None:
        # Copying a hash that has taken the key in is half of the work of making one.
        self._keyed = blake2b(key=key, digest_size=BYTES).copy

    def of(self, address: str) -> int:
        """Give the number of one address."""
        return int.from_bytes(self._digest(address.encode("utf-8", "surrogatepass")), "little", signed=True)

    def of_all(self, addresses: Iterable[bytes]) -> bytes:
        """Give the numbers of addresses in UTF-8: eight bytes each, the lowest first."""
        return b"".join(map(self._digest, addresses))

    def _digest(self, address: bytes) -> bytes:
        hashed = self._keyed()
        hashed.update(address)
        return hashed.digest()
