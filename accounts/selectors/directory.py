"""Who sent what, and who held what when: the imported records, as attribution asks for them."""

from __future__ import annotations

import os
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, TypeVar, cast

from django.db.models import F, Model

from accounts.domain import addresses, platform
from accounts.domain.platform import Platform
from accounts.domain.text import why_unstorable
from accounts.models import Account, Campaign, DkimKey, Identity, PlatformProfile, SentMessage, Subscription
from accounts.selectors import as_records

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from django.db.models import QuerySet

    from accounts.domain.records import (
        AccountRecord,
        CampaignRecord,
        DkimKeyRecord,
        IdentityRecord,
        SentRecord,
        SubscriptionRecord,
    )

MOST_HOLDERS = 200
MOST_KEYS = 20
MOST_SENDINGS = 200
MOST_SENDINGS_FROM = 50
MOST_SUBSCRIPTIONS = 50

Answer = TypeVar("Answer")
Row = TypeVar("Row", bound=Model)


@lru_cache(maxsize=4)
def _parsed(toml: str) -> Platform:
    return platform.parse(toml, os.environ)


def asked(rows: QuerySet[Row], **terms: str) -> QuerySet[Row]:
    """Filter by texts that may come from hostile mail: what no database stores matches nothing."""
    return rows.none() if any(map(why_unstorable, terms.values())) else rows.filter(**terms)


def _holders(kind: str, value: str) -> tuple[IdentityRecord, ...]:
    newest = F("valid_from").desc(nulls_last=True)
    if kind != Identity.Kind.IP:
        rows = asked(Identity.objects.all(), kind=kind, value=value.lower())
        return tuple(map(as_records.identity, rows.order_by(newest, "pk")[:MOST_HOLDERS]))
    # Every network around the address, each an exact look-up in the index: 33 for IPv4, 129 for IPv6.
    around = addresses.containing_networks(value)
    found = Identity.objects.filter(kind=kind, value__in=around).order_by(newest, "pk")[:MOST_HOLDERS]
    return tuple(map(as_records.identity, sorted(found, key=lambda row: around.index(row.value))))


def _sendings(rows: QuerySet[SentMessage], limit: int) -> tuple[SentRecord, ...]:
    return tuple(map(as_records.sending, rows.order_by("-sent_at", "pk")[:limit]))


class RecordedDirectory:
    """The account directory over the imported rows.

    What one batch of mail asks for again and again (the platform, accounts, holders, keys, campaigns) is asked of the
    database once; make a new directory for the next batch, so that it sees what was imported meanwhile.
    """

    def __init__(self) -> None:
        self._answers: dict[tuple[object, ...], object] = {}

    def _once(self, question: tuple[object, ...], ask: Callable[[], Answer]) -> Answer:
        if question not in self._answers:
            self._answers[question] = ask()
        return cast("Answer", self._answers[question])

    @cached_property
    def platform(self) -> Platform:
        """The platform itself; an empty one before the first import."""
        toml = PlatformProfile.objects.filter(pk=1).values_list("toml", flat=True).first()
        return Platform() if toml is None else _parsed(toml)

    def account(self, account_id: str) -> AccountRecord | None:
        """Give the account of that id."""

        def ask() -> AccountRecord | None:
            row = asked(Account.objects.all(), pk=account_id).first()
            return None if row is None else as_records.account(row)

        return self._once(("account", account_id), ask)

    def identities(self, kind: str, value: str, at: datetime | None) -> tuple[IdentityRecord, ...]:
        """Give who held a domain or address at a moment, narrowest network and newest holder first."""
        holders = self._once(("identities", kind, value), lambda: _holders(kind, value))
        return holders if at is None else tuple(holder for holder in holders if holder.held_at(at))

    def dkim_keys(self, domain: str, selector: str) -> tuple[DkimKeyRecord, ...]:
        """Give all archived keys of that name, newest first, at most 20."""
        domain, selector = domain.lower(), selector.lower()

        def ask() -> tuple[DkimKeyRecord, ...]:
            rows = asked(DkimKey.objects.all(), domain=domain, selector=selector)
            newest = F("valid_from").desc(nulls_last=True)
            return tuple(map(as_records.dkim_key, rows.order_by(newest, "pk")[:MOST_KEYS]))

        return self._once(("dkim_keys", domain, selector), ask)

    def sent_by_message_id(self, message_id: str) -> tuple[SentRecord, ...]:
        """Give the log rows with that Message-ID (with brackets), newest first, at most 200."""
        return _sendings(asked(SentMessage.objects.all(), message_id=message_id), MOST_SENDINGS)

    def sent_to(self, recipient: str, since: datetime, until: datetime) -> tuple[SentRecord, ...]:
        """Give the log rows for a recipient (any case) in a window, newest first, at most 200."""
        window = SentMessage.objects.filter(sent_at__range=(since, until))
        return _sendings(asked(window, recipient=recipient.lower()), MOST_SENDINGS)

    def sent_from(self, source_ip: str, since: datetime, until: datetime) -> tuple[SentRecord, ...]:
        """Give log rows that left from an address in a window, newest first, at most 50."""
        address = addresses.canonical_ip(source_ip)
        if address is None:
            return ()
        window = SentMessage.objects.filter(source_ip=address, sent_at__range=(since, until))
        return _sendings(window, MOST_SENDINGS_FROM)

    def sent_for(self, account_id: str, recipient: str) -> tuple[SentRecord, ...]:
        """Give the log rows of one account to one recipient, newest first, at most 200."""
        rows = asked(SentMessage.objects.all(), account_id=account_id, recipient=recipient.lower())
        return _sendings(rows, MOST_SENDINGS)

    def campaign(self, campaign_id: str) -> CampaignRecord | None:
        """Give the content of a campaign."""

        def ask() -> CampaignRecord | None:
            row = asked(Campaign.objects.all(), pk=campaign_id).first()
            return None if row is None else as_records.campaign(row)

        return self._once(("campaign", campaign_id), ask)

    def subscriptions(self, account_id: str, email: str) -> tuple[SubscriptionRecord, ...]:
        """Give an address's records on the lists of one account, at most 50."""
        joined = Subscription.objects.select_related("mailing_list")
        rows = asked(joined, email=email.lower(), mailing_list__account_id=account_id)
        return tuple(map(as_records.subscription, rows.order_by("mailing_list_id")[:MOST_SUBSCRIPTIONS]))

    def has_records(self) -> bool:
        """Tell whether anything was imported at all."""
        return self._once(("has_records",), lambda: PlatformProfile.objects.exists() or Account.objects.exists())


def directory() -> RecordedDirectory:
    """Give a directory for one batch of work."""
    return RecordedDirectory()
