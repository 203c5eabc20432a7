"""Where a list grows: the draws that every way of growing shares."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

from complaints.demo.people import TYPOS, Crowd, Person
from complaints.demo.records import Subscriber

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from complaints.demo.records import Account, MailingList

# Sign-ups by local hour: few at night, most around noon and in the evening.
HOURS = (2, 1, 1, 1, 1, 3, 8, 16, 26, 34, 40, 42, 44, 38, 36, 36, 38, 42, 50, 58, 60, 46, 24, 8)
SHOP_HOURS = (0,) * 9 + (4, 9, 12, 12, 8, 9, 12, 14, 14, 6) + (0,) * 5
_SUMMER = range(4, 11)
_STATUS = ("subscribed", "unsubscribed", "bounced", "complained")


@dataclass(frozen=True, slots=True)
class Plot:
    """Where a list grows: all that a way of growing may look at."""

    chance: random.Random
    spec: MailingList
    account: Account
    crowd: Crowd
    size: int
    now: datetime

    def local(self, moment: datetime) -> datetime:
        """Give a moment in the customer's own time, summer time by the month."""
        summer = moment.month in _SUMMER
        return moment.astimezone(timezone(timedelta(hours=self.account.offset_hours + summer)))

    def moment(self, first_day: float, last_day: float = 1.0, hours: tuple[int, ...] = HOURS) -> datetime:
        """Draw a local time between so many days ago, with the rhythm of people."""
        day = self.local(self.now - timedelta(days=self.chance.uniform(last_day, first_day)))
        hour = self.chance.choices(range(24), hours)[0]
        return day.replace(hour=hour, minute=self.chance.randrange(60), second=self.chance.randrange(60), microsecond=0)

    def row(self, person: Person, subscribed_at: str, source: str, **more: str) -> Subscriber:
        """Give a row; what is not named is empty."""
        status = more.get("status") or self.chance.choices(_STATUS, (940, 38, 18, 4))[0]
        return Subscriber(
            self.spec.list_id,
            person.email,
            subscribed_at,
            more.get("ip", ""),
            source,
            more.get("confirmed_at", ""),
            more.get("confirmed_ip", ""),
            status,
            more.get("evidence", ""),
            more.get("form_url", ""),
            self.spec.sending_entity,
        )

    def people(self, draw: Callable[[random.Random, str], Person], *, typos: float = 0.0) -> list[Person]:
        """Draw the list's people, a share of them with a mistyped provider."""
        found = self.crowd.distinct(self.chance, self.size, draw, self.account.language)
        return [_mistyped(person) if self.chance.random() < typos else person for person in found]

    @property
    def form_url(self) -> str:
        """Address of the customer's sign-up form."""
        return f"https://{self.account.domain}/newsletter"


def _mistyped(person: Person) -> Person:
    local, _, domain = person.email.partition("@")
    return Person(f"{local}@{TYPOS.get(domain, domain)}", person.name)
