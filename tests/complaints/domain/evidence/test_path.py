from __future__ import annotations

import pytest

from complaints.domain.evidence.path import handover
from complaints.domain.evidence.received import read_hop

OUTSIDE = "from out7.example.com (198.51.100.7) by DB5EUR03FT0.mail.protection.outlook.com (10.152.20.9) with SMTP; x"


def exchange(helo: str, address: str) -> str:
    """Write a line as Exchange Online writes it: what HELO said, and the address seen."""
    return f"from {helo} ({address}) by AM0PR02.eurprd02.prod.outlook.com (2603:10a6:208:1::1) with HTTPS; x"


def outside(*lines: str) -> int | None:
    return handover(tuple(read_hop(line) for line in lines))


def test_a_step_inside_exchange_online_is_no_handover() -> None:
    assert outside(exchange("DB9PR04.eurprd04.prod.outlook.com", "2603:10a6:10:2d9::22"), OUTSIDE) == 1


@pytest.mark.parametrize(
    ("helo", "address"),
    [
        ("DB9PR04.eurprd04.prod.outlook.com", "2001:db8:66::1"),  # a stranger's address under Microsoft's name
        ("DB9PR04.eurprd04.prod.outlook.com", "2603:1020:5::4"),  # a machine rented at Azure
        ("EUR05-DB8-obe.outbound.protection.outlook.com", "40.107.20.93"),  # another customer's mail
        ("vps7.bulk.example", "2603:10a6:10:2d9::22"),
    ],
)
def test_only_microsofts_own_name_and_address_together_are_inside(helo: str, address: str) -> None:
    assert outside(exchange(helo, address), OUTSIDE) == 0
