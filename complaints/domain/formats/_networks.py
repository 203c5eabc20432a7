"""Addresses and networks written out in a text.

Source: RFC 4632 (CIDR notation), RFC 5952.
"""

from __future__ import annotations

import ipaddress
import re

MAX_NETWORKS = 500
_TOKEN = re.compile(
    r"(?<![\w.:])(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7})(?:/\d{1,3})?(?![\w.:]*\w)"
)


def find_networks(text: str) -> tuple[str, ...]:
    """Give addresses and CIDR networks in canonical text, distinct, in order, at most 500."""
    found: dict[str, None] = {}
    for match in _TOKEN.finditer(text):
        try:
            network = ipaddress.ip_network(match[0], strict=False)
        except ValueError:
            continue
        if network.num_addresses == 1:
            found.setdefault(str(network.network_address))
        elif network.prefixlen:
            found.setdefault(str(network))
        if len(found) == MAX_NETWORKS:
            break
    return tuple(found)
