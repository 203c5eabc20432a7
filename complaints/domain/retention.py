"""How long what was received is kept, and what of a text goes when it is forgotten.

Source: domain notes 3f (retention defaults): a raw complaint twelve months after its case was closed, the evidence of a
sanction three years, spam that nobody of ours is shown to have sent thirty days; a legal hold goes before all of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from complaints.domain.notices import ADDRESS

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

GONE = "(address forgotten)"


class Rule(StrEnum):
    """By which rule something is forgotten."""

    CLOSED = "closed"
    SANCTION = "sanction"
    UNATTRIBUTED = "unattributed"


WORDS = {
    Rule.CLOSED: "for decided cases",
    Rule.SANCTION: "for cases with a sanction",
    Rule.UNATTRIBUTED: "for mail that no account of ours is shown to have sent",
}
# What mail waits for when several rules fit it: the first of these.
_LONGEST_FIRST = (Rule.SANCTION, Rule.CLOSED, Rule.UNATTRIBUTED)
_NOBODYS = frozenset({"unattributed", "direct"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Periods:
    """How many days after the last thing that happened; 0 keeps for ever."""

    closed_days: int
    sanction_days: int
    unattributed_days: int

    def limit(self, rule: Rule, now: datetime) -> datetime | None:
        """Give the moment before which all must lie that a rule forgets; None where it keeps for ever."""
        days = getattr(self, f"{rule.value}_days")
        return now - timedelta(days=days) if days else None

    def latest(self, now: datetime) -> datetime | None:
        """Give the latest of these moments: what lies after it need not be looked at. None where all is kept."""
        return max((limit for rule in Rule if (limit := self.limit(rule, now))), default=None)


def rule_of(kind: str, account_id: str | None, *, sanctioned: bool) -> Rule:
    """Say which rule a decided case is kept by."""
    if sanctioned:
        return Rule.SANCTION
    return Rule.UNATTRIBUTED if kind in _NOBODYS and account_id is None else Rule.CLOSED


def strictest(rules: Collection[Rule]) -> Rule:
    """Give the rule that counts for a complaint in several cases; without a case it is nobody's mail."""
    return next((rule for rule in _LONGEST_FIRST if rule in rules), Rule.UNATTRIBUTED)


def told(forgotten_at: datetime | None, rule: str) -> str:
    """Say that something was forgotten, in plain words; "" when it was not."""
    if forgotten_at is None:
        return ""
    which = next((f"the retention rule {words}" for known, words in WORDS.items() if known == rule), "a retention rule")
    return f"Forgotten on {forgotten_at:%d %B %Y} under {which}."


def without_addresses(text: str, spared: Collection[str] = ()) -> str:
    """Take mail addresses and Message-IDs out of a text, but for those spared: a customer's own."""
    return ADDRESS.sub(lambda found: found[0] if found[0].rstrip(".,;:") in spared else GONE, text)


def cleared(value: Any, spared: Collection[str] = ()) -> Any:
    """Do the same to every text in JSON values; their shape stays."""
    if isinstance(value, str):
        return without_addresses(value, spared)
    if isinstance(value, list | tuple):
        return [cleared(one, spared) for one in value]
    if isinstance(value, dict):
        return {name: cleared(one, spared) for name, one in value.items()}
    return value
