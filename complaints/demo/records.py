"""The values that the parts of the demo hand to each other.

Times are aware UTC except `Subscriber.subscribed_at`, which is text exactly as the platform would have recorded it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from complaints.demo.keys import Keyring


@dataclass(frozen=True, slots=True, kw_only=True)
class MailingList:
    """A list of an account.

    Attributes:
        growth: how the addresses came together: a name in `lists.GROWTH`.
        size: subscribers at scale 1.
        every_days: days between campaigns; 0: never mailed.
        mailed: share of the subscribers that a campaign goes to.
    """

    list_id: str
    account_id: str
    name: str
    consent: str
    growth: str
    size: int
    created_days: int
    topic: str = ""
    sending_entity: str = ""
    every_days: int = 0
    mailed: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A customer of the platform.

    Attributes:
        offset_hours: of its winter time from UTC; summer is one hour more.
        ip: the address its campaigns leave from.
        signs: the selectors' family: shared, own, both, edwards, simple, limited or exposed (see `keys`).
        triggered_daily: mails per day that follow an event on its site.
        silent_days: a campaign of this account is at most that old; 0 without such a break.
        stopped_days: its last campaign is at least that old; 0 while it goes on.
        texts: key of its writings in texts.toml.
    """

    account_id: str
    name: str
    contact_email: str
    domain: str
    language: str
    created_days: int
    ip: str
    texts: str
    status: str = "active"
    plan: str = "standard"
    offset_hours: int = 1
    signs: str = "shared"
    triggered_daily: int = 0
    silent_days: int = 0
    stopped_days: int = 0
    events: tuple[str, ...] = ()
    lists: tuple[MailingList, ...] = ()


class Subscriber(NamedTuple):
    """A row of subscriptions.csv, in its order of columns."""

    list_id: str
    email: str
    subscribed_at: str
    ip: str
    source: str
    confirmed_at: str
    confirmed_ip: str
    status: str
    evidence: str
    form_url: str
    sending_entity: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """A row of campaigns.csv, and when it went out."""

    campaign_id: str
    account_id: str
    list_id: str
    subject: str
    text: str
    html: str
    sent_at: datetime


class Sending(NamedTuple):
    """A row of messages.csv, in its order of columns."""

    message_id: str
    account_id: str
    list_id: str
    campaign_id: str
    recipient: str
    sent_at: datetime
    source_ip: str
    subject: str
    kind: str
    trigger: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoPlatform:
    """All that was written for the platform, for those who write complaints about it.

    Attributes:
        secret: key of the signed identifiers.
        subscribers: by list_id, as imported.
        log: the whole send log, oldest first.
    """

    directory: Path
    seed: int
    now: datetime
    secret: str
    keyring: Keyring = field(repr=False)
    accounts: dict[str, Account] = field(repr=False)
    subscribers: dict[str, tuple[Subscriber, ...]] = field(repr=False)
    campaigns: dict[str, Campaign] = field(repr=False)
    log: tuple[Sending, ...] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoComplaint:
    """One complaint and what a careful reader would make of it.

    Attributes:
        raw: the mail as our server would have handed it over, CRLF line ends.
        status, format, channel, feedback_type: as `ingest` should answer.
        account: the account that `ingest` should name; None for foreign mail and where there is no incident.
        origins: every origin that the records contract allows for it; empty when there is no incident.
        recipient: of the incident; None when redacted or without an incident.
        arrived_at: when our server took it.
    """

    story: str
    raw: bytes
    arrived_at: datetime
    status: str = "accepted"
    format: str = "none"
    channel: str = "public"
    feedback_type: str | None = None
    account: str | None = None
    origins: tuple[str, ...] = ()
    recipient: str | None = None
    message_id: str | None = None
