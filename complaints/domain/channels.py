"""Which of our mailboxes a mail was written to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaints.domain.addresses import bare_address
from complaints.domain.facts import Channel

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from complaints.domain.headers import Headers


def channel_of(addresses: Iterable[str], mailboxes: Mapping[str, str]) -> Channel | None:
    """Say which channel the addresses name; a plus tag is ignored, None when they name neither.

    Where both are named it is the blocklists': its clock runs faster.
    """
    named = {plain(address) for address in addresses}
    for channel in (Channel.BLOCKLISTS, Channel.PUBLIC):
        mailbox = mailboxes.get(channel.value)
        if mailbox and plain(mailbox) in named:
            return channel
    return None


def addressees(headers: Headers) -> list[str]:
    """Give the addresses that a mail's own headers name as its recipients, the delivering host's words first."""
    names = ("delivered-to", "x-original-to", "envelope-to", "to", "cc", "resent-to")
    return [found.address for name in names for found in headers.addresses(name)]


def plain(address: str) -> str:
    """Give an address in lower case, without brackets and without its plus tag."""
    local, at, domain = bare_address(address).rpartition("@")
    return f"{local.partition('+')[0]}{at}{domain}"
