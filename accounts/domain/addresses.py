"""Internet addresses, networks, domains and mailboxes in one canonical spelling, so that equal things compare equal.

Source: RFC 4291 section 2.5.5.2 (IPv4-mapped), RFC 5952 (IPv6 text), RFC 6890 (special-purpose addresses),
RFC 1035 section 2.3.4 (domain lengths), RFC 5321 section 4.5.3.1 (mailbox lengths).
"""

from __future__ import annotations

import ipaddress
import re
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_BLANK_OR_CONTROL = re.compile(r"[\s\x00-\x1f\x7f]")
_MAPPED_PREFIX = 0xFFFF << 32
_IPV6_BITS = 128
_IPV4_BITS = 32
LONGEST_MAILBOX = 320
LONGEST_DOMAIN = 253

# First match wins; Python's own flags name what is left.
_SPECIAL_USES = tuple(
    (ipaddress.ip_network(network), name)
    for network, name in (
        ("192.0.2.0/24", "documentation"),
        ("198.51.100.0/24", "documentation"),
        ("203.0.113.0/24", "documentation"),
        ("2001:db8::/32", "documentation"),
        ("100.64.0.0/10", "carrier-grade NAT"),
        ("198.18.0.0/15", "benchmarking"),
        ("192.0.0.0/24", "protocol assignment"),
        ("127.0.0.0/8", "loopback"),
        ("169.254.0.0/16", "link-local"),
        ("0.0.0.0/8", "unspecified"),
    )
)
_SPECIAL_FLAGS = (
    ("is_unspecified", "unspecified"),
    ("is_loopback", "loopback"),
    ("is_link_local", "link-local"),
    ("is_multicast", "multicast"),
    ("is_reserved", "reserved"),
    ("is_private", "private"),
)


@lru_cache(maxsize=65_536)
def canonical_ip(text: str) -> str | None:
    """Give an address in canonical text, IPv4-mapped ones as IPv4; None when it is no address."""
    address = _address(text)
    return None if address is None else str(address)


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ipaddress.ip_address(text.strip().strip("[]"))
    except ValueError:
        return None
    if isinstance(address, IPv6Address):
        return address.ipv4_mapped or (None if address.scope_id else address)
    return address


def canonical_network(text: str) -> IPv4Network | IPv6Network:
    """Read an address or a network.

    Raises:
        ValueError: when it is neither, or a network with host bits set, saying which.
    """
    address = _address(text)
    if address is not None:
        return ipaddress.ip_network(address)
    return ipaddress.ip_network(text.strip(), strict=True)


def network_text(network: IPv4Network | IPv6Network) -> str:
    """Spell a network: a bare address where it holds only one."""
    return str(network.network_address) if network.num_addresses == 1 else str(network)


def span(network: IPv4Network | IPv6Network) -> tuple[str, str]:
    """Give first and last address as 32 hexadecimal digits each, IPv4 as ::ffff:0:0/96: text in address order."""
    lift = _MAPPED_PREFIX if network.version == 4 else 0  # noqa: PLR2004 - the protocol's own number
    first, last = int(network.network_address), int(network.broadcast_address)
    return f"{lift + first:032x}", f"{lift + last:032x}"


def containing_networks(text: str) -> tuple[str, ...]:
    """Give every network that contains an address, spelled as `network_text`, narrowest first; () for no address."""
    address = _address(text)
    if address is None:
        return ()
    bits = _IPV4_BITS if isinstance(address, IPv4Address) else _IPV6_BITS
    whole = int(address)
    networks: list[str] = []
    for free in range(bits + 1):
        first = whole >> free << free
        base = IPv4Address(first) if isinstance(address, IPv4Address) else IPv6Address(first)
        networks.append(str(base) if free == 0 else f"{base}/{bits - free}")
    return tuple(networks)


def special_use(text: str) -> str:
    """Name why an address can't be a visitor's on the public Internet: "private", "documentation", …; "" when it can.

    Text that is no address at all gives "no address".
    """
    address = _address(text)
    if address is None:
        return "no address"
    for network, name in _SPECIAL_USES:
        if address.version == network.version and address in network:
            return name
    named = next((name for flag, name in _SPECIAL_FLAGS if getattr(address, flag)), "")
    return named or ("" if address.is_global else "special-purpose")


def canonical_domain(text: str) -> str | None:
    """Give a domain in lower-case ASCII without a trailing dot; None when it is none."""
    domain = text.strip().rstrip(".").lower()
    if not domain or len(domain) > LONGEST_DOMAIN:
        return None
    if not domain.isascii():
        try:
            domain = domain.encode("idna").decode("ascii")
        except UnicodeError:
            return None
    fits = len(domain) <= LONGEST_DOMAIN and all(_LABEL.fullmatch(label) for label in domain.split("."))
    return domain if fits else None


def canonical_mailbox(text: str) -> str | None:
    """Give an e-mail address in lower case, without angle brackets; None when it has no two sides round an @."""
    mailbox = text.strip().removeprefix("<").removesuffix(">").strip().lower()
    local, at, domain = mailbox.rpartition("@")
    if not (local and at and domain) or len(mailbox) > LONGEST_MAILBOX or _BLANK_OR_CONTROL.search(mailbox):
        return None
    return mailbox
