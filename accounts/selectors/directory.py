"""Who sent what, and who held what when: the imported records, and the send log where that lies elsewhere."""

from __future__ import annotations

import os
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, TypeVar, cast

from django.apps import apps
from django.conf import settings
from django.db.models import F, Model

from accounts.domain import addresses, platform, send_log
from accounts.domain.platform import Platform
from accounts.domain.send_log import LogState, LogUnavailableError
from accounts.domain.text import why_unstorable
from accounts.models import Account, Campaign, DkimKey, Identity, PlatformProfile, SentMessage, Subscription
from accounts.selectors import as_records

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from django.db.models import QuerySet

    from accounts.domain.ports import Connected, SendLog
    from accounts.domain.records import (
        AccountRecord,
        CampaignRecord,
        DkimKeyRecord,
        IdentityRecord,
        SentRecord,
        SubscriptionRecord,
    )
    from accounts.domain.send_log import LogAnswer, LogQuestion

MOST_HOLDERS = 200
MOST_KEYS = 20
MOST_SENDINGS = send_log.MOST_ROWS
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


def _remembered(
    answers: dict[tuple[object, ...], object], question: tuple[object, ...], ask: Callable[[], Answer]
) -> Answer:
    if question not in answers:
        answers[question] = ask()
    return cast("Answer", answers[question])


class RecordedDirectory:
    """The account directory over the imported rows and a send log that lies elsewhere.

    What mail asks for again and again (the platform, accounts, holders, keys, campaigns, the log) is asked once. Judge
    each complaint of a batch with a directory of its own, made by `anew`: what the log said of one must not count for
    another. Make a new first one for the next batch, so that it sees what was imported meanwhile.
    """

    def __init__(
        self,
        elsewhere: SendLog | None = None,
        *,
        required: bool = True,
        known: dict[tuple[object, ...], object] | None = None,
    ) -> None:
        """Begin a batch, or go on with one.

        Args:
            elsewhere: the log that is not imported; None when all of it is.
            required: without an answer of that log `LogUnavailableError` ends the work; else the imported rows have
                to do, and `log_state` says so.
            known: answers from the imported records so far, which are added to.
        """
        self._known = {} if known is None else known
        self._log_answers: dict[tuple[object, ...], object] = {}
        self._elsewhere = elsewhere
        self._required = required
        self._completeness: list[datetime | None] = []
        self._gaps: list[str] = []

    def anew(self) -> RecordedDirectory:
        """Give a directory for the next complaint of the batch."""
        return RecordedDirectory(self._elsewhere, required=self._required, known=self._known)

    def _once(self, question: tuple[object, ...], ask: Callable[[], Answer]) -> Answer:
        return _remembered(self._known, question, ask)

    def _logged(self, question: tuple[object, ...], ask: Callable[[], Answer]) -> Answer:
        return _remembered(self._log_answers, question, ask)

    @cached_property
    def platform(self) -> Platform:
        """The platform itself; an empty one before the first import."""
        toml = self._profile[0]
        return Platform() if toml is None else _parsed(toml)

    @property
    def _profile(self) -> tuple[str | None, datetime | None]:
        """Give platform.toml, and when the send log was copied here last."""
        rows = PlatformProfile.objects.filter(pk=1).values_list("toml", "log_copied_at")
        return self._once(("profile",), lambda: rows.first() or (None, None))

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

    @property
    def log_state(self) -> LogState:
        """How far the log's answers so far carry; with a log elsewhere its own word counts, and the latest of them."""
        imported = self.platform.send_log_complete_from
        if self._elsewhere is None:
            return LogState(complete_from=imported, complete_until=self._profile[1])
        said = [moment for moment in self._completeness if moment is not None]
        whole = bool(said) and len(said) == len(self._completeness)
        latest = max([*said, *([imported] if imported else [])]) if whole else None
        return LogState(complete_from=latest, gaps=tuple(dict.fromkeys(self._gaps)))

    def _with_elsewhere(
        self, imported: tuple[SentRecord, ...], question: LogQuestion | None, limit: int
    ) -> tuple[SentRecord, ...]:
        """Add the rows that only the log elsewhere has; of two alike the imported one is kept."""
        if self._elsewhere is None or question is None:
            return imported
        rows = {(row.message_id, row.recipient): row for row in imported}
        for row in self._asked_elsewhere(self._elsewhere, question):
            rows.setdefault((row.message_id, row.recipient), row)
        return tuple(sorted(rows.values(), key=lambda row: row.sent_at, reverse=True)[:limit])

    def _asked_elsewhere(self, log: SendLog, question: LogQuestion) -> tuple[SentRecord, ...]:
        def ask() -> LogAnswer | None:
            try:
                answer = log.ask(question)
            except LogUnavailableError as error:
                if self._required:
                    raise
                self._completeness.append(None)
                self._gaps.append(f"{error} What was imported of the log had to do.")
                return None
            self._completeness.append(answer.complete_from)
            if answer.dropped:
                self._gaps.append("The send log answered with rows that cannot be used.")
            return answer

        found = self._logged(("elsewhere", question), ask)
        return () if found is None else found.rows

    def sent_by_message_id(self, message_id: str) -> tuple[SentRecord, ...]:
        """Give the log rows with that Message-ID (with brackets), newest first, at most 200."""
        rows = asked(SentMessage.objects.all(), message_id=message_id)
        found = self._logged(("message_id", message_id), lambda: _sendings(rows, MOST_SENDINGS))
        return self._with_elsewhere(found, send_log.by_message_id(message_id), MOST_SENDINGS)

    def sent_to(self, recipient: str, since: datetime, until: datetime) -> tuple[SentRecord, ...]:
        """Give the log rows for a recipient (any case) in a window, newest first, at most 200."""
        rows = asked(SentMessage.objects.filter(sent_at__range=(since, until)), recipient=recipient.lower())
        question = ("recipient", recipient.lower(), since, until)
        found = self._logged(question, lambda: _sendings(rows, MOST_SENDINGS))
        return self._with_elsewhere(found, send_log.by_recipient(recipient, since, until), MOST_SENDINGS)

    def sent_from(self, source_ip: str, since: datetime, until: datetime) -> tuple[SentRecord, ...]:
        """Give log rows that left from an address in a window, newest first, at most 50."""
        question = send_log.by_source(source_ip, since, until, limit=MOST_SENDINGS_FROM)
        if question is None:
            return ()
        rows = SentMessage.objects.filter(source_ip=question.source_ip, sent_at__range=(since, until))
        found = self._logged((question,), lambda: _sendings(rows, MOST_SENDINGS_FROM))
        return self._with_elsewhere(found, question, MOST_SENDINGS_FROM)

    def sent_for(self, account_id: str, recipient: str) -> tuple[SentRecord, ...]:
        """Give the log rows of one account to one recipient, newest first, at most 200."""
        rows = asked(SentMessage.objects.all(), account_id=account_id, recipient=recipient.lower())
        found = self._logged(("account", account_id, recipient.lower()), lambda: _sendings(rows, MOST_SENDINGS))
        return self._with_elsewhere(found, send_log.by_account(account_id, recipient), MOST_SENDINGS)

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
    """Give a directory for one batch of work, with the send log that the application has connected."""
    registered = cast("Connected", apps.get_app_config("accounts"))
    return RecordedDirectory(registered.send_log, required=settings.SEND_LOG_REQUIRED)
