"""The way of an original: which Received line was written by whom, and where it left our machines.

Everything in a forwarded copy can be invented by whoever forwards it; everything below the first honest server can be
invented by the sender. So lines above the boundary are the reporter's word, and lines below prove nothing.

Source: RFC 5321 section 4.4; the model of trusted, semi-trusted and untrusted relays of SpamAssassin's Received.pm.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from ipaddress import ip_network
from typing import TYPE_CHECKING

from complaints.domain.evidence.domains import aligned, is_within
from complaints.domain.evidence.received import MAX_HOPS, is_public, read_address, read_hop
from complaints.domain.evidence.remarks import with_remarks

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from complaints.domain.evidence.received import Address
    from complaints.domain.facts import Hop
    from complaints.domain.ports import AccountDirectory

_EXCHANGE_ONLINE = "prod.outlook.com"
# As they stand in mail of 2020 to 2026; Azure, where anybody rents machines, has 2603:1000:: to 2603:1062::.
_EXCHANGE_NETWORKS = tuple(ip_network(text) for text in ("2603:1090::/28", "2603:10a0::/27", "2603:10c0::/27"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """Hops newest first, and the index of the one at which a stranger took the mail from one of our addresses."""

    hops: tuple[Hop, ...] = ()
    boundary: int | None = None


def trace(
    lines: Iterable[str], *, directory: AccountDirectory, otherwise_at: datetime | None, received_at: datetime
) -> Path:
    """Read the Received lines and draw the boundary.

    Args:
        lines: values as they stand in the original, newest first; what lies behind 50 is not looked at.
        directory: whose address was it then?
        otherwise_at: the moment for hops without a readable time; None asks for every owner over time.
        received_at: aware UTC, when the complaint came in.

    Returns:
        A Path without boundary when no hop shows one of our addresses handing over to a stranger.
    """
    read = [read_hop(line) for _, line in zip(range(MAX_HOPS), lines, strict=False)]
    judged = [replace(hop, ours=is_ours(hop.from_ip, directory, hop.at or otherwise_at)) for hop in read]
    domain = directory.platform.domain
    hops = list(with_remarks(judged, domain=domain, received_at=received_at))
    boundary = next((i for i, hop in enumerate(hops) if hop.ours and not is_within(hop.by_host, domain)), None)
    return Path(hops=tuple(_trusted(hops, boundary, domain)), boundary=boundary)


def is_ours(address: str | None, directory: AccountDirectory, at: datetime | None) -> bool:
    """Tell whether an address was one of ours at a moment; None as a moment asks for any time."""
    read = read_address(address or "")
    if read is None:
        return False
    if any(read in network for network in directory.platform.outbound_networks if network.version == read.version):
        return True
    return bool(directory.identities("ip", str(read), at))


def handover(hops: tuple[Hop, ...]) -> int | None:
    """Give the index of the hop at which the reporter's side took the mail from outside.

    Hops within one organisation are passed over: no address at all, an internal one, or a host whose looked-up name
    lies in the receiver's own domain; and so is our own intake of a redirected mail, on top. A hop that names a sender
    but hides its address is a stranger's.
    """
    return next((index for index, hop in enumerate(hops) if not _is_internal(hop)), None)


def _is_internal(hop: Hop) -> bool:
    address = read_address(hop.from_ip or "")
    if hop.trust == "ours":
        return True
    if hop.ours:
        return False
    if address is None:
        return not (hop.from_host or hop.from_helo) or hop.from_helo in {"localhost", "localhost.localdomain"}
    return not is_public(address) or aligned(hop.from_host, hop.by_host) or _is_within_exchange_online(hop, address)


def _is_within_exchange_online(hop: Hop, address: Address) -> bool:
    """Tell a step inside Microsoft's mail service: it looks up no names, and its addresses hold nobody's machines."""
    named = is_within(hop.from_helo, _EXCHANGE_ONLINE) and is_within(hop.by_host, _EXCHANGE_ONLINE)
    return named and any(address in network for network in _EXCHANGE_NETWORKS if network.version == address.version)


def _trusted(hops: list[Hop], boundary: int | None, domain: str) -> Iterable[Hop]:
    """Mark who wrote each line. Our own intake stands on top of a redirected mail, our relays below the boundary."""
    still_ours = True
    for index, hop in enumerate(hops):
        if index == boundary:
            still_ours = True
            yield replace(hop, trust="boundary")
            continue
        still_ours = still_ours and is_within(hop.by_host, domain)
        above = boundary is not None and index < boundary
        yield replace(hop, trust="ours" if still_ours else "reporter" if above else "unverified")
