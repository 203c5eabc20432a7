"""Addresses and networks as notices write them."""

from __future__ import annotations

import pytest

from complaints.domain.formats._networks import MAX_NETWORKS, find_networks
from tests.endless import ends


@pytest.mark.parametrize(
    ("text", "networks"),
    [
        ("198.51.100.7: listed", ("198.51.100.7",)),
        ("IP:198.51.100.7,198.51.100.8.", ("198.51.100.7", "198.51.100.8")),
        ("[198.51.100.7]:25", ("198.51.100.7",)),
        ("198[.]51[.]100[.]7 and 198(dot)51(dot)100(dot)8", ("198.51.100.7", "198.51.100.8")),
        ("the net 198.51.100.0/24.", ("198.51.100.0/24",)),
        ("198.51.100.0 - 198.51.100.255", ("198.51.100.0/24",)),
        ("198.51.100.0-127", ("198.51.100.0/25",)),
        ("198.51.100.7-198.51.100.9", ("198.51.100.7", "198.51.100.8/31")),
        ("2001:db8::5 and 2001:DB8::/32", ("2001:db8::5", "2001:db8::/32")),
        ("198.51.100.7 - 5 hits", ("198.51.100.7",)),
    ],
)
def test_an_address_is_read_however_it_is_written(text: str, networks: tuple[str, ...]) -> None:
    assert find_networks(text) == networks


@pytest.mark.parametrize(
    "text",
    [
        "version 5.0.2.1",
        "Exim/4.9.1.2 release 1.2.3.4",
        "answers 127.0.0.2",
        "7.100.51.198.zen.dnsbl.example",
        "198.51.100.7-static.isp.example",
        "at 10:30:00 from 00:11:22:33:44:55",
        "256.1.1.1 and 1.2.3.4.5",
        "0.0.0.0/0",
    ],
)
def test_not_every_number_with_dots_is_an_address(text: str) -> None:
    assert find_networks(text) == ()


def test_a_text_of_nothing_but_ranges_is_read_in_bounded_time() -> None:
    with ends():
        found = find_networks("203.0.113.1 - " * 100_000)

    assert len(found) <= MAX_NETWORKS
