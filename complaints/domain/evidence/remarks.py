"""What is odd about a Received line beside its neighbours: hints for people, never a verdict.

A forged line can only lie below the first honest server, and who invents one seldom gets everything right: a host of
ours with an address that is not ours, our name said in HELO only, a time that cannot be.

Source: RFC 5321 section 4.4; clocks of mail servers go wrong by minutes, queues hold mail for days.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from complaints.domain.evidence.domains import is_within
from complaints.domain.evidence.received import is_public, read_address

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from complaints.domain.facts import Hop

CLOCKS_DIFFER = timedelta(minutes=15)
LONG_WAIT = timedelta(days=1)


def with_remarks(hops: Iterable[Hop], *, domain: str, received_at: datetime) -> Iterator[Hop]:
    """Give hops with what is odd about each, as sentences.

    Args:
        hops: newest first, judged whether their addresses are ours.
        domain: the platform's own.
        received_at: aware UTC, when the complaint came in; nothing can have happened later.
    """
    newer: Hop | None = None
    for hop in hops:
        yield replace(hop, remarks=(*_of_time(hop, newer, received_at), *_of_names(hop, newer, domain)))
        newer = hop


def _of_time(hop: Hop, newer: Hop | None, received_at: datetime) -> Iterator[str]:
    if hop.at is None:
        yield "Its time cannot be read."
        return
    if hop.at > received_at + LONG_WAIT:
        yield f"Its time lies {_span(hop.at - received_at)} after the complaint came in, which cannot be."
    if newer is None or newer.at is None:
        return
    if hop.at > newer.at + CLOCKS_DIFFER:
        yield f"Its time lies {_span(hop.at - newer.at)} after that of the line above, which was written later."
    elif newer.at > hop.at + LONG_WAIT:
        yield f"{_span(newer.at - hop.at).capitalize()} passed before the line above was written."


def _of_names(hop: Hop, newer: Hop | None, domain: str) -> Iterator[str]:
    if _is_strangers(hop) and is_within(hop.from_helo, domain):
        yield f"It calls itself {hop.from_helo}, but {hop.from_ip} was not one of our addresses then."
    if newer is not None and _is_strangers(newer) and is_within(hop.by_host, domain):
        yield (
            f"It claims to be written by our {hop.by_host}, but the line above took the mail from {newer.from_ip}, "
            "which was not one of our addresses then."
        )


def _is_strangers(hop: Hop) -> bool:
    address = read_address(hop.from_ip or "")
    return address is not None and is_public(address) and not hop.ours


def _span(time: timedelta) -> str:
    minutes = round(time.total_seconds() / 60)
    for unit, size in (("day", 24 * 60), ("hour", 60)):
        if minutes >= 2 * size or (unit == "hour" and minutes >= size):
            count = round(minutes / size)
            return f"{count} {unit}{'s' if count != 1 else ''}"
    return f"{minutes} minutes"
