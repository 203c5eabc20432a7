"""DKIM keys, made from the seed and rotated as a real platform rotates them.

They are worth nothing: whoever has the seed has them. They are made anew in each run, so no private key lies in the
repository; and they are drawn from a seeded stream instead of the operating system, so that the archive and every
signature are equal for equal seeds.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from complaints.demo.chance import stream

if TYPE_CHECKING:
    import random
    from datetime import datetime

PrivateKey = rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey

_EXPONENT = 65537
_PRIMES = tuple(n for n in range(3, 4000, 2) if all(n % d for d in range(3, int(n**0.5) + 1, 2)))
_ROUNDS = 8


def _survives(candidate: int, base: int) -> bool:
    """Tell whether a number may be prime: one Miller-Rabin round."""
    odd, twos = candidate - 1, 0
    while odd % 2 == 0:
        odd, twos = odd // 2, twos + 1
    power = pow(base, odd, candidate)
    if power in {1, candidate - 1}:
        return True
    for _ in range(twos - 1):
        power = power * power % candidate
        if power == candidate - 1:
            return True
    return False


def _prime(chance: random.Random, bits: int) -> int:
    """Draw a prime with its two highest bits set, so that a product of two has all its bits."""
    while True:
        candidate = chance.getrandbits(bits) | (0b11 << (bits - 2)) | 1
        if any(candidate % prime == 0 for prime in _PRIMES) or (candidate - 1) % _EXPONENT == 0:
            continue
        if all(_survives(candidate, chance.randrange(2, candidate - 1)) for _ in range(_ROUNDS)):
            return candidate


@cache
def _rsa(seed: int, name: str, bits: int) -> rsa.RSAPrivateKey:
    chance = stream(seed, f"rsa:{name}")
    p, q = _prime(chance, bits // 2), _prime(chance, bits // 2)
    d = pow(_EXPONENT, -1, (p - 1) * (q - 1))
    public = rsa.RSAPublicNumbers(_EXPONENT, p * q)
    numbers = rsa.RSAPrivateNumbers(
        p, q, d, rsa.rsa_crt_dmp1(d, p), rsa.rsa_crt_dmq1(d, q), rsa.rsa_crt_iqmp(p, q), public
    )
    return numbers.private_key()


@cache
def _edwards(seed: int, name: str) -> ed25519.Ed25519PrivateKey:
    return ed25519.Ed25519PrivateKey.from_private_bytes(stream(seed, f"ed25519:{name}").randbytes(32))


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoKey:
    """A DKIM key with its time in DNS, as dkim_keys.csv has it."""

    domain: str
    selector: str
    private: PrivateKey = field(repr=False)
    valid_from: datetime
    valid_until: datetime | None = None
    exposed_at: datetime | None = None

    @property
    def algorithm(self) -> str:
        """The a= of its signatures."""
        return "rsa-sha256" if isinstance(self.private, rsa.RSAPrivateKey) else "ed25519-sha256"

    @property
    def record(self) -> str:
        """The DNS TXT value."""
        if isinstance(self.private, rsa.RSAPrivateKey):
            der = self.private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
            return f"v=DKIM1; k=rsa; p={base64.b64encode(der).decode()}"
        raw = self.private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return f"v=DKIM1; k=ed25519; p={base64.b64encode(raw).decode()}"


@dataclass(frozen=True, slots=True)
class Keyring:
    """Every key the platform ever published."""

    keys: tuple[DemoKey, ...]

    def at(self, domain: str, moment: datetime, *, algorithm: str = "rsa-sha256") -> DemoKey | None:
        """Give the key of a domain that mail sent at a moment was signed with, or None when it had none."""
        for key in self.keys:
            after_end = key.valid_until is not None and moment >= key.valid_until
            if key.domain == domain and key.algorithm == algorithm and key.valid_from <= moment and not after_end:
                return key
        return None

    def exposed(self) -> DemoKey:
        """Give the key whose private half got out."""
        return next(key for key in self.keys if key.exposed_at is not None)


def make_keyring(seed: int, now: datetime) -> Keyring:
    """Make the platform's keys: the shared domain rotated five days ago, customers' own, one exposed, one Ed25519."""

    def key(domain: str, selector: str, days: int, until: int | None = None, **more: object) -> DemoKey:
        bits = 1024 if selector.startswith("old") else 2048
        name = f"{selector}._domainkey.{domain}"
        private: PrivateKey = _edwards(seed, name) if selector.startswith("ed") else _rsa(seed, name, bits)
        exposed = more.get("exposed")
        return DemoKey(
            domain=domain,
            selector=selector,
            private=private,
            valid_from=now - timedelta(days=days),
            valid_until=None if until is None else now - timedelta(days=until),
            exposed_at=now - timedelta(days=exposed) if isinstance(exposed, int) else None,
        )

    return Keyring(
        (
            key("example.com", "old1", 900, 180),
            key("example.com", "s2", 180, 5),
            key("example.com", "s3", 5),
            key("news.ledgerleaf.example", "em1", 400),
            key("nordictrail.example", "k1", 320, 4),
            key("nordictrail.example", "k2", 4),
            key("brightharbor.example", "em1", 700, 30, exposed=30),
            key("brightharbor.example", "em2", 30),
            key("opendataforum.example", "ed1", 150),
        )
    )


def publisher_key(seed: int, domain: str, valid_from: datetime) -> DemoKey:
    """Make the key of somebody who is no customer, so that it stands in no archive of ours."""
    return DemoKey(domain=domain, selector="ed1", private=_edwards(seed, f"ed1.{domain}"), valid_from=valid_from)
