"""How Example Mail stamps its mail: signed return paths and links, and two headers that anyone can copy.

The patterns stand in platform.toml, written by `platform_file`; both must change together.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from complaints.demo.records import Sending

RETURN_PATH_DIGITS = 16
LINK_DIGITS = 20
NO_LIST = "l0"


def digits(secret: str, payload: str, count: int) -> str:
    """Give the first hex digits of the HMAC over a payload."""
    return hmac.new(secret.encode(), payload.encode(), hashlib.sha256).hexdigest()[:count]


def recipient_token(secret: str, campaign_id: str, recipient: str) -> str:
    """Give what stands for a recipient in stamps and in the Message-ID, so that no address shows."""
    return digits(secret, f"{campaign_id} {recipient}", 12)


def return_path(secret: str, account_id: str, list_id: str, token: str) -> str:
    """Give the signed envelope sender."""
    payload = f"{account_id}.{list_id or NO_LIST}.{token}"
    return f"b-{payload}-{digits(secret, payload, RETURN_PATH_DIGITS)}@bounce.example.com"


def unsubscribe_link(secret: str, account_id: str, campaign_id: str, token: str) -> str:
    """Give the signed link at the bottom of a campaign."""
    payload = f"{account_id}.{campaign_id}.{token}"
    return f"https://click.example.com/u/{payload}/{digits(secret, payload, LINK_DIGITS)}"


def feedback_id(account_id: str, campaign_id: str) -> str:
    """Give the Feedback-ID, which is not signed."""
    return f"{campaign_id}:{account_id}:campaign:exml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamps:
    """All stamps of one message."""

    return_path: str
    link: str
    feedback_id: str


def stamps_of(secret: str, sending: Sending) -> Stamps:
    """Give the stamps that a logged message carried; mail that follows an event has no link and no Feedback-ID."""
    token = recipient_token(secret, sending.campaign_id, sending.recipient)
    campaign = sending.campaign_id
    return Stamps(
        return_path=return_path(secret, sending.account_id, sending.list_id, token),
        link=unsubscribe_link(secret, sending.account_id, campaign, token) if campaign else "",
        feedback_id=feedback_id(sending.account_id, campaign) if campaign else "",
    )
