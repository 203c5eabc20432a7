"""The same Received lines as another program reads them, so that nobody has to take our reading on trust.

mail-parser splits a line into its clauses; which of a clause's addresses the receiving host saw it does not say. So the
two agree when it has the same host and, among its sender's addresses, the one that we believe. It is asked for display
only: where it cannot read a line that we can, or takes what HELO said for the sender, our reading stands.

Source: mail-parser's `received` (RFC 5321 section 4.4).
"""

from __future__ import annotations

import re
from importlib.metadata import version
from typing import TYPE_CHECKING

import mailparser

from complaints.domain.evidence.received import read_address

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SECOND_READER = f"mail-parser {version('mail-parser')}"
_WORD = re.compile(r"[0-9A-Za-z:._-]+")


def disagreement(raw: str, *, from_ip: str | None, by_host: str) -> str:
    """Compare our reading of one Received line with mail-parser's.

    Args:
        raw: the field's value, unfolded, as `Hop.raw` keeps it.
        from_ip: the address that we believe the line to show.
        by_host: the host that we believe to have written it.

    Returns:
        A sentence, "" where both read the same. Never raises.
    """
    found = _read(raw)
    if not found or "raw" in found:
        return "It could not read this line."
    host = (found.get("by", "").split(" ", 1)[0]).strip("[]()<>").rstrip(".").lower()
    if host != by_host:
        return f"It reads {host or 'no host'} as the host that wrote the line."
    seen = tuple(_addresses(found.get("from", "")))
    if from_ip in seen or (from_ip is None and not seen):
        return ""
    return f"It reads {', '.join(seen) or 'no address'} as where the mail came from."


def _read(raw: str) -> Mapping[str, str]:
    line = raw.encode("utf-8", "replace").replace(b"\r", b" ").replace(b"\n", b" ")
    try:
        hops = mailparser.parse_from_bytes(b"Received: " + line + b"\r\n\r\n").received
    # Hostile lines: whatever another program raises for them is its answer.
    except Exception:  # noqa: BLE001
        return {}
    return {str(name): str(value) for name, value in hops[0].items()} if hops else {}


def _addresses(clause: str) -> Iterator[str]:
    """Give every address in a clause, at most once, in order; host names that look like one are none."""
    found = (read_address(word) for word in _WORD.findall(clause))
    yield from dict.fromkeys(str(address) for address in found if address is not None)
