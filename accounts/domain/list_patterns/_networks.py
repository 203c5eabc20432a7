"""Which opt-in addresses nobody on the Internet has."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ibis.expr.types import BooleanValue, Table

# RFC 6890 and its registry, over canonical text: quicker than numbers, and the same on every engine.
SPECIAL = (
    r"^(0|10|127|22[4-9]|23[0-9]|24[0-9]|25[0-5])\.[0-9.]+$|^169\.254\.[0-9.]+$|^172\.(1[6-9]|2[0-9]|3[01])\.[0-9.]+$"
    r"|^192\.168\.[0-9.]+$|^100\.(6[4-9]|[7-9][0-9]|1[01][0-9]|12[0-7])\.[0-9.]+$|^198\.1[89]\.[0-9.]+$"
    r"|^192\.0\.[02]\.[0-9]+$|^198\.51\.100\.[0-9]+$|^203\.0\.113\.[0-9]+$"
    r"|^::1?$|^f[cdf][0-9a-f]{2}:|^fe[89ab][0-9a-f]:|^2001:db8:"
)


def is_special(rows: Table) -> BooleanValue:
    """Tell private, reserved, multicast and documentation addresses."""
    return rows.ip.re_search(SPECIAL)
