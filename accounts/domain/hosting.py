"""Networks in which servers stand, not people: a weak sign, for people behind a VPN come out of them too.

Source: domain notes 3b, C4. Numbers of the largest providers of rented servers; others by what they call themselves.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from accounts.domain.ports import IpFact

# Amazon, Google Cloud, Azure, DigitalOcean, OVH, Hetzner, Linode, Vultr, Contabo, Leaseweb, Scaleway, Alibaba, Tencent,
# Oracle Cloud, M247, IONOS.
_NUMBERS = frozenset(
    {14618, 16509, 396982, 8075, 14061, 16276, 24940, 213230, 63949, 20473, 51167, 60781, 28753, 12876}
    | {45102, 132203, 31898, 9009, 8560}
)
_WORDS = re.compile(
    r"(?i)\b(?:hosting|hosted|hoster|cloud|colo(?:cation)?|data ?cent(?:er|re)s?|dedicated|servers?|vps|vpn)\b"
)


def is_hosting(fact: IpFact) -> bool:
    """Tell whether an address belongs to a network of rented servers, as far as its number or name tells."""
    return fact.asn in _NUMBERS or bool(_WORDS.search(fact.organisation))
