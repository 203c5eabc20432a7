"""From rows to the frozen records that leave this app."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.domain.records import (
    AccountRecord,
    CampaignRecord,
    DkimKeyRecord,
    IdentityRecord,
    SentRecord,
    SubscriptionRecord,
)

if TYPE_CHECKING:
    from accounts.models import Account, Campaign, DkimKey, Identity, SentMessage, Subscription


def account(row: Account) -> AccountRecord:
    """Freeze an account."""
    return AccountRecord(
        account_id=row.account_id,
        name=row.name,
        contact_email=row.contact_email,
        status=row.status,
        plan=row.plan,
        created_at=row.created_at,
    )


def identity(row: Identity) -> IdentityRecord:
    """Freeze an identity."""
    return IdentityRecord(
        account_id=row.account_id,
        kind=row.kind,
        value=row.value,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
    )


def dkim_key(row: DkimKey) -> DkimKeyRecord:
    """Freeze an archived key."""
    return DkimKeyRecord(
        domain=row.domain,
        selector=row.selector,
        record=row.record,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        exposed_at=row.exposed_at,
    )


def sending(row: SentMessage) -> SentRecord:
    """Freeze a row of the send log."""
    return SentRecord(
        message_id=row.message_id,
        recipient=row.recipient,
        account_id=row.account_id,
        sent_at=row.sent_at,
        list_id=row.list_id or None,
        campaign_id=row.campaign_id or None,
        source_ip=row.source_ip or None,
        subject=row.subject,
        kind=row.kind,
        trigger=row.trigger,
    )


def campaign(row: Campaign) -> CampaignRecord:
    """Freeze a campaign."""
    return CampaignRecord(
        campaign_id=row.campaign_id,
        account_id=row.account_id,
        subject=row.subject,
        text=row.text,
        html=row.html,
    )


def subscription(row: Subscription) -> SubscriptionRecord:
    """Freeze a subscription with its list, which the caller has joined."""
    kept = row.mailing_list
    return SubscriptionRecord(
        list_id=row.mailing_list_id,
        account_id=kept.account_id,
        email=row.email,
        subscribed_at_recorded=row.subscribed_at_recorded,
        subscribed_at=row.subscribed_at,
        ip=row.ip or None,
        source=row.source,
        confirmed_at=row.confirmed_at,
        confirmed_ip=row.confirmed_ip or None,
        status=row.status,
        evidence=row.evidence,
        form_url=row.form_url,
        sending_entity=row.sending_entity,
        list_name=kept.name,
        list_consent=kept.consent,
        list_created_at=kept.created_at,
        list_sending_entity=kept.sending_entity,
        list_topic=kept.topic,
    )
