"""Addresses and networks written out in a text.

Source: RFC 4632 (CIDR notation), RFC 5952, RFC 5735 (special addresses); defanged forms as security teams write them.
"""

from __future__ import annotations

import ipaddress
import re

MAX_NETWORKS = 500
_MAX_FROM_RANGE = 8
_DEFANGED = re.compile(r"(?<=\d)(?:\[\.\]|\(\.\)|\{\.\}|\[dot\]|\(dot\))(?=\d)", re.IGNORECASE)
_V4 = r"\d{1,3}(?:\.\d{1,3}){3}"
_V6 = r"[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}"
# "1.2.3.0-255", "1.2.3.4 - 1.2.3.9"; the short end is a last octet.
_TO = r"\s{0,3}(?:-|–|\bto\b)\s{0,3}"  # noqa: RUF001 - the dash that composers make
_RANGE = re.compile(rf"({_V4}){_TO}({_V4}|\d{{1,3}}(?![.\d]))(?![\w/-])")
_TOKEN = re.compile(
    rf"(?<![\w.-]){_V4}(?:/\d{{1,3}}(?!\d))?(?!\w|[.]\w|-[^\W\d])|(?<![\w.:]){_V6}(?:/\d{{1,3}}(?!\d))?(?![\w:]|[.-]\w)"
)
# "version 5.0.2.1" is no address.
_VERSION = re.compile(r"(?i)(?:\bversion|\bvers?\.?|\brelease|\bbuild|\brevision|[a-z]/)\s{0,2}$")
_LOOK_BACK = 12

_Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def find_networks(text: str) -> tuple[str, ...]:
    """Give addresses, CIDR networks and ranges in canonical text, distinct, in order, at most 500.

    Loopback, multicast and unspecified addresses are answers of name servers, not listed hosts; left out like numbers
    of versions. A range becomes the networks that cover it exactly.
    """
    text = _DEFANGED.sub(".", text)
    found: dict[str, None] = {}
    behind = 0
    for match in _TOKEN.finditer(text):
        if match.start() < behind:
            continue
        covered = _RANGE.match(text, match.start())
        networks = _covering(covered[1], covered[2]) if covered else ()
        behind = covered.end() if covered and networks else match.end()
        for network in networks or _single(match, text):
            found.setdefault(_canonical(network))
        if len(found) >= MAX_NETWORKS:
            break
    return tuple(found)[:MAX_NETWORKS]


def _single(match: re.Match[str], text: str) -> tuple[_Network, ...]:
    if _VERSION.search(text[max(0, match.start() - _LOOK_BACK) : match.start()]):
        return ()
    try:
        network = ipaddress.ip_network(match[0], strict=False)
    except ValueError:
        return ()
    return (network,) if _is_listable(network) else ()


def _covering(first: str, last: str) -> tuple[_Network, ...]:
    """Give the networks between two addresses; () when they are none, or too many for one notice."""
    end = last if "." in last else f"{first.rpartition('.')[0]}.{last}"
    try:
        low, high = ipaddress.IPv4Address(first), ipaddress.IPv4Address(end)
        networks = tuple(ipaddress.summarize_address_range(low, high))
    except (ValueError, TypeError):
        return ()
    return networks if len(networks) <= _MAX_FROM_RANGE and all(map(_is_listable, networks)) else ()


def _is_listable(network: _Network) -> bool:
    address = network.network_address
    special = address.is_loopback or address.is_multicast or address.is_unspecified or address.is_link_local
    return bool(network.prefixlen) and not special


def _canonical(network: _Network) -> str:
    return str(network.network_address) if network.num_addresses == 1 else str(network)
