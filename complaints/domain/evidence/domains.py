"""Comparing domains and mailboxes.

Source: RFC 7489 section 3.2 (organisational domain), RFC 5233 (subaddresses).
"""

from __future__ import annotations

from functools import cache

from publicsuffixlist import PublicSuffixList

from accounts.domain.addresses import canonical_domain

MAX_LABELS = 10
_GMAIL = frozenset({"gmail.com", "googlemail.com"})


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


def domain_of(address: str) -> str:
    """Give the domain of an address in lower case, "" where there is none."""
    return address.rpartition("@")[2].strip(".").lower() if "@" in address else ""


def organisational_domain(domain: str) -> str:
    """Give the domain one below its public suffix, or the domain itself where it has none."""
    name = domain.strip(".").lower()[:253]
    return (_suffixes().privatesuffix(name) if name else None) or name


def aligned(one: str, other: str) -> bool:
    """Tell whether two domains belong to one organisation; an empty one belongs to nobody."""
    return bool(one and other) and organisational_domain(one) == organisational_domain(other)


def is_within(domain: str, parent: str) -> bool:
    """Tell whether a domain is another or lies below it."""
    return bool(parent) and (domain == parent or domain.endswith("." + parent))


def with_parents(domain: str) -> tuple[str, ...]:
    """Give a domain and those above it, down to its organisational domain, nearest first."""
    name = domain.strip(".").lower()[:253]
    top = organisational_domain(name)
    names: list[str] = []
    while name and len(names) < MAX_LABELS:
        names.append(name)
        if name == top:
            break
        name = name.partition(".")[2]
    return tuple(names)


def same_mailbox(one: str, other: str) -> bool:
    """Tell whether two addresses are one mailbox.

    In any case of letters; a subaddress (ann+news) is ann's; a domain may be spelled in ASCII or not (RFC 5890); Gmail
    has two names and passes over dots.
    """
    left, right = _without_dots(one.strip().lower()), _without_dots(other.strip().lower())
    if left == right:
        return bool(left)
    if not left or not _same_domain(domain_of(left), domain_of(right)):
        return False
    plain_left, plain_right = (address.rpartition("@")[0].partition("+") for address in (left, right))
    # Two different tags may be two people's; one of the two must be the bare mailbox.
    return plain_left[0] == plain_right[0] and bool(plain_left[0]) and not (plain_left[2] and plain_right[2])


def _without_dots(address: str) -> str:
    local, _, domain = address.rpartition("@")
    return f"{local.replace('.', '')}@gmail.com" if domain in _GMAIL else address


def _same_domain(one: str, other: str) -> bool:
    if one == other or one.isascii() == other.isascii():
        return one == other
    return canonical_domain(one) == canonical_domain(other) is not None
