"""Where a list grows: rows of records and the draws that all ways of growing share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from random import Random

    from tests.lists.population import Population

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
# How awake people are, by local hour.
HOURS = (3, 2, 1, 1, 1, 3, 8, 14, 22, 30, 34, 34, 36, 34, 30, 30, 32, 38, 44, 50, 52, 40, 22, 9)


class Row(NamedTuple):
    """A row of subscriptions.csv behind its list, in the order of the columns."""

    email: str
    subscribed_at: str = ""
    ip: str = ""
    source: str = ""
    status: str = "subscribed"
    evidence: str = ""
    form_url: str = ""
    confirmed_at: str = ""


@dataclass(frozen=True, slots=True)
class Soil:
    """What a list grows on. zone_hours: local time of its people; days: its age."""

    chance: Random
    crowd: Population
    size: int
    name: str
    zone_hours: int
    days: int

    @property
    def form(self) -> str:
        """Give the address of the customer's own form."""
        return f"https://www.{self.name}.example/newsletter"

    def awake(self, first_day: float | None = None, last_day: float = 0.2) -> datetime:
        """Draw a moment when people are awake, so many days ago."""
        ago = self.chance.uniform(last_day, self.days if first_day is None else first_day)
        day = (NOW - timedelta(days=ago)).astimezone(timezone(timedelta(hours=self.zone_hours)))
        hour = self.chance.choices(range(24), HOURS)[0]
        drawn = day.replace(
            hour=hour, minute=self.chance.randrange(60), second=self.chance.randrange(60), microsecond=0
        )
        return min(drawn, NOW.astimezone(drawn.tzinfo) - timedelta(hours=1))

    def status(self, bounced: float = 0.012) -> str:
        """Draw what became of somebody."""
        chances = (1 - bounced - 0.031, 0.03, bounced, 0.001)
        return self.chance.choices(("subscribed", "unsubscribed", "bounced", "complained"), chances)[0]

    def by_form(self, email: str, moment: datetime | None = None, form_url: str = "") -> Row:
        """Sign somebody up at the customer's form."""
        at = (moment or self.awake()).isoformat()
        return Row(email, at, self.crowd.visitor(), "web_form", self.status(), "", form_url or self.form)
