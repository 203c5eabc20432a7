"""The contracts of everything that can be plugged in or handed in. Implementations say ``See `Name`.``.

A plug-in is one file; its ``name`` is its file name, its value in the database and its folder of samples.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from accounts.domain.platform import Platform
    from accounts.domain.records import (
        AccountRecord,
        CampaignRecord,
        DkimKeyRecord,
        IdentityRecord,
        SentRecord,
        SubscriptionRecord,
    )
    from accounts.domain.send_log import LogState
    from complaints.domain.facts import (
        Claim,
        Dossier,
        Evidence,
        Finding,
        Gate,
        Order,
        PlannedAction,
        Reading,
    )
    from complaints.domain.mime import Message


class Recogniser(Protocol):
    """Reads one report format."""

    name: str

    def read(self, message: Message) -> Reading | None:
        """Say what the message is, or None when it is not of this format.

        Args:
            message: the bounded walk over the raw bytes; nothing is decoded yet.

        Returns:
            A Reading, or None at once for another's format. Never raises on bad mail.
        """
        ...


class Strategy(Protocol):
    """Reads one kind of proof for or against an account."""

    name: str

    def judge(self, evidence: Evidence, directory: AccountDirectory) -> Iterable[Claim]:
        """Give claims, each with one reason; empty when the evidence says nothing to this strategy."""
        ...


class Review(Protocol):
    """One of the four things that a person looks at before deciding, and what they may find."""

    name: str
    label: str
    question: str
    findings: tuple[Finding, ...]


class Outcome(Protocol):
    """One answer that a case can be given.

    Attributes:
        explanation: one sentence for staff: when to choose it.
        adverse: it holds the account to blame, so that all four reviews come first.
        needs_second_person: it comes into force only when somebody else approves it.
        can_pause: it may suspend the account at once (`Order.pause_sending`).
    """

    name: str
    label: str
    explanation: str
    adverse: bool
    needs_second_person: bool
    can_pause: bool

    def gates(self, dossier: Dossier, order: Order | None) -> tuple[Gate, ...]:
        """Say what this outcome needs, met or not.

        Args:
            dossier: the case as it stands.
            order: None while nobody has filled the form yet: what only the form can meet is left out then.
        """
        ...

    def plan(self, dossier: Dossier, order: Order) -> tuple[PlannedAction, ...]:
        """Say all that will happen, mildest first, without doing any of it."""
        ...

    def reverse(self, dossier: Dossier, order: Order) -> tuple[PlannedAction, ...]:
        """Say what undoes the plan when a later decision supersedes this one.

        Args:
            dossier: the case as it stands; `restores_to` is the standing that the account falls back to.
            order: as given then, with the reason for undoing it as `public_reason`.
        """
        ...


class KeyArchive(Protocol):
    """The part of `AccountDirectory` that judging signatures takes."""

    def identities(self, kind: str, value: str, at: datetime | None) -> tuple[IdentityRecord, ...]:
        """See `AccountDirectory.identities`."""
        ...

    def dkim_keys(self, domain: str, selector: str) -> tuple[DkimKeyRecord, ...]:
        """See `AccountDirectory.dkim_keys`."""
        ...


class AccountDirectory(Protocol):
    """What the platform's records say. Answers are bounded, ordered and never raise for what is not there.

    Where the send log lies elsewhere and has to be asked, the four questions to it raise `LogUnavailableError` when it
    cannot be: its silence must never pass for "no such message".
    """

    @property
    def platform(self) -> Platform:
        """The platform itself; an empty one before the first import."""
        ...

    def account(self, account_id: str) -> AccountRecord | None:
        """Give the account of that id."""
        ...

    def identities(self, kind: str, value: str, at: datetime | None) -> tuple[IdentityRecord, ...]:
        """Give who held a domain or address at a moment.

        Args:
            kind: as in the records contract; for "ip" networks that contain the address match too, narrowest first.
            value: lower-case domain (exact, no parents) or an address in text.
            at: aware UTC; None asks for every holder over time.
        """
        ...

    def dkim_keys(self, domain: str, selector: str) -> tuple[DkimKeyRecord, ...]:
        """Give all archived keys of that name, newest first, at most 20."""
        ...

    def sent_by_message_id(self, message_id: str) -> tuple[SentRecord, ...]:
        """Give the log rows with that Message-ID (with brackets), at most 200."""
        ...

    def sent_to(self, recipient: str, since: datetime, until: datetime) -> tuple[SentRecord, ...]:
        """Give the log rows for a recipient (any case) in a window, newest first, at most 200."""
        ...

    def sent_from(self, source_ip: str, since: datetime, until: datetime) -> tuple[SentRecord, ...]:
        """Give log rows that left from an address in a window, newest first, at most 50."""
        ...

    def sent_for(self, account_id: str, recipient: str) -> tuple[SentRecord, ...]:
        """Give the log rows of one account to one recipient, newest first, at most 200."""
        ...

    @property
    def log_state(self) -> LogState:
        """How far the log's answers so far carry; asked after the questions that a conclusion rests on."""
        ...

    def campaign(self, campaign_id: str) -> CampaignRecord | None:
        """Give the content of a campaign."""
        ...

    def subscriptions(self, account_id: str, email: str) -> tuple[SubscriptionRecord, ...]:
        """Give an address's records on the lists of one account, at most 50."""
        ...

    def has_records(self) -> bool:
        """Tell whether anything was imported at all."""
        ...


class DnsLookup(Protocol):
    """TXT records, for keys that are not in the archive."""

    def txt(self, name: str) -> bytes | None:
        """Give the joined TXT record of a name, or None when there is none or the lookup is not allowed."""
        ...
