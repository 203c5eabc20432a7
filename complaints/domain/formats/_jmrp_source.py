"""The address from which a mailbox of Microsoft's took a message, for reports that leave it out.

Source: the order in which Microsoft's own stamps are to be believed: X-Originating-IP, client-ip, X-Sender-IP.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from complaints.domain.addresses import find_address
from complaints.domain.evidence.received import is_public
from complaints.domain.formats._feedback import read_ip
from complaints.domain.original import arrived_at, headers_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from complaints.domain.facts import Original
    from complaints.domain.headers import Headers

_CLIENT_IP = re.compile(r"(?i)\b(?:client-ip|sender ip is)[= ]{1,3}\"?([0-9A-Fa-f.:]{2,60})")


def with_connection(original: Original) -> Original:
    """State what the receiving system stamped on the original where the report itself is silent."""
    headers = headers_of(original.content)
    reported = original.reported
    return replace(
        original,
        reported=replace(
            reported,
            source_ip=reported.source_ip or connecting_ip(headers),
            arrived_at=reported.arrived_at or arrived_at(headers),
            recipients=reported.recipients or _recipients(headers),
        ),
    )


def _recipients(headers: Headers) -> tuple[str, ...]:
    """Give Microsoft's own field, the newest where there are two. Any other stamp may be of an earlier delivery."""
    marked = find_address(headers.get("x-hmxmroriginalrecipient"))
    return (marked,) if marked else ()


def connecting_ip(headers: Headers) -> str | None:
    """Give the address by the stamps, or None: the Received lines are read elsewhere."""
    return next((address for text in _stamps(headers) if (address := _public(text))), None)


def _stamps(headers: Headers) -> Iterator[str]:
    yield headers.get("x-originating-ip")
    for name in ("received-spf", "authentication-results"):
        for value in headers.all(name)[:5]:
            yield from (match[1] for match in _CLIENT_IP.finditer(value[:4000]))
    yield headers.get("x-sender-ip")


def _public(text: str) -> str | None:
    address = read_ip(text)
    if address is None:
        return None
    return address if is_public(ipaddress.ip_address(address)) else None
