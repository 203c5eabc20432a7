"""Addresses that take complaints.

Source: RFC 2142 sections 2 and 4; names that abuse desks, blocklist desks and feedback loops use beside them, and
those of an office's own help desk, which passes on what its people complain about.
"""

from __future__ import annotations

import re

_ROLE = re.compile(
    r"(?:abuse|badactor|blacklists?|blocklists?|spam|postmaster|complaints?|report-?spam|spam-?reports?|fbl|"
    r"feedback-?loops?|phish(?:ing)?|noc|cert|csirt|security|junk|help-?desk|service-?desk|it-?support)(?:[-_.+][^@]{0,60})?@"
)


def is_role_address(address: str) -> bool:
    """Tell whether an address, in lower case, is one that complaints are written to."""
    return bool(_ROLE.match(address))
