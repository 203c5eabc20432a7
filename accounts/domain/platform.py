"""The platform as `platform.toml` describes it, and how it stamps its mail.

Source: the platform records contract, section 1.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import re
    from datetime import datetime
    from ipaddress import IPv4Network, IPv6Network


@dataclass(frozen=True, slots=True, kw_only=True)
class VettedReporter:
    """A network whose word counts once its mail is authenticated. kind: feedback_loop, network or blocklist."""

    domain: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentifierPattern:
    """One way in which the platform stamps its mail.

    Attributes:
        where: return_path, header:<Name>, body or links.
        pattern: with any of the groups account, list, campaign, message, recipient, payload, signature.
        signed_with: "hmac-sha256", or "" for a stamp that anyone can forge.
        secret: key of the signature; b"" when it could not be had, in which case nothing verifies.
    """

    where: str
    pattern: re.Pattern[str]
    signed_with: str = ""
    secret: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """The platform itself. The empty one stands for "nothing imported yet".

    Attributes:
        mailboxes: channel ("public", "blocklists") to address, lower case.
        send_log_complete_from: None: never conclude from a missing row.
        identifiers: in order of preference.
    """

    name: str = ""
    domain: str = ""
    mailboxes: dict[str, str] = field(default_factory=dict)
    outbound_networks: tuple[IPv4Network | IPv6Network, ...] = ()
    send_log_complete_from: datetime | None = None
    mx_authserv_id: str = ""
    reporters: tuple[VettedReporter, ...] = ()
    identifiers: tuple[IdentifierPattern, ...] = ()
