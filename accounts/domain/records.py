"""The platform's records as frozen values: what `AccountDirectory` answers with, free of the database.

Times are aware UTC unless a name says otherwise. ``None`` means "not recorded", never "zero" or "everyone".

Source: the import formats of the platform records contract.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


# What a subscription record shows of its consent: a change of any of them is kept, and may be a finding.
EVIDENCE_FIELDS = (
    "subscribed_at_recorded",
    "ip",
    "source",
    "confirmed_at",
    "confirmed_ip",
    "evidence",
    "form_url",
    "sending_entity",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRecord:
    """One customer of the platform."""

    account_id: str
    name: str
    contact_email: str = ""
    status: str = "active"
    plan: str = ""
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityRecord:
    """That a domain, address or site belonged to an account for a time.

    Attributes:
        account_id: None when the whole platform shares the identity.
        kind: from_domain, dkim_domain, bounce_domain, tracking_domain, web_site or ip.
        value: lower-case domain, or an address or network in canonical text.
        valid_from: first moment of ownership; None when unknown, which counts as "always before".
        valid_until: first moment after ownership; None while it lasts.
    """

    account_id: str | None
    kind: str
    value: str
    valid_from: datetime | None = None
    valid_until: datetime | None = None

    def held_at(self, moment: datetime) -> bool:
        """Tell whether the identity was held at an aware moment."""
        after_start = self.valid_from is None or self.valid_from <= moment
        before_end = self.valid_until is None or moment < self.valid_until
        return after_start and before_end


@dataclass(frozen=True, slots=True, kw_only=True)
class DkimKeyRecord:
    """An archived DKIM public key. After `exposed_at` a signature by it proves nothing."""

    domain: str
    selector: str
    record: str
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    exposed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SentRecord:
    """A row of the send log: one message to one recipient.

    Attributes:
        message_id: as in the header, with angle brackets.
        kind: campaign or triggered.
        trigger: the event on the sender's site behind a triggered mail, else "".
    """

    message_id: str
    recipient: str
    account_id: str
    sent_at: datetime
    list_id: str | None = None
    campaign_id: str | None = None
    source_ip: str | None = None
    subject: str = ""
    kind: str = "campaign"
    trigger: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignRecord:
    """A campaign as composed; merge fields stand as ``{{…}}``. Either body may be empty."""

    campaign_id: str
    account_id: str
    subject: str = ""
    text: str = ""
    html: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionRecord:
    """One address on one list, with what is recorded of its consent.

    Attributes:
        subscribed_at_recorded: the time exactly as the platform wrote it, its offset included; "" when absent.
        subscribed_at: the same moment in UTC, or None when absent, unreadable or without an offset.
        list_consent: confirmed_opt_in, single_opt_in, paper, imported, opt_out or unknown.
        source: web_form, point_of_sale, paper, import or api; "" when absent.
    """

    list_id: str
    account_id: str
    email: str
    subscribed_at_recorded: str = ""
    subscribed_at: datetime | None = None
    ip: str | None = None
    source: str = ""
    confirmed_at: datetime | None = None
    confirmed_ip: str | None = None
    status: str = "subscribed"
    evidence: str = ""
    form_url: str = ""
    sending_entity: str = ""
    list_name: str = ""
    list_consent: str = "unknown"
    list_created_at: datetime | None = None
    list_sending_entity: str = ""
    list_topic: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordChange:
    """One import that changed a subscription record. values: (field, earlier, later) as text, "" for none."""

    changed_at: datetime
    values: tuple[tuple[str, str, str], ...]
