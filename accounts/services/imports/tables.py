"""The tables of the records contract, in the order in which they refer to each other.

Source: the platform records contract, section 1.
"""

from __future__ import annotations

from accounts.domain import addresses
from accounts.domain.records import EVIDENCE_FIELDS
from accounts.models import (
    Account,
    Campaign,
    DkimKey,
    HourlyVolume,
    Identity,
    MailingList,
    SentMessage,
    Subscription,
)
from accounts.services.imports import values
from accounts.services.imports.table import Column, Fields, Table

_ID = values.word(200, required=True)
_ID_OR_EMPTY = values.word(200)


def _complete_identity(fields: Fields) -> Fields:
    """Read the value as its kind asks for."""
    kind, value = fields["kind"], str(fields["value"])
    first = last = ""
    try:
        if kind == Identity.Kind.IP:
            network = addresses.canonical_network(value)
            value, (first, last) = addresses.network_text(network), addresses.span(network)
        else:
            value = values.site(value) if kind == Identity.Kind.WEB_SITE else values.domain(value)
    except (ValueError, values.BadValueError) as error:
        reason = f"value {error}"
        raise values.BadValueError(reason) from None
    return {**fields, "value": value, "first_address": first, "last_address": last}


ACCOUNTS = Table(
    name="accounts",
    rows=Account.objects,
    key=("account_id",),
    columns=(
        Column(name="account_id", field="account_id", read=_ID, required=True),
        Column(name="name", field="name", read=values.word(300)),
        Column(name="contact_email", field="contact_email", read=values.mailbox_or_empty),
        Column(name="status", field="status", read=values.choice(Account.Status.values, default="active")),
        Column(name="plan", field="plan", read=values.word(100)),
        Column(name="created_at", field="created_at", read=values.moment_or_none),
    ),
)

IDENTITIES = Table(
    name="identities",
    rows=Identity.objects,
    key=("account_id", "kind", "value"),
    looked_up_by="value",
    refers={"account_id": Account.objects},
    complete=_complete_identity,
    columns=(
        # Required though it may be empty: a forgotten column would give every domain to the whole platform.
        Column(name="account_id", field="account_id", read=values.empty_as_none(_ID_OR_EMPTY), required=True),
        Column(name="kind", field="kind", read=values.choice(Identity.Kind.values), required=True),
        Column(name="value", field="value", read=values.word(2000, required=True), required=True),
        Column(name="valid_from", field="valid_from", read=values.moment_or_none, optional=True),
        Column(name="valid_until", field="valid_until", read=values.moment_or_none, optional=True),
    ),
)

DKIM_KEYS = Table(
    name="dkim_keys",
    rows=DkimKey.objects,
    key=("domain", "selector", "valid_from"),
    looked_up_by="domain",
    columns=(
        Column(name="domain", field="domain", read=values.domain, required=True),
        Column(name="selector", field="selector", read=values.domain, required=True),
        Column(name="record", field="record", read=values.text(65_536, required=True), required=True),
        Column(name="valid_from", field="valid_from", read=values.moment_or_none),
        Column(name="valid_until", field="valid_until", read=values.moment_or_none),
        Column(name="exposed_at", field="exposed_at", read=values.moment_or_none, optional=True),
    ),
)

LISTS = Table(
    name="lists",
    rows=MailingList.objects,
    key=("list_id",),
    refers={"account_id": Account.objects},
    columns=(
        Column(name="list_id", field="list_id", read=_ID, required=True),
        Column(name="account_id", field="account_id", read=_ID, required=True),
        Column(name="name", field="name", read=values.word(300)),
        Column(name="consent", field="consent", read=values.choice(MailingList.Consent.values, default="unknown")),
        Column(name="created_at", field="created_at", read=values.moment_or_none),
        Column(name="sending_entity", field="sending_entity", read=values.word(300), optional=True),
        Column(name="topic", field="topic", read=values.word(300), optional=True),
    ),
)

SUBSCRIPTIONS = Table(
    name="subscriptions",
    rows=Subscription.objects,
    key=("mailing_list_id", "email"),
    history=EVIDENCE_FIELDS,
    stamp="first_imported_at",
    refers={"mailing_list_id": MailingList.objects},
    columns=(
        Column(name="list_id", field="mailing_list_id", read=_ID, required=True),
        Column(name="email", field="email", read=values.mailbox, required=True),
        # The same column twice: as recorded, and as the moment it means, if it means one.
        Column(name="subscribed_at", field="subscribed_at_recorded", read=values.word(values.LONGEST_RECORDED_TIME)),
        Column(name="subscribed_at", field="subscribed_at", read=values.lenient_moment),
        Column(name="ip", field="ip", read=values.recorded_ip),
        Column(name="source", field="source", read=values.choice(Subscription.Source.values, default="")),
        Column(name="confirmed_at", field="confirmed_at", read=values.moment_or_none),
        Column(name="confirmed_ip", field="confirmed_ip", read=values.recorded_ip),
        Column(name="status", field="status", read=values.choice(Subscription.Status.values, default="subscribed")),
        Column(name="evidence", field="evidence", read=values.text(1_000_000)),
        Column(name="form_url", field="form_url", read=values.word(2000), optional=True),
        Column(name="sending_entity", field="sending_entity", read=values.word(300), optional=True),
    ),
)

CAMPAIGNS = Table(
    name="campaigns",
    rows=Campaign.objects,
    key=("campaign_id",),
    refers={"account_id": Account.objects},
    # One campaign may hold megabytes.
    batch_rows=50,
    columns=(
        Column(name="campaign_id", field="campaign_id", read=_ID, required=True),
        Column(name="account_id", field="account_id", read=_ID, required=True),
        Column(name="subject", field="subject", read=values.text(10_000)),
        Column(name="text", field="text", read=values.text()),
        Column(name="html", field="html", read=values.text()),
    ),
)

MESSAGES = Table(
    name="messages",
    rows=SentMessage.objects,
    key=("message_id", "recipient"),
    refers={"account_id": Account.objects},
    columns=(
        Column(name="message_id", field="message_id", read=values.message_id, required=True),
        Column(name="account_id", field="account_id", read=_ID, required=True),
        Column(name="list_id", field="list_id", read=_ID_OR_EMPTY),
        Column(name="campaign_id", field="campaign_id", read=_ID_OR_EMPTY),
        Column(name="recipient", field="recipient", read=values.mailbox, required=True),
        Column(name="sent_at", field="sent_at", read=values.moment, required=True),
        Column(name="source_ip", field="source_ip", read=values.ip),
        Column(name="subject", field="subject", read=values.text(10_000)),
        Column(
            name="kind", field="kind", read=values.choice(SentMessage.Kind.values, default="campaign"), optional=True
        ),
        Column(name="trigger", field="trigger", read=values.text(10_000), optional=True),
    ),
)

VOLUMES = Table(
    name="volumes",
    rows=HourlyVolume.objects,
    key=("account_id", "hour"),
    refers={"account_id": Account.objects},
    columns=(
        Column(name="account_id", field="account_id", read=_ID, required=True),
        Column(name="hour", field="hour", read=values.moment, required=True),
        Column(name="sent", field="sent", read=values.count, required=True),
        Column(name="bounced", field="bounced", read=values.count_or_zero),
        Column(name="complained", field="complained", read=values.count_or_zero),
    ),
)

TABLES = (ACCOUNTS, IDENTITIES, DKIM_KEYS, LISTS, SUBSCRIPTIONS, CAMPAIGNS, MESSAGES, VOLUMES)
